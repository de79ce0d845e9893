-- How sessions move, last 24 hours: the page to asset cascade and the features of cadence, paths and hosts.
-- view_thesis_features_1h joins with view_ai_features_1h on (window_start, src_ip, ja4, host).
-- dt = milliseconds between consecutive requests of the session (at most 255 of them). What cannot be
-- computed from what is there is 0; `requests_timed` and `pages_with_assets` tell from how much it was.
--
-- Formulas of the platform: path_transition_entropy (order-1 Markov chain over paths cut to depth 2),
-- cadence_cv, pause_ratio (dt > 5 s), lag1_autocorrelation (at least 4 dt, variance > 1e-9),
-- benford_deviation (at least 10 dt).
-- Formulas we set, because the platform's are not known:
-- * burst_ratio: share of dt < 100 ms.
-- * lag1_autocorrelation: sum of products of neighbours' deviations / sum of squares (so within -1..1).
-- * benford_deviation: sum over digits of (share - expected)^2 / expected, first digits of dt > 0.
-- * root_to_first_asset_delay: mean milliseconds from a page to the first asset before the next page,
--   assets later than 30 s not counted; asset_load_stddev: deviation of all such delays. NULL in
--   view_resource_cascade_1h when no page was followed by an asset.
-- * ja4_drift_ratio: share of consecutive requests of the address whose JA4 differs, over the hour.
-- * host_diversity: distinct hosts / hits of the address; host_sweep_speed: distinct hosts per minute of
--   activity (one minute at least); host_coverage_uniformity: entropy of hits over hosts / its maximum,
--   0 for one host; cross_domain_path_similarity: Jaccard similarity of the hosts' path sets
--   (for n hosts: (host-path pairs - paths) / (paths * (n - 1))), 0 for one host.

CREATE OR REPLACE VIEW {processing}.view_resource_cascade_1h AS
WITH
    arraySort(c.all_steps) AS steps,
    arrayCumSum(arrayMap(step -> toUInt8(step.2 = 0), steps)) AS pages_so_far,
    arrayFill((at, step) -> step.2 = 0, arrayMap(step -> toInt64(step.1), steps), steps) AS page_at,
    -- Milliseconds from the page before to each asset; -1 for a page, or an asset before any page.
    arrayMap((step, page, pages) -> if(step.2 = 1 AND pages > 0, step.1 - page, toInt64(-1)),
        steps, page_at, pages_so_far) AS offsets,
    arrayFilter(d -> d >= 0 AND d <= 30000, offsets) AS delays,
    arrayFilter((d, i) -> d >= 0 AND d <= 30000 AND steps[i - 1].2 = 0, offsets, arrayEnumerate(steps)) AS first_delays
SELECT
    c.window_start AS window_start,
    c.src_ip AS src_ip,
    c.ja4 AS ja4,
    c.host AS host,
    c.count_pages AS count_pages,
    c.count_assets AS count_assets,
    toUInt32(length(first_delays)) AS pages_with_assets,
    if(empty(first_delays), NULL, toFloat32(arrayAvg(first_delays))) AS root_to_first_asset_delay,
    if(empty(delays), NULL, toFloat32(sqrt(greatest(0, arrayAvg(arrayMap(d -> toFloat64(d) * d, delays)) - pow(arrayAvg(delays), 2))))) AS asset_load_stddev
FROM
(
    SELECT r.window_start AS window_start, r.src_ip AS src_ip, r.ja4 AS ja4, r.host AS host,
        sum(r.count_pages) AS count_pages, sum(r.count_assets) AS count_assets,
        groupArrayMerge(256)(r.steps) AS all_steps
    FROM {processing}.agg_resource_cascade_1h AS r
    WHERE r.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start, src_ip, ja4, host
) AS c;

CREATE OR REPLACE VIEW {processing}.view_thesis_features_1h AS
WITH
    arrayMap(x -> x.2, arraySort(moves.sequence)) AS paths,
    arrayPopBack(paths) AS from_paths,
    arrayMap((a, b) -> concat(a, '\n', b), from_paths, arrayPopFront(paths)) AS transitions,
    arraySort(t.all_instants) AS instants,
    arrayPopFront(arrayDifference(arrayMap(x -> toInt64(x), instants))) AS dts,
    toFloat64(length(dts)) AS n,
    if(n > 0, arraySum(dts) / n, 0) AS mean_dt,
    arrayMap(d -> d - mean_dt, dts) AS deviations,
    arraySum(d -> d * d, deviations) AS squares,
    arrayMap(d -> toUInt8(substring(toString(d), 1, 1)), arrayFilter(d -> d > 0, dts)) AS digits
SELECT
    t.window_start AS window_start,
    t.src_ip AS src_ip,
    t.ja4 AS ja4,
    t.host AS host,
    toUInt32(length(instants)) AS requests_timed,
    toFloat32(if(length(transitions) > 0, greatest(0, arrayReduce('entropy', transitions) - arrayReduce('entropy', from_paths)), 0)) AS path_transition_entropy,
    toFloat32(if(mean_dt > 0, sqrt(squares / n) / mean_dt, 0)) AS cadence_cv,
    toFloat32(if(n > 0, arrayCount(d -> d < 100, dts) / n, 0)) AS burst_ratio,
    toFloat32(if(n > 0, arrayCount(d -> d > 5000, dts) / n, 0)) AS pause_ratio,
    toFloat32(if(n >= 4 AND squares / n > 1e-9,
        arraySum((a, b) -> a * b, arrayPopBack(deviations), arrayPopFront(deviations)) / squares, 0)) AS lag1_autocorrelation,
    toFloat32(if(n >= 10 AND notEmpty(digits),
        arraySum((d, e) -> pow(countEqual(digits, d) / length(digits) - e, 2) / e,
            [1, 2, 3, 4, 5, 6, 7, 8, 9], [0.301, 0.176, 0.125, 0.097, 0.079, 0.067, 0.058, 0.051, 0.046]), 0)) AS benford_deviation,
    i.ja4_drift_ratio AS ja4_drift_ratio,
    i.host_diversity AS host_diversity,
    i.host_sweep_speed AS host_sweep_speed,
    i.host_coverage_uniformity AS host_coverage_uniformity,
    i.cross_domain_path_similarity AS cross_domain_path_similarity,
    toUInt32(c.pages_with_assets) AS pages_with_assets,
    ifNull(c.root_to_first_asset_delay, toFloat32(0)) AS root_to_first_asset_delay,
    ifNull(c.asset_load_stddev, toFloat32(0)) AS asset_load_stddev
FROM
(
    SELECT r.window_start AS window_start, r.src_ip AS src_ip, r.ja4 AS ja4, r.host AS host,
        groupArrayMerge(256)(r.instants) AS all_instants
    FROM {processing}.agg_request_timing_1h AS r
    WHERE r.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start, src_ip, ja4, host
) AS t
LEFT JOIN
(
    SELECT q.window_start AS window_start, q.src_ip AS src_ip, q.ja4 AS ja4, q.host AS host,
        groupArrayMerge(100)(q.path_sequence) AS sequence
    FROM {processing}.agg_path_sequences_1h AS q
    WHERE q.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start, src_ip, ja4, host
) AS moves ON moves.window_start = t.window_start AND moves.src_ip = t.src_ip AND moves.ja4 = t.ja4 AND moves.host = t.host
LEFT JOIN {processing}.view_resource_cascade_1h AS c
    ON c.window_start = t.window_start AND c.src_ip = t.src_ip AND c.ja4 = t.ja4 AND c.host = t.host
LEFT JOIN
(
    SELECT
        b.window_start AS window_start,
        b.src_ip AS src_ip,
        sum(b.hits) AS ip_hits,
        uniqMerge(b.uniq_hosts) AS hosts,
        uniqMerge(b.uniq_paths) AS ip_paths,
        uniqMerge(b.uniq_host_paths) AS host_paths,
        arrayMap(x -> x.2, arraySort(groupArrayMerge(100)(b.ja4_sequence))) AS ja4s,
        toFloat32(if(length(ja4s) > 1,
            arrayCount((x, y) -> x != y, arrayPopBack(ja4s), arrayPopFront(ja4s)) / (length(ja4s) - 1), 0)) AS ja4_drift_ratio,
        toFloat32(least(1, hosts / ip_hits)) AS host_diversity,
        toFloat32(hosts * 60 / greatest(dateDiff('second', min(b.first_seen), max(b.last_seen)), 60)) AS host_sweep_speed,
        toFloat32(if(hosts > 1, least(1, entropyMerge(b.host_entropy) / log2(hosts)), 0)) AS host_coverage_uniformity,
        toFloat32(if(hosts > 1, least(1, greatest(0, (toInt64(host_paths) - toInt64(ip_paths)) / (ip_paths * (hosts - 1)))), 0)) AS cross_domain_path_similarity
    FROM {processing}.agg_ip_behavior_1h AS b
    WHERE b.window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start, src_ip
) AS i ON i.window_start = t.window_start AND i.src_ip = t.src_ip;
