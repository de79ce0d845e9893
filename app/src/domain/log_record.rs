//! One request as every reader delivers it and as `http_logs` stores it.

use serde::{Deserialize, Serialize};

use super::ip::Ip;
use super::time::Timestamp;

/// One row of `http_logs`, before the database adds what it looks up (ASN, country, Anubis rules).
///
/// Field names are the column names. Text that a source does not have is empty,
/// numbers of the SYN are 0 (a TTL of 0 means "no TCP data"), and what a log
/// may truly lack (`status`, `bytes`) is `None`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct LogRecord {
    /// Instant of the request, UTC, whole seconds.
    pub time: Timestamp,
    /// The same instant in milliseconds since 1970; ends in 000 when the source has whole seconds only.
    pub time_ms: u64,
    /// Client address.
    pub src_ip: Ip,
    /// Client port, 0 when the source does not say.
    pub src_port: u16,
    /// Server address; `::` when the source does not say.
    pub dst_ip: Ip,
    /// Server port, 0 when the source does not say.
    pub dst_port: u16,
    /// HTTP method as sent.
    pub method: String,
    /// `http` or `https`.
    pub scheme: String,
    /// Host header or, for a connection whose requests stay encrypted, the SNI.
    pub host: String,
    /// Path without the query.
    pub path: String,
    /// Query string without the question mark.
    pub query: String,
    /// HTTP version as logged: `1.0`, `1.1`, `2`, `3`, or `HTTP/1.1` from other writers.
    pub http_version: String,
    /// `A` = request without its connection, `B` = connection without its request, empty = both.
    pub orphan_side: String,
    /// 1 when the TLS/TCP side is known for this request.
    pub correlated: u8,
    /// Requests seen on this connection so far.
    pub keepalives: u16,
    /// The capture's name of the connection.
    pub conn_id: String,
    /// IP time to live of the SYN.
    pub ip_meta_ttl: u8,
    /// IP identification of the SYN.
    pub ip_meta_id: u16,
    /// 1 when the SYN had Don't Fragment set.
    pub ip_meta_df: u8,
    /// IP total length of the SYN, bytes.
    pub ip_meta_total_length: u16,
    /// TCP window of the SYN, unscaled.
    pub tcp_meta_window_size: u16,
    /// Maximum segment size option of the SYN, bytes.
    pub tcp_meta_mss: u16,
    /// Window scale option of the SYN (shift count).
    pub tcp_meta_window_scale: u8,
    /// Option kinds of the SYN in order: `MSS,NOP,WS,NOP,NOP,SACK`, also `TS`, `EOL`, `?n`.
    pub tcp_meta_options: String,
    /// Milliseconds from SYN to `ClientHello`; 0 when unknown.
    pub syn_to_clienthello_ms: i32,
    /// Highest TLS version offered: `1.3`, `1.2`, …
    pub tls_version: String,
    /// Server name of the `ClientHello`.
    pub tls_sni: String,
    /// First ALPN protocol offered.
    pub tls_alpn: String,
    /// JA3 string.
    pub ja3: String,
    /// MD5 of the JA3 string.
    pub ja3_hash: String,
    /// JA4 of the `ClientHello` (JA4 specification, FoxIO).
    pub ja4: String,
    /// Header names in arrival order, separated by commas.
    pub client_headers: String,
    /// User-Agent header.
    pub header_user_agent: String,
    /// Accept header.
    pub header_accept: String,
    /// Accept-Encoding header.
    pub header_accept_encoding: String,
    /// Accept-Language header.
    pub header_accept_language: String,
    /// Content-Type header.
    pub header_content_type: String,
    /// X-Request-Id header.
    pub header_x_request_id: String,
    /// X-Trace-Id header.
    pub header_x_trace_id: String,
    /// X-Forwarded-For header.
    pub header_x_forwarded_for: String,
    /// Sec-CH-UA header.
    pub header_sec_ch_ua: String,
    /// Sec-CH-UA-Mobile header.
    pub header_sec_ch_ua_mobile: String,
    /// Sec-CH-UA-Platform header.
    pub header_sec_ch_ua_platform: String,
    /// Sec-Fetch-Dest header.
    pub header_sec_fetch_dest: String,
    /// Sec-Fetch-Mode header.
    pub header_sec_fetch_mode: String,
    /// Sec-Fetch-Site header.
    pub header_sec_fetch_site: String,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// Size of the answer, bytes.
    pub bytes: Option<u64>,
    /// Referer header.
    pub referer: String,
    /// HTTP/2 fingerprint in Akamai's form (settings|window|priority|pseudo-header order).
    pub h2_fingerprint: String,
    /// HTTP/2 SETTINGS part alone.
    pub h2_settings_fp: String,
    /// HTTP/2 connection window increment.
    pub h2_window_update: u32,
    /// Order of HTTP/2 pseudo-headers: `m,a,s,p`.
    pub h2_pseudo_order: String,
    /// Where the record came from: `platform`, `eve`, `combined`, `pcap`, `demo`.
    pub source: String,
}

impl LogRecord {
    /// A record that knows when and who, and nothing else yet.
    #[must_use]
    pub fn new(time_ms: u64, src_ip: Ip, source: &str) -> Self {
        Self {
            time: Timestamp(u32::try_from(time_ms / 1_000).unwrap_or(u32::MAX)),
            time_ms,
            src_ip,
            src_port: 0,
            dst_ip: Ip(std::net::Ipv6Addr::UNSPECIFIED),
            dst_port: 0,
            method: String::new(),
            scheme: String::new(),
            host: String::new(),
            path: String::new(),
            query: String::new(),
            http_version: String::new(),
            orphan_side: String::new(),
            correlated: 0,
            keepalives: 0,
            conn_id: String::new(),
            ip_meta_ttl: 0,
            ip_meta_id: 0,
            ip_meta_df: 0,
            ip_meta_total_length: 0,
            tcp_meta_window_size: 0,
            tcp_meta_mss: 0,
            tcp_meta_window_scale: 0,
            tcp_meta_options: String::new(),
            syn_to_clienthello_ms: 0,
            tls_version: String::new(),
            tls_sni: String::new(),
            tls_alpn: String::new(),
            ja3: String::new(),
            ja3_hash: String::new(),
            ja4: String::new(),
            client_headers: String::new(),
            header_user_agent: String::new(),
            header_accept: String::new(),
            header_accept_encoding: String::new(),
            header_accept_language: String::new(),
            header_content_type: String::new(),
            header_x_request_id: String::new(),
            header_x_trace_id: String::new(),
            header_x_forwarded_for: String::new(),
            header_sec_ch_ua: String::new(),
            header_sec_ch_ua_mobile: String::new(),
            header_sec_ch_ua_platform: String::new(),
            header_sec_fetch_dest: String::new(),
            header_sec_fetch_mode: String::new(),
            header_sec_fetch_site: String::new(),
            status: None,
            bytes: None,
            referer: String::new(),
            h2_fingerprint: String::new(),
            h2_settings_fp: String::new(),
            h2_window_update: 0,
            h2_pseudo_order: String::new(),
            source: source.to_owned(),
        }
    }
}
