-- Sessions as finished rows, so that a question over all sessions of a day need not merge their states.
--
-- An hour is settled while its finished rows hold as many requests as its aggregates, each with its
-- headers. The views read the finished rows of settled hours and merge the aggregates of the others, so
-- that an answer is the same whether an hour is settled or not; the tests compare them. `store::settle`
-- settles hours in which nothing arrives any more. What dictionaries say is looked up on reading.
-- The formulas are those of view_ai_features_1h. A migration that changes one of them in
-- view_merged_sessions_1h truncates settled_sessions_1h.

CREATE TABLE IF NOT EXISTS {processing}.settled_sessions_1h
(
    window_start DateTime,
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    src_asn UInt32,
    asn_org LowCardinality(String),
    country_code LowCardinality(String),
    hits UInt64,
    hit_velocity Float64,
    fuzzing_index Float64,
    post_ratio Float64,
    asset_ratio Float64,
    direct_access_ratio Float64,
    is_ua_rotating UInt8,
    src_port_density Float64,
    temporal_entropy Float64,
    path_diversity_ratio Float64,
    header_count UInt16,
    modern_browser_score UInt8,
    header_hits UInt64
)
ENGINE = MergeTree
PARTITION BY toUnixTimestamp(window_start)
ORDER BY (src_ip, ja4, host)
TTL window_start + INTERVAL 2 DAY
SETTINGS ttl_only_drop_parts = 1;

-- Where the rows of an hour are put together before they take the place of older ones at once.
CREATE TABLE IF NOT EXISTS {processing}.settling_sessions_1h AS {processing}.settled_sessions_1h;

-- The sessions of the aggregates, with what the headers of each tell. Whoever asks names the hours.
CREATE OR REPLACE VIEW {processing}.view_merged_sessions_1h AS
SELECT
    s.window_start AS window_start,
    s.src_ip AS src_ip,
    s.ja4 AS ja4,
    s.host AS host,
    s.src_asn AS src_asn,
    s.asn_org AS asn_org,
    s.country_code AS country_code,
    s.hits AS hits,
    s.hits / greatest(dateDiff('second', s.first_seen, s.last_seen), 60) AS hit_velocity,
    s.query_strings / (s.paths + 1) AS fuzzing_index,
    s.count_post / (s.hits + 1) AS post_ratio,
    s.count_assets / (s.hits + 1) AS asset_ratio,
    s.count_no_referer / (s.hits + 1) AS direct_access_ratio,
    s.user_agents > 1 AS is_ua_rotating,
    s.src_ports / s.hits AS src_port_density,
    s.minute_entropy AS temporal_entropy,
    s.paths / (s.hits + 1) AS path_diversity_ratio,
    h.header_count AS header_count,
    h.modern_browser_score AS modern_browser_score,
    h.header_hits AS header_hits
FROM
(
    SELECT
        a.window_start AS window_start, a.src_ip AS src_ip, a.ja4 AS ja4, a.host AS host,
        anyLast(a.src_asn) AS src_asn, anyLast(a.src_country_code) AS country_code,
        anyLast(a.src_as_name) AS asn_org,
        min(a.first_seen) AS first_seen, max(a.last_seen) AS last_seen,
        sum(a.hits) AS hits, sum(a.count_post) AS count_post,
        uniqMerge(a.uniq_paths) AS paths, uniqIfMerge(a.uniq_query_params) AS query_strings,
        uniqIfMerge(a.uniq_src_ports) AS src_ports, uniqIfMerge(a.uniq_ua) AS user_agents,
        entropyMerge(a.minute_entropy) AS minute_entropy,
        sum(a.count_assets) AS count_assets, sum(a.count_no_referer) AS count_no_referer
    FROM {processing}.agg_host_ip_ja4_1h AS a
    GROUP BY window_start, src_ip, ja4, host
) AS s
LEFT JOIN
(
    SELECT
        f.window_start AS window_start, f.src_ip AS src_ip, f.ja4 AS ja4, f.host AS host,
        max(f.header_count) AS header_count, max(f.modern_browser_score) AS modern_browser_score,
        sum(f.hits) AS header_hits
    FROM {processing}.agg_header_fingerprint_1h AS f
    GROUP BY window_start, src_ip, ja4, host
) AS h ON h.window_start = s.window_start AND h.src_ip = s.src_ip AND h.ja4 = s.ja4 AND h.host = s.host;

-- Hours of which everything that arrived is settled. A batch reaches the sessions before their headers:
-- rows made in between lack some, and show it.
CREATE OR REPLACE VIEW {processing}.view_settled_hours AS
SELECT r.window_start AS window_start
FROM
(
    SELECT window_start, sum(hits) AS hits
    FROM {processing}.agg_host_ip_ja4_1h
    WHERE window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start
) AS r
INNER JOIN
(
    SELECT window_start, sum(hits) AS hits, sum(header_hits) AS header_hits
    FROM {processing}.settled_sessions_1h
    WHERE window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start
) AS s ON s.window_start = r.window_start
WHERE s.hits = r.hits AND s.header_hits = r.hits;

CREATE OR REPLACE VIEW {processing}.view_sessions_1h AS
WITH (SELECT groupArray(window_start) FROM {processing}.view_settled_hours) AS settled
SELECT
    s.window_start AS window_start,
    s.src_ip AS src_ip,
    s.ja4 AS ja4,
    s.host AS host,
    s.asn_org AS asn_org,
    s.country_code AS country_code,
    dictGetOrDefault('{processing}.dict_asn_reputation', 'label', toUInt64(s.src_asn), 'unknown') AS asn_label,
    if(dictGetOrDefault('{processing}.dict_bot_ip', 'bot_name', s.src_ip, '') AS bot_by_ip != '', bot_by_ip,
        dictGetOrDefault('{processing}.dict_bot_ja4', 'bot_name', tuple(toString(s.ja4)), '')) AS bot_name,
    dictGetOrDefault('{processing}.dict_browser_ja4', 'browser_family', tuple(toString(s.ja4)), '') AS browser_family,
    s.hits AS hits,
    s.hit_velocity AS hit_velocity,
    s.fuzzing_index AS fuzzing_index,
    s.post_ratio AS post_ratio,
    s.asset_ratio AS asset_ratio,
    s.direct_access_ratio AS direct_access_ratio,
    s.is_ua_rotating AS is_ua_rotating,
    s.src_port_density AS src_port_density,
    s.temporal_entropy AS temporal_entropy,
    s.path_diversity_ratio AS path_diversity_ratio,
    s.header_count AS header_count,
    s.modern_browser_score AS modern_browser_score
FROM
(
    SELECT t.*
    FROM {processing}.settled_sessions_1h AS t
    WHERE t.window_start >= now() - INTERVAL 24 HOUR
        AND has(settled, t.window_start)
    UNION ALL
    SELECT m.*
    FROM {processing}.view_merged_sessions_1h AS m
    WHERE m.window_start >= now() - INTERVAL 24 HOUR
        AND NOT has(settled, m.window_start)
) AS s;

-- The same with the JA4s of its address.
CREATE OR REPLACE VIEW {processing}.view_session_features_1h AS
SELECT s.*, toUInt32(i.distinct_ja4) AS distinct_ja4_count
FROM {processing}.view_sessions_1h AS s
LEFT JOIN
(
    SELECT r.src_ip AS src_ip, uniqExactIf(r.ja4, r.ja4 != '') AS distinct_ja4
    FROM {processing}.agg_host_ip_ja4_1h AS r
    WHERE r.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY src_ip
) AS i ON i.src_ip = s.src_ip;
