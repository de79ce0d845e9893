-- Header fingerprints: one row per session and order of headers.
-- * header_order_hash = cityHash64 of client_headers, 0 when the header list is not known.
-- * modern_browser_score: Sec-CH-UA 100, else any Sec-Fetch header 70, else 0.
-- * ua_ch_mismatch: the platform or brand of the Client Hints is not the one of the User-Agent.
-- * sec_ch_mobile_mismatch: Sec-CH-UA-Mobile says mobile on a desktop platform.

CREATE TABLE IF NOT EXISTS {processing}.agg_header_fingerprint_1h
(
    window_start DateTime,
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    header_order_hash UInt64,
    hits SimpleAggregateFunction(sum, UInt64),
    client_headers SimpleAggregateFunction(max, String),
    header_count SimpleAggregateFunction(max, UInt16),
    has_accept_language SimpleAggregateFunction(max, UInt8),
    has_cookie SimpleAggregateFunction(max, UInt8),
    has_referer SimpleAggregateFunction(max, UInt8),
    modern_browser_score SimpleAggregateFunction(max, UInt8),
    has_sec_ch_ua SimpleAggregateFunction(max, UInt8),
    ua_ch_mismatch SimpleAggregateFunction(max, UInt8),
    sec_ch_mobile_mismatch SimpleAggregateFunction(max, UInt8),
    sec_fetch_mode SimpleAggregateFunction(max, LowCardinality(String)),
    sec_fetch_dest SimpleAggregateFunction(max, LowCardinality(String))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (src_ip, window_start, ja4, host, header_order_hash)
TTL window_start + INTERVAL {logs_days} DAY
SETTINGS index_granularity = 1024, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_header_fingerprint_1h TO {processing}.agg_header_fingerprint_1h AS
WITH
    splitByChar(',', lower(replaceAll(l.client_headers, ' ', ''))) AS names,
    l.client_headers != '' AS headers_known,
    l.header_sec_ch_ua != '' OR has(names, 'sec-ch-ua') AS has_ch,
    l.header_sec_fetch_mode != '' OR l.header_sec_fetch_dest != '' OR l.header_sec_fetch_site != ''
        OR arrayExists(n -> startsWith(n, 'sec-fetch-'), names) AS has_fetch,
    lower(trim(BOTH '" ' FROM toString(l.header_sec_ch_ua_platform))) AS platform,
    l.header_user_agent AS ua
SELECT
    toStartOfHour(l.time) AS window_start,
    l.src_ip AS src_ip,
    l.ja4 AS ja4,
    l.host AS host,
    if(headers_known, cityHash64(l.client_headers), toUInt64(0)) AS header_order_hash,
    count() AS hits,
    max(l.client_headers) AS client_headers,
    max(toUInt16(if(headers_known, least(length(names), 65535), 0))) AS header_count,
    max(toUInt8(l.header_accept_language != '' OR has(names, 'accept-language'))) AS has_accept_language,
    max(toUInt8(has(names, 'cookie'))) AS has_cookie,
    max(toUInt8(l.referer != '' OR has(names, 'referer'))) AS has_referer,
    max(toUInt8(multiIf(has_ch, 100, has_fetch, 70, 0))) AS modern_browser_score,
    max(toUInt8(has_ch)) AS has_sec_ch_ua,
    max(toUInt8(ua != '' AND (
        (platform = 'windows' AND position(ua, 'Windows') = 0)
        OR (platform = 'macos' AND position(ua, 'Mac OS X') = 0)
        OR (platform = 'linux' AND position(ua, 'Linux') = 0)
        OR (platform = 'android' AND position(ua, 'Android') = 0)
        OR (platform IN ('chrome os', 'chromium os') AND position(ua, 'CrOS') = 0)
        OR (position(l.header_sec_ch_ua, 'Chrom') > 0 AND position(ua, 'Chrom') = 0 AND position(ua, 'CriOS') = 0)))) AS ua_ch_mismatch,
    max(toUInt8(l.header_sec_ch_ua_mobile = '?1' AND platform IN ('windows', 'macos', 'linux', 'chrome os', 'chromium os'))) AS sec_ch_mobile_mismatch,
    max(l.header_sec_fetch_mode) AS sec_fetch_mode,
    max(l.header_sec_fetch_dest) AS sec_fetch_dest
FROM {logs}.http_logs AS l
GROUP BY window_start, src_ip, ja4, host, header_order_hash;
