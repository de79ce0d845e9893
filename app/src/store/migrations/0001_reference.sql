-- Reference facts: which network, bot, browser or rule an address or a fingerprint belongs to.
-- Every row says where it comes from (`source`) and since when we hold it (`added`).
-- An operator may replace the rows of any table; dictionaries read them on SYSTEM RELOAD DICTIONARY.
-- One invalid prefix would make a whole IP_TRIE dictionary unusable, so the tables refuse it.

-- Networks by prefix (`203.0.113.0/24`, `2001:db8::/32`).
CREATE TABLE IF NOT EXISTS {processing}.ref_asn
(
    prefix String,
    asn UInt32,
    country_code LowCardinality(String),
    name String,
    org String,
    domain String,
    source LowCardinality(String) DEFAULT '',
    added Date DEFAULT today(),
    CONSTRAINT prefix_is_a_network CHECK
        toIPv6OrNull(splitByChar('/', prefix)[1]) IS NOT NULL
        AND match(prefix, '/[0-9]{1,3}$')
        AND toUInt16OrZero(splitByChar('/', prefix)[2]) <= if(position(prefix, ':') > 0, 128, 32)
)
ENGINE = ReplacingMergeTree
ORDER BY prefix;

-- What kind of users an autonomous system has: human, isp, datacenter, hosting, cdn, vpn, bot, scanner.
CREATE TABLE IF NOT EXISTS {processing}.asn_reputation
(
    src_asn UInt64,
    label LowCardinality(String),
    source LowCardinality(String) DEFAULT '',
    added Date DEFAULT today()
)
ENGINE = ReplacingMergeTree
ORDER BY src_asn;

-- Address ranges that bots publish or are known for.
CREATE TABLE IF NOT EXISTS {processing}.bot_ip
(
    prefix String,
    bot_name String,
    source LowCardinality(String) DEFAULT '',
    added Date DEFAULT today(),
    CONSTRAINT prefix_is_a_network CHECK
        toIPv6OrNull(splitByChar('/', prefix)[1]) IS NOT NULL
        AND match(prefix, '/[0-9]{1,3}$')
        AND toUInt16OrZero(splitByChar('/', prefix)[2]) <= if(position(prefix, ':') > 0, 128, 32)
)
ENGINE = ReplacingMergeTree
ORDER BY prefix;

-- TLS fingerprints of programs that are not browsers.
CREATE TABLE IF NOT EXISTS {processing}.bot_ja4
(
    ja4 String,
    bot_name String,
    source LowCardinality(String) DEFAULT '',
    added Date DEFAULT today()
)
ENGINE = ReplacingMergeTree
ORDER BY ja4;

-- TLS fingerprints of browsers.
CREATE TABLE IF NOT EXISTS {processing}.browser_ja4
(
    ja4 String,
    browser_family LowCardinality(String),
    tls_library LowCardinality(String) DEFAULT '',
    context String DEFAULT '',
    source LowCardinality(String) DEFAULT '',
    added Date DEFAULT today()
)
ENGINE = ReplacingMergeTree
ORDER BY ja4;

-- Anubis rules by address range; action is ALLOW, DENY, CHALLENGE or WEIGH.
CREATE TABLE IF NOT EXISTS {processing}.anubis_ip_rules
(
    prefix String,
    bot_name LowCardinality(String),
    action LowCardinality(String),
    category LowCardinality(String),
    source LowCardinality(String) DEFAULT '',
    added Date DEFAULT today(),
    CONSTRAINT prefix_is_a_network CHECK
        toIPv6OrNull(splitByChar('/', prefix)[1]) IS NOT NULL
        AND match(prefix, '/[0-9]{1,3}$')
        AND toUInt16OrZero(splitByChar('/', prefix)[2]) <= if(position(prefix, ':') > 0, 128, 32)
)
ENGINE = ReplacingMergeTree
ORDER BY prefix;

-- Anubis rules by autonomous system.
CREATE TABLE IF NOT EXISTS {processing}.anubis_asn_rules
(
    asn UInt64,
    bot_name LowCardinality(String),
    action LowCardinality(String),
    category LowCardinality(String),
    source LowCardinality(String) DEFAULT '',
    added Date DEFAULT today()
)
ENGINE = ReplacingMergeTree
ORDER BY asn;
