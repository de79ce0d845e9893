-- Requests: the raw lines of a correlator, the typed rows, and the lines that could not be read.
-- Addresses are IPv6; an IPv4 one is kept mapped. Times are UTC.
-- A repeated batch (same deduplication token) is stored once, in the tables and in their views.

CREATE TABLE IF NOT EXISTS {logs}.http_logs_raw
(
    raw_json String CODEC(ZSTD(3)),
    ingest_time DateTime DEFAULT now()
)
ENGINE = MergeTree
PARTITION BY toDate(ingest_time)
ORDER BY ingest_time
TTL ingest_time + INTERVAL {raw_days} DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

-- The columns up to `source` are what a writer gives; the rest is looked up here, in one place,
-- for typed inserts and for parsed raw lines alike.
-- `status` and `bytes` are NULL where a log has none; a TTL of 0 means that the SYN was not seen.
CREATE TABLE IF NOT EXISTS {logs}.http_logs
(
    time DateTime CODEC(Delta, ZSTD(1)),
    time_ms UInt64 CODEC(Delta, ZSTD(1)),
    src_ip IPv6 CODEC(ZSTD(1)),
    src_port UInt16,
    dst_ip IPv6 CODEC(ZSTD(1)),
    dst_port UInt16,
    method LowCardinality(String),
    scheme LowCardinality(String),
    host LowCardinality(String),
    path String CODEC(ZSTD(3)),
    query String CODEC(ZSTD(3)),
    http_version LowCardinality(String),
    orphan_side LowCardinality(String),
    correlated UInt8,
    keepalives UInt16,
    conn_id String CODEC(ZSTD(1)),
    ip_meta_ttl UInt8,
    ip_meta_id UInt16,
    ip_meta_df UInt8,
    ip_meta_total_length UInt16,
    tcp_meta_window_size UInt16,
    tcp_meta_mss UInt16,
    tcp_meta_window_scale UInt8,
    tcp_meta_options LowCardinality(String),
    syn_to_clienthello_ms Int32,
    tls_version LowCardinality(String),
    tls_sni String CODEC(ZSTD(1)),
    tls_alpn LowCardinality(String),
    ja3 String CODEC(ZSTD(1)),
    ja3_hash String CODEC(ZSTD(1)),
    ja4 String CODEC(ZSTD(1)),
    client_headers String CODEC(ZSTD(1)),
    header_user_agent String CODEC(ZSTD(1)),
    header_accept String CODEC(ZSTD(1)),
    header_accept_encoding String CODEC(ZSTD(1)),
    header_accept_language String CODEC(ZSTD(1)),
    header_content_type String CODEC(ZSTD(1)),
    header_x_request_id String CODEC(ZSTD(1)),
    header_x_trace_id String CODEC(ZSTD(1)),
    header_x_forwarded_for String CODEC(ZSTD(1)),
    header_sec_ch_ua String CODEC(ZSTD(1)),
    header_sec_ch_ua_mobile LowCardinality(String),
    header_sec_ch_ua_platform LowCardinality(String),
    header_sec_fetch_dest LowCardinality(String),
    header_sec_fetch_mode LowCardinality(String),
    header_sec_fetch_site LowCardinality(String),
    status Nullable(UInt16),
    bytes Nullable(UInt64),
    referer String CODEC(ZSTD(1)),
    h2_fingerprint LowCardinality(String),
    h2_settings_fp LowCardinality(String),
    h2_window_update UInt32,
    h2_pseudo_order LowCardinality(String),
    source LowCardinality(String),

    log_date Date DEFAULT toDate(time),

    src_asn UInt32 DEFAULT dictGetOrDefault('{processing}.dict_iplocate_asn', 'asn', src_ip, toUInt32(0)),
    src_country_code LowCardinality(String) DEFAULT dictGetOrDefault('{processing}.dict_iplocate_asn', 'country_code', src_ip, ''),
    src_as_name LowCardinality(String) DEFAULT dictGetOrDefault('{processing}.dict_iplocate_asn', 'name', src_ip, ''),
    src_org LowCardinality(String) DEFAULT dictGetOrDefault('{processing}.dict_iplocate_asn', 'org', src_ip, ''),
    src_domain LowCardinality(String) DEFAULT dictGetOrDefault('{processing}.dict_iplocate_asn', 'domain', src_ip, ''),

    -- The rule of the address range goes before the rule of its autonomous system.
    anubis_bot_name LowCardinality(String) DEFAULT if(dictHas('{processing}.dict_anubis_ip', src_ip),
        dictGetOrDefault('{processing}.dict_anubis_ip', 'bot_name', src_ip, ''),
        dictGetOrDefault('{processing}.dict_anubis_asn', 'bot_name', toUInt64(src_asn), '')),
    anubis_bot_action LowCardinality(String) DEFAULT if(dictHas('{processing}.dict_anubis_ip', src_ip),
        dictGetOrDefault('{processing}.dict_anubis_ip', 'action', src_ip, ''),
        dictGetOrDefault('{processing}.dict_anubis_asn', 'action', toUInt64(src_asn), '')),
    anubis_bot_category LowCardinality(String) DEFAULT if(dictHas('{processing}.dict_anubis_ip', src_ip),
        dictGetOrDefault('{processing}.dict_anubis_ip', 'category', src_ip, ''),
        dictGetOrDefault('{processing}.dict_anubis_asn', 'category', toUInt64(src_asn), '')),

    -- The HTTP/2 settings by number (RFC 9113 §6.5.2), read from their text `1:65536;2:0;…`; 0 = not sent.
    h2_header_table_size UInt32 ALIAS toUInt32OrZero(extract(h2_settings_fp, '(?:^|[;,])1:([0-9]+)')),
    h2_enable_push UInt8 ALIAS toUInt8OrZero(extract(h2_settings_fp, '(?:^|[;,])2:([0-9]+)')),
    h2_max_concurrent_streams UInt32 ALIAS toUInt32OrZero(extract(h2_settings_fp, '(?:^|[;,])3:([0-9]+)')),
    h2_initial_window_size UInt32 ALIAS toUInt32OrZero(extract(h2_settings_fp, '(?:^|[;,])4:([0-9]+)')),
    h2_max_frame_size UInt32 ALIAS toUInt32OrZero(extract(h2_settings_fp, '(?:^|[;,])5:([0-9]+)')),
    h2_max_header_list_size UInt32 ALIAS toUInt32OrZero(extract(h2_settings_fp, '(?:^|[;,])6:([0-9]+)')),
    h2_enable_connect_protocol UInt8 ALIAS toUInt8OrZero(extract(h2_settings_fp, '(?:^|[;,])8:([0-9]+)')),
    h2_settings_ack UInt8 DEFAULT 0,

    -- The newest requests of one client without reading those of all others. No bloom filter on src_ip
    -- beside it: one fails on `src_ip = toIPv4OrZero(...)`, which clients of ja4-platform ask.
    PROJECTION by_client
    (
        SELECT src_ip, time, time_ms, method, host, path, query, http_version, header_user_agent, ja4,
            status, bytes, src_country_code
        ORDER BY src_ip, time
    ),
    INDEX idx_ja4 ja4 TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY log_date
ORDER BY (time, src_ip, dst_ip, ja4)
TTL time + INTERVAL {logs_days} DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

-- Raw lines without a readable instant or client address: kept with the reason, never dropped silently.
CREATE TABLE IF NOT EXISTS {logs}.http_logs_rejected
(
    ingest_time DateTime DEFAULT now(),
    reason LowCardinality(String),
    raw_json String CODEC(ZSTD(3))
)
ENGINE = MergeTree
PARTITION BY toDate(ingest_time)
ORDER BY ingest_time
TTL ingest_time + INTERVAL {logs_days} DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;
