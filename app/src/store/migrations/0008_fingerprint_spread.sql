-- How far a fingerprint is spread: small roll-ups for the columns that compare a session with all
-- others, so that no view needs a window function over every session.
-- * kind `ja4`: fingerprint = the JA4, part = autonomous system, with country.
-- * kind `tcp`: fingerprint = initial TTL, window, scale, MSS and options of the SYN.
-- * kind `header`: fingerprint = the JA4, part = header_order_hash.
-- Fed by the blocks that reach the two aggregates, so every request is counted once.

CREATE TABLE IF NOT EXISTS {processing}.agg_fingerprint_spread_1h
(
    window_start DateTime,
    kind LowCardinality(String),
    fingerprint String,
    part UInt64,
    src_country_code LowCardinality(String),
    hits SimpleAggregateFunction(sum, UInt64),
    ips AggregateFunction(uniq, IPv6)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (kind, fingerprint, part, src_country_code, window_start)
TTL window_start + INTERVAL {logs_days} DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_spread_ja4_1h TO {processing}.agg_fingerprint_spread_1h AS
SELECT
    a.window_start AS window_start,
    'ja4' AS kind,
    toString(a.ja4) AS fingerprint,
    toUInt64(a.src_asn) AS part,
    a.src_country_code AS src_country_code,
    sum(a.hits) AS hits,
    uniqState(a.src_ip) AS ips
FROM {processing}.agg_host_ip_ja4_1h AS a
WHERE a.ja4 != ''
GROUP BY window_start, fingerprint, part, src_country_code;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_spread_tcp_1h TO {processing}.agg_fingerprint_spread_1h AS
SELECT
    a.window_start AS window_start,
    'tcp' AS kind,
    concat(multiIf(tupleElement(a.tcp_syn, 2) <= 64, '64', tupleElement(a.tcp_syn, 2) <= 128, '128', '255'), ':',
        toString(tupleElement(a.tcp_syn, 3)), ':', toString(tupleElement(a.tcp_syn, 4)), ':',
        toString(tupleElement(a.tcp_syn, 5)), ':', tupleElement(a.tcp_syn, 6)) AS fingerprint,
    toUInt64(0) AS part,
    '' AS src_country_code,
    sum(a.hits) AS hits,
    uniqState(a.src_ip) AS ips
FROM {processing}.agg_host_ip_ja4_1h AS a
WHERE tupleElement(a.tcp_syn, 2) > 0
GROUP BY window_start, fingerprint;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_spread_header_1h TO {processing}.agg_fingerprint_spread_1h AS
SELECT
    h.window_start AS window_start,
    'header' AS kind,
    toString(h.ja4) AS fingerprint,
    h.header_order_hash AS part,
    '' AS src_country_code,
    sum(h.hits) AS hits,
    uniqState(h.src_ip) AS ips
FROM {processing}.agg_header_fingerprint_1h AS h
WHERE h.header_order_hash != 0
GROUP BY window_start, fingerprint, part;
