-- What an address did: repeated detections, posting to forms, changing its JA4. One row per address
-- (and host, for forms). Unmerged duplicates in ml_detected_anomalies are counted once.

-- 7 days. recurrence = distinct detected sessions (window, JA4, host, model); worst_score: 1 is worst;
-- worst_threat_level: the most severe word in the order of the detector.
CREATE OR REPLACE VIEW {processing}.view_ip_recurrence AS
SELECT
    d.src_ip AS src_ip,
    uniqExact((d.window_start, d.ja4, d.host, d.model_name)) AS recurrence,
    max(d.anomaly_score) AS worst_score,
    argMax(toString(d.threat_level), transform(toString(d.threat_level),
        ['CRITICAL', 'ANUBIS_DENY', 'HIGH', 'MEDIUM', 'KNOWN_BOT', 'LOW', 'LEGITIMATE_BROWSER', 'NORMAL'],
        [8, 7, 6, 5, 4, 3, 2, 1], 0)) AS worst_threat_level,
    min(d.detected_at) AS first_seen,
    max(d.detected_at) AS last_seen
FROM {processing}.ml_detected_anomalies AS d
WHERE d.detected_at >= now() - INTERVAL 7 DAY
GROUP BY src_ip;

-- 24 hours. At least 10 POST requests of an address to a host.
CREATE OR REPLACE VIEW {processing}.view_form_bruteforce_detected AS
SELECT
    a.src_ip AS src_ip,
    toString(a.host) AS host,
    sum(a.hits) AS hits,
    sum(a.query_params_count) AS query_params_count,
    sum(a.count_post) AS post_count,
    sum(a.count_login_post) AS login_post_count,
    uniqMerge(a.uniq_paths) AS distinct_paths,
    min(a.first_seen) AS first_seen,
    max(a.last_seen) AS last_seen
FROM {processing}.agg_host_ip_ja4_1h AS a
WHERE a.window_start >= now() - INTERVAL 24 HOUR
GROUP BY src_ip, host
HAVING post_count >= 10;

-- 24 hours. At least two JA4s of an address; requests without TLS do not count as one.
CREATE OR REPLACE VIEW {processing}.view_host_ip_ja4_rotation AS
SELECT
    a.src_ip AS src_ip,
    uniqExactIf(a.ja4, a.ja4 != '') AS distinct_ja4_count,
    sum(a.hits) AS total_hits,
    uniqExact(a.host) AS distinct_hosts,
    arraySort(groupUniqArrayIf(20)(toString(a.ja4), a.ja4 != '')) AS ja4_list,
    min(a.first_seen) AS first_seen,
    max(a.last_seen) AS last_seen
FROM {processing}.agg_host_ip_ja4_1h AS a
WHERE a.window_start >= now() - INTERVAL 24 HOUR
GROUP BY src_ip
HAVING distinct_ja4_count >= 2;
