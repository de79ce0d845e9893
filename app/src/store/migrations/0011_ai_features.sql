-- view_ai_features_1h: the last 24 hours, one row per (window_start, src_ip, ja4, host).
-- A filter on src_ip reaches the aggregates; what compares a session with all others comes from the
-- small roll-ups of 0008_fingerprint_spread.sql. No column is ever NaN: what has no data is 0 (is_tcp_known,
-- header_count and correlated tell whether there was any; asn_label says `unknown`).
--
-- Formulas of the platform: fuzzing_index, post_ratio, orphan_ratio, ip_id_zero_ratio,
-- multiplexing_efficiency, mss_mobile_mismatch, alpn_http_mismatch, no_window_scale_ratio, ttl_std,
-- missing_accept_enc_ratio, http_scheme_ratio, non_standard_port_ratio, unusual_content_type_ratio,
-- login_post_concentration, modern_browser_score, is_known_browser, browser_consistency_score.
-- Formulas we set, because the platform's are not known:
-- * hit_velocity: hits per second of activity, the span counted as one minute at least.
-- * port_exhaustion_ratio: distinct source ports / 65,535; src_port_density: distinct source ports / hits.
-- * temporal_entropy: Shannon entropy (bits) of the requests over the 60 minutes of the hour, 0 to 5.9.
-- * is_ua_rotating: more than one user agent in the session.
-- * is_rare_ja4: the JA4 is in no dictionary and came from at most two addresses in 24 hours.
-- * ja4_asn_concentration, ja4_country_concentration: share of the JA4's requests in 24 hours that come
--   from this session's network or country; 0 without JA4 or when the network is unknown.
-- * tcp_shared_count, header_order_shared_count: addresses with the same SYN shape or header order in 24 hours.
-- * header_order_confidence: share of the JA4's requests in 24 hours that have its commonest header order.
-- * distinct_ja4_count, distinct_header_orders: of the address, 24 hours.
-- * is_fake_navigation, anomalous_payload_ratio: see 0005_sessions.sql.
-- * sec_fetch_absence_rate: among requests with known headers. error_ratio: status 4xx or 5xx among known.
-- * ja3_diversity_ratio: distinct JA3 / connections, at most 1 (Chrome shuffles its extensions).
-- * h2_dict_family: see 0005_sessions.sql.
-- * h2_ja4_coherence: 1 when JA4 and HTTP/2 name one family, 0 when they differ, 0.5 when either is unknown.
-- * fingerprint_coherence_score: 0.30 JA4 (browser 1, unknown 0.5, bot 0) + 0.25 Client Hints agree with
--   the user agent + 0.15 ALPN agrees with HTTP + 0.15 SNI agrees with Host + 0.15 h2_ja4_coherence.

CREATE OR REPLACE VIEW {processing}.view_ai_features_1h AS
SELECT
    s.window_start AS window_start,
    s.src_ip AS src_ip,
    s.ja4 AS ja4,
    s.host AS host,
    toString(s.src_asn) AS asn_number,
    s.src_as_name AS asn_org,
    s.src_org AS asn_detail,
    s.src_domain AS asn_domain,
    s.src_country_code AS country_code,
    s.asn_label AS asn_label,
    if(s.bot_by_ip != '', s.bot_by_ip, s.bot_by_ja4) AS bot_name,
    s.browser_family AS browser_family,
    tupleElement(s.rule, 1) AS anubis_bot_name,
    tupleElement(s.rule, 2) AS anubis_bot_action,
    tupleElement(s.rule, 3) AS anubis_bot_category,
    s.first_seen AS first_seen,
    s.last_seen AS last_seen,
    s.first_ua AS first_ua,
    h.client_headers AS client_headers,
    s.hits AS hits,
    i.ip_hits AS ip_hits,
    s.hits / greatest(dateDiff('second', s.first_seen, s.last_seen), 60) AS hit_velocity,
    s.query_strings / (s.paths + 1) AS fuzzing_index,
    s.count_post / (s.hits + 1) AS post_ratio,
    s.src_ports / 65535 AS port_exhaustion_ratio,
    s.orphan_count / (s.hits + 1) AS orphan_ratio,
    s.max_keepalives AS max_keepalives,
    greatest(0, s.syn_timing_squares / s.n_timing - pow(s.syn_timing_sum / s.n_timing, 2)) AS tcp_jitter_variance,
    toUInt32(t.ips) AS tcp_shared_count,
    toUInt32(o.ips) AS header_order_shared_count,
    h.header_count AS header_count,
    h.has_accept_language AS has_accept_language,
    h.has_cookie AS has_cookie,
    h.has_referer AS has_referer,
    h.modern_browser_score AS modern_browser_score,
    h.ua_ch_mismatch AS ua_ch_mismatch,
    h.has_sec_ch_ua AS has_sec_ch_ua,
    h.sec_ch_mobile_mismatch AS sec_ch_mobile_mismatch,
    s.ip_id_zero_count / (s.hits + 1) AS ip_id_zero_ratio,
    greatest(0, s.size_squares / s.n_tcp - pow(s.size_sum / s.n_tcp, 2)) AS request_size_variance,
    s.hits / (s.conns + 1) AS multiplexing_efficiency,
    s.mss_1460_count > 0.8 * s.hits AND h.modern_browser_score > 70 AND h.has_sec_ch_ua > 0 AS mss_mobile_mismatch,
    bitShiftLeft(toUInt64(s.win), least(s.scale, 14)) AS true_window_size,
    if(s.mss > 0, s.win / s.mss, 0) AS window_mss_ratio,
    s.count_alpn_mismatch > 0 AS alpn_http_mismatch,
    s.count_no_alpn > 0 AS is_alpn_missing,
    s.count_sni_mismatch > 0 AS sni_host_mismatch,
    s.count_fake_navigation > 0 AS is_fake_navigation,
    s.count_assets / (s.hits + 1) AS asset_ratio,
    s.count_no_referer / (s.hits + 1) AS direct_access_ratio,
    s.user_agents > 1 AS is_ua_rotating,
    toUInt32(i.distinct_ja4) AS distinct_ja4_count,
    s.src_ports / s.hits AS src_port_density,
    if(s.src_asn = 0, 0, ja.hits / greatest(j.hits, 1)) AS ja4_asn_concentration,
    if(s.src_country_code = '', 0, jc.hits / greatest(j.hits, 1)) AS ja4_country_concentration,
    s.ja4 != '' AND s.browser_family = '' AND s.bot_by_ja4 = '' AND j.ips <= 2 AS is_rare_ja4,
    oc.confidence AS header_order_confidence,
    toUInt32(i.distinct_orders) AS distinct_header_orders,
    s.minute_entropy AS temporal_entropy,
    s.paths / (s.hits + 1) AS path_diversity_ratio,
    greatest(0, s.depth_squares / s.hits - pow(s.depth_sum / s.hits, 2)) AS url_depth_variance,
    s.count_anomalous_payload / s.hits AS anomalous_payload_ratio,
    s.count_head / s.hits AS head_ratio,
    s.count_no_sec_fetch / greatest(s.count_headers, 1) AS sec_fetch_absence_rate,
    s.count_generic_accept / s.hits AS generic_accept_ratio,
    s.count_http10 / s.hits AS http10_ratio,
    s.count_no_accept_enc / (s.hits + 1) AS missing_accept_enc_ratio,
    s.count_http_scheme / (s.hits + 1) AS http_scheme_ratio,
    s.count_xff > 0 AS has_xff,
    s.count_unusual_ct / greatest(s.count_post, 1) AS unusual_content_type_ratio,
    s.count_non_std_port / (s.hits + 1) AS non_standard_port_ratio,
    s.count_login_post / greatest(s.count_post, 1) AS login_post_concentration,
    (s.count_4xx + s.count_5xx) / greatest(s.count_status, 1) AS error_ratio,
    s.count_tcp > 0 AS is_tcp_known,
    s.ttl_sum / s.n_tcp AS avg_ttl,
    sqrt(greatest(0, s.ttl_squares / s.n_tcp - pow(s.ttl_sum / s.n_tcp, 2))) AS ttl_std,
    (s.ip_df_count / s.n_tcp) * (1 - s.ip_df_count / s.n_tcp) AS ip_df_variance,
    s.count_no_wscale / greatest(s.count_correlated, 1) AS no_window_scale_ratio,
    least(1, s.ja3s / greatest(s.conns, 1)) AS ja3_diversity_ratio,
    if(s.syn_timing_sum > 0, sqrt(tcp_jitter_variance) / (s.syn_timing_sum / s.n_timing), 0) AS syn_timing_cv,
    s.count_tls12 / greatest(s.count_tls, 1) AS tls12_ratio,
    s.count_correlated > 0 AS correlated,
    tupleElement(s.rule, 1) != '' AS anubis_is_flagged,
    s.browser_family != '' AS is_known_browser,
    toUInt8((s.browser_family != '') + (h.modern_browser_score >= 50) + h.has_accept_language + h.has_cookie
        + (s.count_headers > 2 * s.count_no_sec_fetch)) AS browser_consistency_score,
    s.h2_fingerprint AS h2_fingerprint,
    s.h2_window_update AS h2_window_update_value,
    s.h2_pseudo_order AS h2_pseudo_ord_raw,
    s.h2_family AS h2_dict_family,
    s.h2_family != '' AS h2_settings_known,
    s.h2_family != '' AND s.h2_family = s.tls_family AS h2_pseudo_order_match,
    multiIf(s.h2_family = '' OR s.tls_family = '', 0.5, s.h2_family = s.tls_family, 1, 0) AS h2_ja4_coherence,
    s.h2_family != '' AND s.tls_family != '' AND s.h2_family != s.tls_family AS tls_h2_family_mismatch,
    (0.30 * multiIf(s.browser_family != '', 1, s.bot_by_ja4 != '', 0, 0.5) + 0.25 * (1 - h.ua_ch_mismatch)
        + 0.15 * (s.count_alpn_mismatch = 0) + 0.15 * (s.count_sni_mismatch = 0) + 0.15 * h2_ja4_coherence) AS fingerprint_coherence_score
FROM
(
    SELECT
        a.window_start AS window_start, a.src_ip AS src_ip, a.ja4 AS ja4, a.host AS host,
        anyLast(a.src_asn) AS src_asn, anyLast(a.src_country_code) AS src_country_code,
        anyLast(a.src_as_name) AS src_as_name, anyLast(a.src_org) AS src_org, anyLast(a.src_domain) AS src_domain,
        min(a.first_seen) AS first_seen, max(a.last_seen) AS last_seen, max(a.first_ua) AS first_ua,
        sum(a.hits) AS hits, sum(a.count_post) AS count_post, sum(a.count_head) AS count_head,
        uniqMerge(a.uniq_paths) AS paths, uniqIfMerge(a.uniq_query_params) AS query_strings,
        uniqIfMerge(a.unique_conn_id) AS conns, uniqIfMerge(a.uniq_src_ports) AS src_ports,
        uniqIfMerge(a.uniq_ua) AS user_agents, uniqIfMerge(a.uniq_ja3) AS ja3s,
        entropyMerge(a.minute_entropy) AS minute_entropy,
        sum(a.orphan_count) AS orphan_count, sum(a.count_correlated) AS count_correlated,
        max(a.max_keepalives) AS max_keepalives, max(a.tcp_syn) AS syn,
        tupleElement(syn, 3) AS win, tupleElement(syn, 4) AS scale, tupleElement(syn, 5) AS mss,
        if(tupleElement(syn, 2) = 0, '', concat(multiIf(tupleElement(syn, 2) <= 64, '64', tupleElement(syn, 2) <= 128, '128', '255'), ':',
            toString(win), ':', toString(scale), ':', toString(mss), ':', tupleElement(syn, 6))) AS tcp_fingerprint,
        sum(a.count_tcp) AS count_tcp, greatest(count_tcp, 1) AS n_tcp, sum(a.ttl_sum) AS ttl_sum, sum(a.ttl_squares) AS ttl_squares,
        sum(a.ip_id_zero_count) AS ip_id_zero_count, sum(a.ip_df_count) AS ip_df_count,
        sum(a.mss_1460_count) AS mss_1460_count, sum(a.count_no_wscale) AS count_no_wscale,
        sum(a.size_sum) AS size_sum, sum(a.size_squares) AS size_squares,
        greatest(sum(a.count_syn_timing), 1) AS n_timing, sum(a.syn_timing_sum) AS syn_timing_sum, sum(a.syn_timing_squares) AS syn_timing_squares,
        sum(a.count_tls) AS count_tls, sum(a.count_tls12) AS count_tls12, sum(a.count_no_alpn) AS count_no_alpn,
        sum(a.count_alpn_mismatch) AS count_alpn_mismatch, sum(a.count_sni_mismatch) AS count_sni_mismatch,
        max(a.h2_fingerprint) AS h2_fingerprint, max(a.h2_window_update) AS h2_window_update, max(toString(a.h2_pseudo_order)) AS h2_pseudo_order,
        max(toString(a.h2_family)) AS h2_family,
        sum(a.count_assets) AS count_assets, sum(a.depth_sum) AS depth_sum, sum(a.depth_squares) AS depth_squares,
        sum(a.count_http10) AS count_http10, sum(a.count_http_scheme) AS count_http_scheme, sum(a.count_non_std_port) AS count_non_std_port,
        sum(a.count_anomalous_payload) AS count_anomalous_payload, sum(a.count_login_post) AS count_login_post,
        sum(a.count_headers) AS count_headers, sum(a.count_no_referer) AS count_no_referer, sum(a.count_no_accept_enc) AS count_no_accept_enc,
        sum(a.count_no_sec_fetch) AS count_no_sec_fetch, sum(a.count_generic_accept) AS count_generic_accept,
        sum(a.count_fake_navigation) AS count_fake_navigation, sum(a.count_xff) AS count_xff, sum(a.count_unusual_ct) AS count_unusual_ct,
        sum(a.count_status) AS count_status, sum(a.count_4xx) AS count_4xx, sum(a.count_5xx) AS count_5xx,
        dictGetOrDefault('{processing}.dict_asn_reputation', 'label', toUInt64(src_asn), 'unknown') AS asn_label,
        dictGetOrDefault('{processing}.dict_bot_ip', 'bot_name', a.src_ip, '') AS bot_by_ip,
        dictGetOrDefault('{processing}.dict_bot_ja4', 'bot_name', tuple(toString(a.ja4)), '') AS bot_by_ja4,
        dictGetOrDefault('{processing}.dict_browser_ja4', 'browser_family', tuple(toString(a.ja4)), '') AS browser_family,
        multiIf(match(browser_family, '(?i)firefox|tor'), 'Firefox', match(browser_family, '(?i)safari|ios'), 'Safari',
            browser_family != '', 'Chromium', '') AS tls_family,
        if(dictHas('{processing}.dict_anubis_ip', a.src_ip),
            dictGetOrDefault('{processing}.dict_anubis_ip', ('bot_name', 'action', 'category'), a.src_ip, ('', '', '')),
            dictGetOrDefault('{processing}.dict_anubis_asn', ('bot_name', 'action', 'category'), toUInt64(src_asn), ('', '', ''))) AS rule
    FROM {processing}.agg_host_ip_ja4_1h AS a
    WHERE a.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start, src_ip, ja4, host
) AS s
LEFT JOIN
(
    SELECT
        f.window_start AS window_start, f.src_ip AS src_ip, f.ja4 AS ja4, f.host AS host,
        argMax(f.header_order_hash, f.hits) AS header_order_hash, argMax(f.client_headers, f.hits) AS client_headers,
        max(f.header_count) AS header_count, max(f.has_accept_language) AS has_accept_language,
        max(f.has_cookie) AS has_cookie, max(f.has_referer) AS has_referer,
        max(f.modern_browser_score) AS modern_browser_score, max(f.has_sec_ch_ua) AS has_sec_ch_ua,
        max(f.ua_ch_mismatch) AS ua_ch_mismatch, max(f.sec_ch_mobile_mismatch) AS sec_ch_mobile_mismatch
    FROM {processing}.agg_header_fingerprint_1h AS f
    WHERE f.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start, src_ip, ja4, host
) AS h ON h.window_start = s.window_start AND h.src_ip = s.src_ip AND h.ja4 = s.ja4 AND h.host = s.host
LEFT JOIN
(
    SELECT b.src_ip AS src_ip, sum(b.hits) AS ip_hits, uniqIfMerge(b.uniq_ja4) AS distinct_ja4,
        uniqIfMerge(b.uniq_header_orders) AS distinct_orders
    FROM {processing}.agg_ip_behavior_1h AS b
    WHERE b.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY src_ip
) AS i ON i.src_ip = s.src_ip
LEFT JOIN
(
    SELECT p.fingerprint AS fingerprint, sum(p.hits) AS hits, uniqCombinedMerge(12)(p.ips) AS ips
    FROM {processing}.agg_fingerprint_spread_1h AS p
    WHERE p.kind = 'ja4' AND p.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY fingerprint
) AS j ON j.fingerprint = s.ja4
LEFT JOIN
(
    SELECT p.ja4 AS ja4, toUInt32(p.part) AS asn, sum(p.hits) AS hits
    FROM {processing}.agg_ja4_origin_1h AS p
    WHERE p.kind = 'asn' AND p.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY ja4, asn
) AS ja ON ja.ja4 = s.ja4 AND ja.asn = s.src_asn
LEFT JOIN
(
    SELECT p.ja4 AS ja4, p.country AS country, sum(p.hits) AS hits
    FROM {processing}.agg_ja4_origin_1h AS p
    WHERE p.kind = 'country' AND p.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY ja4, country
) AS jc ON jc.ja4 = s.ja4 AND jc.country = s.src_country_code
LEFT JOIN
(
    SELECT p.fingerprint AS fingerprint, uniqCombinedMerge(12)(p.ips) AS ips
    FROM {processing}.agg_fingerprint_spread_1h AS p
    WHERE p.kind = 'tcp' AND p.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY fingerprint
) AS t ON t.fingerprint = s.tcp_fingerprint
LEFT JOIN
(
    SELECT toUInt64OrZero(p.fingerprint) AS header_order_hash, uniqCombinedMerge(12)(p.ips) AS ips
    FROM {processing}.agg_fingerprint_spread_1h AS p
    WHERE p.kind = 'header' AND p.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY header_order_hash
) AS o ON o.header_order_hash = h.header_order_hash
LEFT JOIN
(
    SELECT c.ja4 AS ja4, max(c.order_hits) / sum(c.order_hits) AS confidence
    FROM
    (
        SELECT p.ja4 AS ja4, p.part AS part, sum(p.hits) AS order_hits
        FROM {processing}.agg_ja4_origin_1h AS p
        WHERE p.kind = 'order' AND p.window_start >= now() - INTERVAL 24 HOUR
        GROUP BY ja4, part
    ) AS c
    GROUP BY ja4
) AS oc ON oc.ja4 = s.ja4;
