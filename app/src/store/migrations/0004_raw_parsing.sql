-- Raw lines of a correlator (one JSON object each, flat or with the early `apache`/`http`, `network` and
-- `headers` objects inside) into http_logs, by the rules of the platform reader of `ingest`.
-- * Keys are compared in lower case with `-` as `_`, so `header_User-Agent` and `header_user_agent` are one.
-- * A value that is missing, null or of the wrong kind counts as not given ('' or 0).
-- * `time` is the key `time` (ISO 8601 or Unix seconds), else `timestamp` (nanoseconds since 1970).
--   `time_ms` takes the milliseconds of `timestamp` when it lies in the second of `time`.
-- * A connection without a request (orphan_side B) has its SNI as host.
-- * A line without readable instant or client address goes to http_logs_rejected; no line fails a batch.
-- * h2_settings_fp is put together from the single settings when only those are given.

CREATE MATERIALIZED VIEW IF NOT EXISTS {logs}.mv_http_logs TO {logs}.http_logs AS
SELECT
    toDateTime(intDiv(at_ms, 1000), 'UTC') AS time,
    if(intDiv(ns, 1000000000) = intDiv(at_ms, 1000), greatest(intDiv(ns, 1000000), at_ms), at_ms) AS time_ms,
    assumeNotNull(client) AS src_ip,
    toUInt16OrZero(j['src_port']) AS src_port,
    toIPv6OrDefault(trimBoth(j['dst_ip'])) AS dst_ip,
    toUInt16OrZero(j['dst_port']) AS dst_port,
    j['method'] AS method,
    j['scheme'] AS scheme,
    if(j['host'] = '' AND j['orphan_side'] = 'B', j['tls_sni'], j['host']) AS host,
    j['path'] AS path,
    j['query'] AS query,
    j['http_version'] AS http_version,
    j['orphan_side'] AS orphan_side,
    toUInt8(lower(j['correlated']) IN ('true', '1')) AS correlated,
    toUInt16(least(toUInt64OrZero(j['keepalives']), 65535)) AS keepalives,
    j['conn_id'] AS conn_id,
    toUInt8OrZero(j['ip_meta_ttl']) AS ip_meta_ttl,
    toUInt16OrZero(j['ip_meta_id']) AS ip_meta_id,
    toUInt8(lower(j['ip_meta_df']) IN ('true', '1')) AS ip_meta_df,
    toUInt16OrZero(j['ip_meta_total_length']) AS ip_meta_total_length,
    toUInt16OrZero(j['tcp_meta_window_size']) AS tcp_meta_window_size,
    toUInt16OrZero(j['tcp_meta_mss']) AS tcp_meta_mss,
    toUInt8OrZero(j['tcp_meta_window_scale']) AS tcp_meta_window_scale,
    j['tcp_meta_options'] AS tcp_meta_options,
    toInt32OrZero(j['syn_to_clienthello_ms']) AS syn_to_clienthello_ms,
    j['tls_version'] AS tls_version,
    j['tls_sni'] AS tls_sni,
    if(startsWith(j['tls_alpn'], '['), JSONExtract(j['tls_alpn'], 1, 'String'), j['tls_alpn']) AS tls_alpn,
    j['ja3'] AS ja3,
    j['ja3_hash'] AS ja3_hash,
    j['ja4'] AS ja4,
    if(startsWith(j['client_headers'], '['), arrayStringConcat(JSONExtract(j['client_headers'], 'Array(String)'), ','), j['client_headers']) AS client_headers,
    j['header_user_agent'] AS header_user_agent,
    j['header_accept'] AS header_accept,
    j['header_accept_encoding'] AS header_accept_encoding,
    j['header_accept_language'] AS header_accept_language,
    j['header_content_type'] AS header_content_type,
    j['header_x_request_id'] AS header_x_request_id,
    j['header_x_trace_id'] AS header_x_trace_id,
    j['header_x_forwarded_for'] AS header_x_forwarded_for,
    j['header_sec_ch_ua'] AS header_sec_ch_ua,
    j['header_sec_ch_ua_mobile'] AS header_sec_ch_ua_mobile,
    j['header_sec_ch_ua_platform'] AS header_sec_ch_ua_platform,
    j['header_sec_fetch_dest'] AS header_sec_fetch_dest,
    j['header_sec_fetch_mode'] AS header_sec_fetch_mode,
    j['header_sec_fetch_site'] AS header_sec_fetch_site,
    toUInt16OrNull(j['status']) AS status,
    toUInt64OrNull(j['bytes']) AS bytes,
    if(j['referer'] != '', j['referer'], j['header_referer']) AS referer,
    j['h2_fingerprint'] AS h2_fingerprint,
    if(j['h2_settings_fp'] != '', j['h2_settings_fp'], arrayStringConcat(arrayFilter(x -> x != '', [
        if(j['h2_header_table_size'] = '', '', concat('1:', j['h2_header_table_size'])),
        if(j['h2_enable_push'] = '', '', concat('2:', j['h2_enable_push'])),
        if(j['h2_max_concurrent_streams'] = '', '', concat('3:', j['h2_max_concurrent_streams'])),
        if(j['h2_initial_window_size'] = '', '', concat('4:', j['h2_initial_window_size'])),
        if(j['h2_max_frame_size'] = '', '', concat('5:', j['h2_max_frame_size'])),
        if(j['h2_max_header_list_size'] = '', '', concat('6:', j['h2_max_header_list_size'])),
        if(j['h2_enable_connect_protocol'] = '', '', concat('8:', j['h2_enable_connect_protocol']))
    ]), ';')) AS h2_settings_fp,
    toUInt32OrZero(j['h2_window_update']) AS h2_window_update,
    j['h2_pseudo_order'] AS h2_pseudo_order,
    if(j['source'] != '', j['source'], 'platform') AS source,
    toUInt8(lower(j['h2_settings_ack']) IN ('true', '1')) AS h2_settings_ack
FROM
(
    SELECT
        JSONExtract(raw_json, 'Map(String, String)') AS flat,
        mapApply((k, v) -> (lower(replaceAll(k, '-', '_')), v), mapConcat(flat,
            JSONExtract(flat['apache'], 'Map(String, String)'), JSONExtract(flat['http'], 'Map(String, String)'),
            JSONExtract(flat['network'], 'Map(String, String)'),
            mapApply((k, v) -> (concat('header_', k), v), JSONExtract(flat['headers'], 'Map(String, String)')))) AS j,
        toIPv6OrNull(trimBoth(j['src_ip'])) AS client,
        toUInt64OrZero(j['timestamp']) AS ns,
        toUInt64(greatest(0, ifNull(
            toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(j['time'], 3, 'UTC')),
            toInt64(intDiv(ns, 1000000))))) AS at_ms
    FROM {logs}.http_logs_raw
)
WHERE client IS NOT NULL AND at_ms > 0 AND at_ms < 4294967296000;

CREATE MATERIALIZED VIEW IF NOT EXISTS {logs}.mv_http_logs_rejected TO {logs}.http_logs_rejected AS
SELECT
    ingest_time,
    multiIf(
        empty(j), 'not a JSON object',
        client IS NULL, 'src_ip is missing or not an address',
        'time and timestamp are missing or not an instant') AS reason,
    raw_json
FROM
(
    SELECT
        ingest_time,
        raw_json,
        JSONExtract(raw_json, 'Map(String, String)') AS flat,
        mapConcat(flat,
            JSONExtract(flat['apache'], 'Map(String, String)'), JSONExtract(flat['http'], 'Map(String, String)'),
            JSONExtract(flat['network'], 'Map(String, String)')) AS j,
        toIPv6OrNull(trimBoth(j['src_ip'])) AS client,
        toUInt64(greatest(0, ifNull(
            toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(j['time'], 3, 'UTC')),
            toInt64(intDiv(toUInt64OrZero(j['timestamp']), 1000000))))) AS at_ms
    FROM {logs}.http_logs_raw
)
WHERE client IS NULL OR at_ms = 0 OR at_ms >= 4294967296000;
