-- How a session moves: order of paths, cadence, page to asset cascade; and how an address moves
-- between hosts and fingerprints. Instants are milliseconds within the hour. A session keeps at most
-- 100 paths, 256 instants and 256 cascade steps: bounded whatever an attacker sends.
-- Only HTTP requests count (a connection whose requests stay encrypted has no paths).

CREATE TABLE IF NOT EXISTS {processing}.agg_path_sequences_1h
(
    window_start DateTime,
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    path_sequence AggregateFunction(groupArray(100), Tuple(UInt32, String))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (src_ip, window_start, ja4, host)
TTL window_start + INTERVAL {logs_days} DAY
SETTINGS index_granularity = 1024, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

-- Paths are cut to depth 2 (`/shop/product/*`) and 80 bytes.
CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_path_sequences_1h TO {processing}.agg_path_sequences_1h AS
WITH splitByChar('/', l.path, 4) AS parts
SELECT
    toStartOfHour(l.time) AS window_start,
    l.src_ip AS src_ip,
    l.ja4 AS ja4,
    l.host AS host,
    groupArrayState(100)((toUInt32(l.time_ms % 3600000),
        substring(if(length(parts) > 3, concat('/', parts[2], '/', parts[3], '/*'), l.path), 1, 80))) AS path_sequence
FROM {logs}.http_logs AS l
WHERE l.method != ''
GROUP BY window_start, src_ip, ja4, host;

CREATE TABLE IF NOT EXISTS {processing}.agg_request_timing_1h
(
    window_start DateTime,
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    instants AggregateFunction(groupArray(256), UInt32)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (src_ip, window_start, ja4, host)
TTL window_start + INTERVAL {logs_days} DAY
SETTINGS index_granularity = 1024, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_request_timing_1h TO {processing}.agg_request_timing_1h AS
SELECT
    toStartOfHour(l.time) AS window_start,
    l.src_ip AS src_ip,
    l.ja4 AS ja4,
    l.host AS host,
    groupArrayState(256)(toUInt32(l.time_ms % 3600000)) AS instants
FROM {logs}.http_logs AS l
GROUP BY window_start, src_ip, ja4, host;

CREATE TABLE IF NOT EXISTS {processing}.agg_ip_behavior_1h
(
    window_start DateTime,
    src_ip IPv6,
    hits SimpleAggregateFunction(sum, UInt64),
    first_seen SimpleAggregateFunction(min, DateTime),
    last_seen SimpleAggregateFunction(max, DateTime),
    uniq_ja4 AggregateFunction(uniqIf, String, UInt8),
    uniq_hosts AggregateFunction(uniq, String),
    uniq_paths AggregateFunction(uniq, String),
    uniq_host_paths AggregateFunction(uniq, String, String),
    uniq_header_orders AggregateFunction(uniqIf, UInt64, UInt8),
    host_entropy AggregateFunction(entropy, String),
    ja4_sequence AggregateFunction(groupArray(100), Tuple(UInt32, UInt64))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (src_ip, window_start)
TTL window_start + INTERVAL {logs_days} DAY
SETTINGS index_granularity = 1024, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_ip_behavior_1h TO {processing}.agg_ip_behavior_1h AS
SELECT
    toStartOfHour(l.time) AS window_start,
    l.src_ip AS src_ip,
    count() AS hits,
    min(l.time) AS first_seen,
    max(l.time) AS last_seen,
    uniqIfState(l.ja4, l.ja4 != '') AS uniq_ja4,
    uniqState(toString(l.host)) AS uniq_hosts,
    uniqState(l.path) AS uniq_paths,
    uniqState(toString(l.host), l.path) AS uniq_host_paths,
    uniqIfState(cityHash64(l.client_headers), l.client_headers != '') AS uniq_header_orders,
    entropyState(toString(l.host)) AS host_entropy,
    groupArrayState(100)((toUInt32(l.time_ms % 3600000), cityHash64(l.ja4))) AS ja4_sequence
FROM {logs}.http_logs AS l
GROUP BY window_start, src_ip;

CREATE TABLE IF NOT EXISTS {processing}.agg_resource_cascade_1h
(
    window_start DateTime,
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    count_pages SimpleAggregateFunction(sum, UInt64),
    count_assets SimpleAggregateFunction(sum, UInt64),
    steps AggregateFunction(groupArray(256), Tuple(UInt32, UInt8))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (src_ip, window_start, ja4, host)
TTL window_start + INTERVAL {logs_days} DAY
SETTINGS index_granularity = 1024, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

-- A step is (instant, 1 for an asset or 0 for a page).
CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_resource_cascade_1h TO {processing}.agg_resource_cascade_1h AS
WITH match(l.path, '(?i)\\.(?:png|jpe?g|gif|css|js|ico|woff2|svg|eot)$') AS is_asset
SELECT
    toStartOfHour(l.time) AS window_start,
    l.src_ip AS src_ip,
    l.ja4 AS ja4,
    l.host AS host,
    countIf(NOT is_asset) AS count_pages,
    countIf(is_asset) AS count_assets,
    groupArrayState(256)((toUInt32(l.time_ms % 3600000), toUInt8(is_asset))) AS steps
FROM {logs}.http_logs AS l
WHERE l.method != ''
GROUP BY window_start, src_ip, ja4, host;
