-- The tables of a ja4-platform installation as of April 2026, as far as the dashboard reads them:
-- IPv4 requests without status, plain sample columns of the SYN, no schema_migrations.
CREATE DATABASE old_logs;
CREATE DATABASE old_proc;
CREATE TABLE old_logs.http_logs_raw (raw_json String CODEC(ZSTD(3)), ingest_time DateTime DEFAULT now())
    ENGINE = MergeTree PARTITION BY toDate(ingest_time) ORDER BY ingest_time TTL ingest_time + INTERVAL 1 DAY;
CREATE TABLE old_logs.http_logs
(
    time DateTime, log_date Date DEFAULT toDate(time), src_ip IPv4, dst_ip IPv4, src_port UInt16, dst_port UInt16,
    src_asn UInt32, src_country_code LowCardinality(String), src_as_name LowCardinality(String),
    method LowCardinality(String), scheme LowCardinality(String), host LowCardinality(String),
    path String CODEC(ZSTD(3)), query String CODEC(ZSTD(3)), http_version LowCardinality(String),
    ja4 String, client_headers String, header_user_agent String,
    INDEX idx_src_ip src_ip TYPE bloom_filter(0.01) GRANULARITY 1
)
    ENGINE = MergeTree PARTITION BY log_date ORDER BY (time, src_ip, dst_ip, ja4) TTL time + INTERVAL 7 DAY;
CREATE TABLE old_proc.agg_host_ip_ja4_1h
(
    window_start DateTime, src_ip IPv6, ja4 String, host LowCardinality(String),
    hits SimpleAggregateFunction(sum, UInt64), count_post SimpleAggregateFunction(sum, UInt64),
    query_params_count SimpleAggregateFunction(sum, UInt64),
    tcp_ttl_raw SimpleAggregateFunction(any, UInt8), tcp_win_raw SimpleAggregateFunction(any, UInt32),
    tcp_scale_raw SimpleAggregateFunction(any, UInt8), tcp_mss_raw SimpleAggregateFunction(any, UInt16),
    first_ua SimpleAggregateFunction(any, String)
)
    ENGINE = AggregatingMergeTree PARTITION BY toDate(window_start) ORDER BY (window_start, src_ip, ja4, host)
    TTL window_start + INTERVAL 7 DAY;
CREATE TABLE old_proc.ml_detected_anomalies
(
    detected_at DateTime, src_ip IPv6, ja4 String, host String, bot_name String, anomaly_score Float32,
    threat_level String, model_name String, recurrence UInt32, asn_number String, asn_org String,
    country_code String, asn_label String, hits UInt64, hit_velocity Float32, fuzzing_index Float32,
    post_ratio Float32, reason String, campaign_id Int32 DEFAULT -1, browser_family LowCardinality(String) DEFAULT ''
)
    ENGINE = ReplacingMergeTree(detected_at) PARTITION BY toDate(detected_at) ORDER BY (src_ip, ja4, host, model_name);
CREATE TABLE old_proc.ml_all_scores
(
    detected_at DateTime, window_start DateTime, src_ip IPv6, ja4 String, host String, bot_name String,
    anomaly_score Float32, raw_anomaly_score Float32, threat_level String, model_name String, asn_org String,
    country_code String, asn_label String, hits UInt64, hit_velocity Float32, xgb_prob Float32 DEFAULT 0,
    ae_recon_error Float32 DEFAULT 0, browser_family LowCardinality(String) DEFAULT ''
)
    ENGINE = ReplacingMergeTree(detected_at) PARTITION BY toDate(detected_at)
    ORDER BY (window_start, src_ip, ja4, host, model_name);
CREATE VIEW old_proc.view_ip_recurrence AS
    SELECT src_ip, count() AS recurrence, max(anomaly_score) AS worst_score, any(threat_level) AS worst_threat_level,
        min(detected_at) AS first_seen, max(detected_at) AS last_seen
    FROM old_proc.ml_detected_anomalies WHERE detected_at >= now() - INTERVAL 7 DAY GROUP BY src_ip;
CREATE VIEW old_proc.view_form_bruteforce_detected AS
    SELECT host, src_ip, sum(hits) AS hits, sum(query_params_count) AS query_params_count
    FROM old_proc.agg_host_ip_ja4_1h WHERE window_start >= now() - INTERVAL 24 HOUR
    GROUP BY src_ip, host HAVING sum(count_post) >= 10;
CREATE VIEW old_proc.view_host_ip_ja4_rotation AS
    SELECT src_ip, uniq(ja4) AS distinct_ja4_count, sum(hits) AS total_hits
    FROM old_proc.agg_host_ip_ja4_1h WHERE window_start >= now() - INTERVAL 24 HOUR
    GROUP BY src_ip HAVING distinct_ja4_count >= 2;
CREATE VIEW old_proc.view_ai_features_1h AS
    SELECT window_start, src_ip, ja4, toString(host) AS host, '' AS bot_name, '' AS browser_family, '' AS asn_org,
        'human' AS asn_label, 'FR' AS country_code, sum(a.hits) AS hits, sum(a.hits) / 3600 AS hit_velocity,
        0.5 AS fuzzing_index, 0.25 AS post_ratio
    FROM old_proc.agg_host_ip_ja4_1h AS a WHERE window_start >= now() - INTERVAL 24 HOUR
    GROUP BY window_start, src_ip, ja4, host
;
CREATE TABLE old_proc.networks (prefix String, asn UInt32, country_code String, name String, org String, domain String)
    ENGINE = MergeTree ORDER BY prefix;
INSERT INTO old_proc.networks VALUES ('203.0.113.0/24', 64496, 'FR', 'EXAMPLE-HOME', 'Example Home', '');
CREATE DICTIONARY old_proc.dict_iplocate_asn
    (prefix String, asn UInt32, country_code String, name String, org String, domain String) PRIMARY KEY prefix
    SOURCE(CLICKHOUSE(DB 'old_proc' TABLE 'networks')) LIFETIME(300) LAYOUT(IP_TRIE());
CREATE TABLE old_proc.reputation (src_asn UInt64, label String) ENGINE = MergeTree ORDER BY src_asn;
CREATE DICTIONARY old_proc.dict_asn_reputation (src_asn UInt64, label String) PRIMARY KEY src_asn
    SOURCE(CLICKHOUSE(DB 'old_proc' TABLE 'reputation')) LIFETIME(300) LAYOUT(HASHED());
CREATE TABLE old_proc.ranges (prefix String, bot_name String) ENGINE = MergeTree ORDER BY prefix;
CREATE DICTIONARY old_proc.dict_bot_ip (prefix String, bot_name String) PRIMARY KEY prefix
    SOURCE(CLICKHOUSE(DB 'old_proc' TABLE 'ranges')) LIFETIME(300) LAYOUT(IP_TRIE())
