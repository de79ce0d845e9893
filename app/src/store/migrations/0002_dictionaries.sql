-- Dictionaries over the reference tables. What no row matches stays unknown: 0, '' or 'unknown'.
-- LIFETIME(0): they change only by SYSTEM RELOAD DICTIONARY after their table was replaced.
-- IP_TRIE finds a mapped IPv4 (`::ffff:a.b.c.d`) under an IPv4 prefix and under its mapped form.

CREATE DICTIONARY IF NOT EXISTS {processing}.dict_iplocate_asn
(
    prefix String,
    asn UInt32 DEFAULT 0,
    country_code String DEFAULT '',
    name String DEFAULT '',
    org String DEFAULT '',
    domain String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE({dict_auth} DB '{processing}' TABLE 'ref_asn'))
LIFETIME(0)
LAYOUT(IP_TRIE());

CREATE DICTIONARY IF NOT EXISTS {processing}.dict_asn_reputation
(
    src_asn UInt64,
    label String DEFAULT 'unknown'
)
PRIMARY KEY src_asn
SOURCE(CLICKHOUSE({dict_auth} DB '{processing}' TABLE 'asn_reputation'))
LIFETIME(0)
LAYOUT(HASHED());

CREATE DICTIONARY IF NOT EXISTS {processing}.dict_bot_ip
(
    prefix String,
    bot_name String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE({dict_auth} DB '{processing}' TABLE 'bot_ip'))
LIFETIME(0)
LAYOUT(IP_TRIE());

CREATE DICTIONARY IF NOT EXISTS {processing}.dict_bot_ja4
(
    ja4 String,
    bot_name String DEFAULT ''
)
PRIMARY KEY ja4
SOURCE(CLICKHOUSE({dict_auth} DB '{processing}' TABLE 'bot_ja4'))
LIFETIME(0)
LAYOUT(COMPLEX_KEY_HASHED());

CREATE DICTIONARY IF NOT EXISTS {processing}.dict_browser_ja4
(
    ja4 String,
    browser_family String DEFAULT '',
    tls_library String DEFAULT '',
    context String DEFAULT ''
)
PRIMARY KEY ja4
SOURCE(CLICKHOUSE({dict_auth} DB '{processing}' TABLE 'browser_ja4'))
LIFETIME(0)
LAYOUT(COMPLEX_KEY_HASHED());

CREATE DICTIONARY IF NOT EXISTS {processing}.dict_anubis_ip
(
    prefix String,
    bot_name String DEFAULT '',
    action String DEFAULT '',
    category String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE({dict_auth} DB '{processing}' TABLE 'anubis_ip_rules'))
LIFETIME(0)
LAYOUT(IP_TRIE());

-- Hashed, not flat: autonomous system numbers go up to 2^32.
CREATE DICTIONARY IF NOT EXISTS {processing}.dict_anubis_asn
(
    asn UInt64,
    bot_name String DEFAULT '',
    action String DEFAULT '',
    category String DEFAULT ''
)
PRIMARY KEY asn
SOURCE(CLICKHOUSE({dict_auth} DB '{processing}' TABLE 'anubis_asn_rules'))
LIFETIME(0)
LAYOUT(HASHED());
