-- Sessions: one row per hour, address, JA4 and host, with everything the feature view divides.
-- Rows of one key may be unmerged: aggregate again (sum, max, min, …Merge) whenever reading.
-- Sums of squares instead of variance states: variance = mean of squares - square of the mean.
-- What concerns headers is counted only where the header list is known (client_headers not empty),
-- what concerns the SYN only where its TTL is not 0; both denominators are kept.
--
-- Rules we set, because the platform's are not known:
-- * query_params_count: parameters carried by all query strings together.
-- * count_anomalous_payload: path or query holds a traversal, injection or probe pattern.
-- * count_fake_navigation: Sec-Fetch-Mode says `navigate`, but the destination is no document or
--   the Accept header does not take text/html.
-- * count_login_post: POST to a path that names a log-in.
-- * h2_family: by window update and pseudo-header order, Chromium 15663105 m,a,s,p; Firefox 12517377
--   m,p,a,s (m,p,s,a); Safari 10485760 or 10420225 m,s,…; else ''.
-- * count_unusual_ct: POST with a content type that forms and APIs do not use.

CREATE TABLE IF NOT EXISTS {processing}.agg_host_ip_ja4_1h
(
    window_start DateTime,
    src_ip IPv6,
    ja4 LowCardinality(String),
    host LowCardinality(String),
    src_asn SimpleAggregateFunction(anyLast, UInt32),
    src_country_code SimpleAggregateFunction(anyLast, LowCardinality(String)),
    src_as_name SimpleAggregateFunction(anyLast, LowCardinality(String)),
    src_org SimpleAggregateFunction(anyLast, LowCardinality(String)),
    src_domain SimpleAggregateFunction(anyLast, LowCardinality(String)),
    first_seen SimpleAggregateFunction(min, DateTime),
    last_seen SimpleAggregateFunction(max, DateTime),
    hits SimpleAggregateFunction(sum, UInt64),
    count_post SimpleAggregateFunction(sum, UInt64),
    count_head SimpleAggregateFunction(sum, UInt64),
    uniq_paths AggregateFunction(uniq, String),
    uniq_query_params AggregateFunction(uniqIf, String, UInt8),
    query_params_count SimpleAggregateFunction(sum, UInt64),
    orphan_count SimpleAggregateFunction(sum, UInt64),
    count_correlated SimpleAggregateFunction(sum, UInt64),
    max_keepalives SimpleAggregateFunction(max, UInt32),
    unique_conn_id AggregateFunction(uniqIf, String, UInt8),
    uniq_src_ports AggregateFunction(uniqIf, UInt16, UInt8),
    uniq_ua AggregateFunction(uniqIf, String, UInt8),
    uniq_ja3 AggregateFunction(uniqIf, String, UInt8),
    minute_entropy AggregateFunction(entropy, UInt8),
    first_ua SimpleAggregateFunction(max, String),
    -- The newest SYN as one value, so that its parts belong together; all zero = none seen.
    tcp_syn SimpleAggregateFunction(max, Tuple(time_ms UInt64, ttl UInt8, window UInt16, scale UInt8, mss UInt16, options String, ua String)),
    tcp_ttl_raw UInt8 ALIAS tupleElement(tcp_syn, 2),
    tcp_win_raw UInt16 ALIAS tupleElement(tcp_syn, 3),
    tcp_scale_raw UInt8 ALIAS tupleElement(tcp_syn, 4),
    tcp_mss_raw UInt16 ALIAS tupleElement(tcp_syn, 5),
    count_tcp SimpleAggregateFunction(sum, UInt64),
    ttl_sum SimpleAggregateFunction(sum, UInt64),
    ttl_squares SimpleAggregateFunction(sum, UInt64),
    ip_id_zero_count SimpleAggregateFunction(sum, UInt64),
    ip_df_count SimpleAggregateFunction(sum, UInt64),
    mss_1460_count SimpleAggregateFunction(sum, UInt64),
    count_no_wscale SimpleAggregateFunction(sum, UInt64),
    size_sum SimpleAggregateFunction(sum, UInt64),
    size_squares SimpleAggregateFunction(sum, UInt64),
    count_syn_timing SimpleAggregateFunction(sum, UInt64),
    syn_timing_sum SimpleAggregateFunction(sum, Float64),
    syn_timing_squares SimpleAggregateFunction(sum, Float64),
    count_tls SimpleAggregateFunction(sum, UInt64),
    count_tls12 SimpleAggregateFunction(sum, UInt64),
    count_no_alpn SimpleAggregateFunction(sum, UInt64),
    count_alpn_mismatch SimpleAggregateFunction(sum, UInt64),
    count_sni_mismatch SimpleAggregateFunction(sum, UInt64),
    tls_alpn SimpleAggregateFunction(max, LowCardinality(String)),
    http_version SimpleAggregateFunction(max, LowCardinality(String)),
    h2_fingerprint SimpleAggregateFunction(max, String),
    h2_window_update SimpleAggregateFunction(max, UInt32),
    h2_pseudo_order SimpleAggregateFunction(max, LowCardinality(String)),
    h2_family SimpleAggregateFunction(max, LowCardinality(String)),
    count_http SimpleAggregateFunction(sum, UInt64),
    count_assets SimpleAggregateFunction(sum, UInt64),
    depth_sum SimpleAggregateFunction(sum, UInt64),
    depth_squares SimpleAggregateFunction(sum, UInt64),
    count_http10 SimpleAggregateFunction(sum, UInt64),
    count_http_scheme SimpleAggregateFunction(sum, UInt64),
    count_non_std_port SimpleAggregateFunction(sum, UInt64),
    count_anomalous_payload SimpleAggregateFunction(sum, UInt64),
    count_login_post SimpleAggregateFunction(sum, UInt64),
    count_headers SimpleAggregateFunction(sum, UInt64),
    count_no_referer SimpleAggregateFunction(sum, UInt64),
    count_no_accept_enc SimpleAggregateFunction(sum, UInt64),
    count_no_sec_fetch SimpleAggregateFunction(sum, UInt64),
    count_generic_accept SimpleAggregateFunction(sum, UInt64),
    count_fake_navigation SimpleAggregateFunction(sum, UInt64),
    count_xff SimpleAggregateFunction(sum, UInt64),
    count_unusual_ct SimpleAggregateFunction(sum, UInt64),
    count_status SimpleAggregateFunction(sum, UInt64),
    count_4xx SimpleAggregateFunction(sum, UInt64),
    count_5xx SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window_start)
ORDER BY (src_ip, window_start, ja4, host)
TTL window_start + INTERVAL {logs_days} DAY
SETTINGS index_granularity = 1024, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS {processing}.mv_agg_host_ip_ja4_1h TO {processing}.agg_host_ip_ja4_1h AS
WITH
    splitByChar(',', lower(replaceAll(l.client_headers, ' ', ''))) AS names,
    l.client_headers != '' AS headers_known,
    l.ip_meta_ttl > 0 AS syn_known,
    l.method != '' AS is_http,
    least(countSubstrings(l.path, '/'), 1000) AS depth,
    l.tls_version != '' OR l.ja4 != '' AS is_tls,
    replaceAll(toString(l.h2_pseudo_order), ' ', '') AS pseudo
SELECT
    toStartOfHour(l.time) AS window_start,
    l.src_ip AS src_ip,
    l.ja4 AS ja4,
    l.host AS host,
    anyLast(l.src_asn) AS src_asn,
    anyLast(l.src_country_code) AS src_country_code,
    anyLast(l.src_as_name) AS src_as_name,
    anyLast(l.src_org) AS src_org,
    anyLast(l.src_domain) AS src_domain,
    min(l.time) AS first_seen,
    max(l.time) AS last_seen,
    count() AS hits,
    countIf(l.method = 'POST') AS count_post,
    countIf(l.method = 'HEAD') AS count_head,
    uniqState(l.path) AS uniq_paths,
    uniqIfState(l.query, l.query != '') AS uniq_query_params,
    sumIf(countSubstrings(l.query, '&') + 1, l.query != '') AS query_params_count,
    countIf(l.orphan_side != '') AS orphan_count,
    countIf(l.correlated = 1) AS count_correlated,
    max(toUInt32(l.keepalives)) AS max_keepalives,
    uniqIfState(l.conn_id, l.conn_id != '') AS unique_conn_id,
    uniqIfState(l.src_port, l.src_port != 0) AS uniq_src_ports,
    uniqIfState(l.header_user_agent, l.header_user_agent != '') AS uniq_ua,
    uniqIfState(l.ja3_hash, l.ja3_hash != '') AS uniq_ja3,
    entropyState(toMinute(l.time)) AS minute_entropy,
    max(l.header_user_agent) AS first_ua,
    max(CAST(if(syn_known,
        (l.time_ms, l.ip_meta_ttl, l.tcp_meta_window_size, l.tcp_meta_window_scale, l.tcp_meta_mss, toString(l.tcp_meta_options), l.header_user_agent),
        (toUInt64(0), toUInt8(0), toUInt16(0), toUInt8(0), toUInt16(0), '', '')),
        'Tuple(time_ms UInt64, ttl UInt8, window UInt16, scale UInt8, mss UInt16, options String, ua String)')) AS tcp_syn,
    countIf(syn_known) AS count_tcp,
    sum(toUInt64(l.ip_meta_ttl)) AS ttl_sum,
    sum(toUInt64(l.ip_meta_ttl) * l.ip_meta_ttl) AS ttl_squares,
    countIf(syn_known AND l.ip_meta_id = 0) AS ip_id_zero_count,
    countIf(syn_known AND l.ip_meta_df = 1) AS ip_df_count,
    countIf(syn_known AND l.tcp_meta_mss = 1460) AS mss_1460_count,
    countIf(syn_known AND l.tcp_meta_window_scale = 0 AND position(toString(l.tcp_meta_options), 'WS') = 0) AS count_no_wscale,
    sumIf(toUInt64(l.ip_meta_total_length), syn_known) AS size_sum,
    sumIf(toUInt64(l.ip_meta_total_length) * l.ip_meta_total_length, syn_known) AS size_squares,
    countIf(l.syn_to_clienthello_ms > 0) AS count_syn_timing,
    sumIf(toFloat64(l.syn_to_clienthello_ms), l.syn_to_clienthello_ms > 0) AS syn_timing_sum,
    sumIf(toFloat64(l.syn_to_clienthello_ms) * l.syn_to_clienthello_ms, l.syn_to_clienthello_ms > 0) AS syn_timing_squares,
    countIf(is_tls) AS count_tls,
    countIf(position(toString(l.tls_version), '1.2') > 0) AS count_tls12,
    countIf(is_tls AND l.tls_alpn = '') AS count_no_alpn,
    countIf(l.tls_alpn = 'h2' AND l.http_version NOT IN ('', '2', '2.0', 'HTTP/2', 'HTTP/2.0', 'h2')) AS count_alpn_mismatch,
    countIf(l.tls_sni != '' AND l.host != '' AND lower(l.tls_sni) != lower(replaceRegexpOne(toString(l.host), ':[0-9]+$', ''))) AS count_sni_mismatch,
    max(l.tls_alpn) AS tls_alpn,
    max(l.http_version) AS http_version,
    max(toString(l.h2_fingerprint)) AS h2_fingerprint,
    max(l.h2_window_update) AS h2_window_update,
    max(l.h2_pseudo_order) AS h2_pseudo_order,
    max(toLowCardinality(multiIf(
        l.h2_window_update = 15663105 AND pseudo = 'm,a,s,p', 'Chromium',
        l.h2_window_update = 12517377 AND pseudo IN ('m,p,a,s', 'm,p,s,a'), 'Firefox',
        l.h2_window_update IN (10485760, 10420225) AND startsWith(pseudo, 'm,s,'), 'Safari', ''))) AS h2_family,
    countIf(is_http) AS count_http,
    countIf(match(l.path, '(?i)\\.(?:png|jpe?g|gif|css|js|ico|woff2|svg|eot)$')) AS count_assets,
    sum(depth) AS depth_sum,
    sum(depth * depth) AS depth_squares,
    countIf(l.http_version IN ('1.0', 'HTTP/1.0')) AS count_http10,
    countIf(l.scheme = 'http') AS count_http_scheme,
    countIf(l.dst_port NOT IN (0, 80, 443)) AS count_non_std_port,
    countIf(multiSearchAnyCaseInsensitive(concat(l.path, '?', l.query), [
        '../', '..%2f', '%2e%2e', '..%5c', '%00', '/etc/passwd', '<script', '%3cscript', 'javascript:', 'onerror=',
        'union select', 'union+select', 'union%20select', '\' or ', '%27%20or', '%27+or', 'sleep(', 'benchmark(',
        'jndi:', 'php://', 'base64_decode', 'eval(', ';wget', ';curl', '/.env', '/.git', 'phpunit', '/cgi-bin/', 'wp-config'])) AS count_anomalous_payload,
    countIf(l.method = 'POST' AND multiSearchAnyCaseInsensitive(l.path, [
        'login', 'logon', 'signin', 'sign-in', 'sign_in', '/auth', 'oauth', 'xmlrpc.php', '/session', 'passw'])) AS count_login_post,
    countIf(headers_known) AS count_headers,
    countIf((headers_known AND NOT has(names, 'referer') AND l.referer = '')
        OR (NOT headers_known AND is_http AND l.referer = '')) AS count_no_referer,
    countIf(headers_known AND NOT has(names, 'accept-encoding') AND l.header_accept_encoding = '') AS count_no_accept_enc,
    countIf(headers_known AND NOT arrayExists(n -> startsWith(n, 'sec-fetch-'), names)
        AND l.header_sec_fetch_mode = '' AND l.header_sec_fetch_dest = '' AND l.header_sec_fetch_site = '') AS count_no_sec_fetch,
    countIf(trimBoth(l.header_accept) = '*/*') AS count_generic_accept,
    countIf(l.header_sec_fetch_mode = 'navigate' AND (
        l.header_sec_fetch_dest NOT IN ('', 'document', 'iframe', 'frame', 'fencedframe', 'embed', 'object')
        OR (l.header_accept != '' AND position(l.header_accept, 'text/html') = 0))) AS count_fake_navigation,
    countIf(l.header_x_forwarded_for != '') AS count_xff,
    countIf(l.method = 'POST' AND l.header_content_type != '' AND NOT match(l.header_content_type,
        '(?i)^(?:application/(?:x-www-form-urlencoded|(?:[a-z0-9.-]+\\+)?(?:json|xml)|graphql|x-protobuf|grpc|octet-stream)|multipart/form-data|text/(?:plain|xml))')) AS count_unusual_ct,
    countIf(l.status IS NOT NULL) AS count_status,
    countIf(l.status >= 400 AND l.status < 500) AS count_4xx,
    countIf(l.status >= 500) AS count_5xx
FROM {logs}.http_logs AS l
GROUP BY window_start, src_ip, ja4, host;
