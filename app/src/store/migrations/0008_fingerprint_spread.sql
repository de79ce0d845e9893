-- How far a fingerprint is spread: small roll-ups for the columns that compare a session with all
-- others, so that no view needs a window function over every session.
-- They are fed by the blocks that reach the two session aggregates: every request counts once.

-- Addresses per fingerprint. kind `ja4`: the JA4; `tcp`: initial TTL, window, scale, MSS and options of
-- the SYN; `header`: header_order_hash.
CREATE TABLE IF NOT EXISTS {processing}.agg_fingerprint_spread_1h
(
    window_start DateTime,
    kind LowCardinality(String),
    fingerprint String,
    hits SimpleAggregateFunction(sum, UInt64),
    ips AggregateFunction(uniqCombined(12), IPv6)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (kind, fingerprint, window_start)
TTL window_start + INTERVAL {logs_days} DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_fingerprint_spread_1h TO {processing}.agg_fingerprint_spread_1h AS
SELECT
    a.window_start AS window_start,
    tupleElement(pair, 1) AS kind,
    tupleElement(pair, 2) AS fingerprint,
    sum(a.hits) AS hits,
    uniqCombinedState(12)(a.src_ip) AS ips
FROM {processing}.agg_host_ip_ja4_1h AS a
ARRAY JOIN [
    ('ja4', toString(a.ja4)),
    ('tcp', if(tupleElement(a.tcp_syn, 2) = 0, '', concat(
        multiIf(tupleElement(a.tcp_syn, 2) <= 64, '64', tupleElement(a.tcp_syn, 2) <= 128, '128', '255'), ':',
        toString(tupleElement(a.tcp_syn, 3)), ':', toString(tupleElement(a.tcp_syn, 4)), ':',
        toString(tupleElement(a.tcp_syn, 5)), ':', tupleElement(a.tcp_syn, 6))))] AS pair
WHERE tupleElement(pair, 2) != ''
GROUP BY window_start, kind, fingerprint;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_header_spread_1h TO {processing}.agg_fingerprint_spread_1h AS
SELECT
    f.window_start AS window_start,
    'header' AS kind,
    toString(f.header_order_hash) AS fingerprint,
    sum(f.hits) AS hits,
    uniqCombinedState(12)(f.src_ip) AS ips
FROM {processing}.agg_header_fingerprint_1h AS f
WHERE f.header_order_hash != 0
GROUP BY window_start, fingerprint;

-- What the requests of a JA4 are made of. kind `asn`: part = autonomous system; `country`: its country;
-- `order`: part = header_order_hash.
CREATE TABLE IF NOT EXISTS {processing}.agg_ja4_origin_1h
(
    window_start DateTime,
    kind LowCardinality(String),
    ja4 LowCardinality(String),
    part UInt64,
    country LowCardinality(String),
    hits SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (kind, ja4, part, country, window_start)
TTL window_start + INTERVAL {logs_days} DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_ja4_origin_1h TO {processing}.agg_ja4_origin_1h AS
SELECT
    a.window_start AS window_start,
    tupleElement(origin, 1) AS kind,
    a.ja4 AS ja4,
    tupleElement(origin, 2) AS part,
    tupleElement(origin, 3) AS country,
    sum(a.hits) AS hits
FROM {processing}.agg_host_ip_ja4_1h AS a
ARRAY JOIN [('asn', toUInt64(a.src_asn), ''), ('country', toUInt64(0), toString(a.src_country_code))] AS origin
WHERE a.ja4 != ''
GROUP BY window_start, kind, ja4, part, country;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_ja4_order_1h TO {processing}.agg_ja4_origin_1h AS
SELECT
    f.window_start AS window_start,
    'order' AS kind,
    f.ja4 AS ja4,
    f.header_order_hash AS part,
    '' AS country,
    sum(f.hits) AS hits
FROM {processing}.agg_header_fingerprint_1h AS f
WHERE f.header_order_hash != 0
GROUP BY window_start, ja4, part;
