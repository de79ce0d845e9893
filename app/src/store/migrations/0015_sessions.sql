-- view_ai_features_1h in two lighter forms, for questions about all sessions that need few of its columns:
-- the same rows and the same values without the joins that compare a session with all others. A join costs
-- its time also when nobody asks for its columns.
-- A formula that changes in one file changes in the other; the tests compare the views row by row.

-- What the requests of a session tell by themselves.
CREATE OR REPLACE VIEW {processing}.view_sessions_1h AS
SELECT
    s.window_start AS window_start,
    s.src_ip AS src_ip,
    s.ja4 AS ja4,
    s.host AS host,
    s.src_as_name AS asn_org,
    s.src_country_code AS country_code,
    s.asn_label AS asn_label,
    if(s.bot_by_ip != '', s.bot_by_ip, s.bot_by_ja4) AS bot_name,
    s.browser_family AS browser_family,
    s.hits AS hits,
    s.hits / greatest(dateDiff('second', s.first_seen, s.last_seen), 60) AS hit_velocity,
    s.query_strings / (s.paths + 1) AS fuzzing_index,
    s.count_post / (s.hits + 1) AS post_ratio,
    s.count_assets / (s.hits + 1) AS asset_ratio,
    s.count_no_referer / (s.hits + 1) AS direct_access_ratio,
    s.user_agents > 1 AS is_ua_rotating,
    s.src_ports / s.hits AS src_port_density,
    s.minute_entropy AS temporal_entropy,
    s.paths / (s.hits + 1) AS path_diversity_ratio
FROM
(
    SELECT
        a.window_start AS window_start, a.src_ip AS src_ip, a.ja4 AS ja4, a.host AS host,
        anyLast(a.src_asn) AS src_asn, anyLast(a.src_country_code) AS src_country_code,
        anyLast(a.src_as_name) AS src_as_name,
        min(a.first_seen) AS first_seen, max(a.last_seen) AS last_seen,
        sum(a.hits) AS hits, sum(a.count_post) AS count_post,
        uniqMerge(a.uniq_paths) AS paths, uniqIfMerge(a.uniq_query_params) AS query_strings,
        uniqIfMerge(a.uniq_src_ports) AS src_ports, uniqIfMerge(a.uniq_ua) AS user_agents,
        entropyMerge(a.minute_entropy) AS minute_entropy,
        sum(a.count_assets) AS count_assets, sum(a.count_no_referer) AS count_no_referer,
        dictGetOrDefault('{processing}.dict_asn_reputation', 'label', toUInt64(src_asn), 'unknown') AS asn_label,
        dictGetOrDefault('{processing}.dict_bot_ip', 'bot_name', a.src_ip, '') AS bot_by_ip,
        dictGetOrDefault('{processing}.dict_bot_ja4', 'bot_name', tuple(toString(a.ja4)), '') AS bot_by_ja4,
        dictGetOrDefault('{processing}.dict_browser_ja4', 'browser_family', tuple(toString(a.ja4)), '') AS browser_family
    FROM {processing}.agg_host_ip_ja4_1h AS a
    WHERE a.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start, src_ip, ja4, host
) AS s;

-- The same with its headers, and the JA4s of its address.
CREATE OR REPLACE VIEW {processing}.view_session_features_1h AS
SELECT
    s.window_start AS window_start,
    s.src_ip AS src_ip,
    s.ja4 AS ja4,
    s.host AS host,
    s.asn_org AS asn_org,
    s.country_code AS country_code,
    s.asn_label AS asn_label,
    s.bot_name AS bot_name,
    s.browser_family AS browser_family,
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
    h.header_count AS header_count,
    h.modern_browser_score AS modern_browser_score,
    toUInt32(i.distinct_ja4) AS distinct_ja4_count
FROM {processing}.view_sessions_1h AS s
LEFT JOIN
(
    SELECT
        f.window_start AS window_start, f.src_ip AS src_ip, f.ja4 AS ja4, f.host AS host,
        max(f.header_count) AS header_count, max(f.modern_browser_score) AS modern_browser_score
    FROM {processing}.agg_header_fingerprint_1h AS f
    WHERE f.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start, src_ip, ja4, host
) AS h ON h.window_start = s.window_start AND h.src_ip = s.src_ip AND h.ja4 = s.ja4 AND h.host = s.host
LEFT JOIN
(
    SELECT b.src_ip AS src_ip, uniqIfMerge(b.uniq_ja4) AS distinct_ja4
    FROM {processing}.agg_ip_behavior_1h AS b
    WHERE b.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY src_ip
) AS i ON i.src_ip = s.src_ip;
