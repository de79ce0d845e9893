//! From what a connection showed to the record that is stored.

use app::domain::log_record::LogRecord;

use super::client_hello::ClientHello;
use super::http::HttpRequest;
use super::ja4;
use super::packet::Endpoint;
use super::syn::Syn;

/// A record of a connection that began at `start_ms`, for something seen at `time_ms`.
pub(super) fn of_connection(
    client: Endpoint,
    server: Endpoint,
    time_ms: u64,
    start_ms: u64,
) -> LogRecord {
    let mut record = LogRecord::new(time_ms, client.ip, "pcap");
    record.src_port = client.port;
    record.dst_ip = server.ip;
    record.dst_port = server.port;
    record.conn_id =
        format!("{}:{}>{}:{}@{start_ms}", client.ip, client.port, server.ip, server.port);
    record
}

/// Adds what the SYN says.
pub(super) fn add_syn(record: &mut LogRecord, syn: &Syn) {
    record.ip_meta_ttl = syn.ip.ttl;
    record.ip_meta_id = syn.ip.id;
    record.ip_meta_df = u8::from(syn.ip.dont_fragment);
    record.ip_meta_total_length = syn.ip.total_length;
    record.tcp_meta_window_size = syn.window;
    record.tcp_meta_mss = syn.mss;
    record.tcp_meta_window_scale = syn.window_scale;
    record.tcp_meta_options = syn.options.clone();
}

/// Adds a `ClientHello`: the connection without its requests.
pub(super) fn add_hello(
    record: &mut LogRecord,
    hello: &ClientHello,
    syn: Option<&Syn>,
    host: Option<&str>,
) {
    record.scheme = "https".to_owned();
    record.orphan_side = "B".to_owned();
    record.correlated = 1;
    record.tls_version = ja4::version_text(hello);
    record.tls_sni = hello.server_name.clone().unwrap_or_default();
    record.tls_alpn = hello
        .alpn
        .as_deref()
        .map(|protocol| String::from_utf8_lossy(protocol).into_owned())
        .unwrap_or_default();
    record.ja4 = ja4::ja4(hello);
    record.ja3 = ja4::ja3(hello);
    record.ja3_hash = ja4::ja3_hash(&record.ja3);
    record.host = or_given(&record.tls_sni, host);
    if let Some(syn) = syn {
        let elapsed = record.time_ms.saturating_sub(syn.time_ms);
        record.syn_to_clienthello_ms = i32::try_from(elapsed).unwrap_or(i32::MAX);
    }
}

/// Marks an HTTP/2 connection without TLS, whose requests are not read.
pub(super) fn add_http2(record: &mut LogRecord, host: Option<&str>) {
    record.scheme = "http".to_owned();
    record.orphan_side = "B".to_owned();
    record.correlated = 1;
    record.http_version = "2".to_owned();
    record.host = or_given("", host);
}

/// Adds a clear-text request; `connected` tells whether its SYN is known.
pub(super) fn add_request(
    record: &mut LogRecord,
    request: &HttpRequest,
    connected: bool,
    host: Option<&str>,
) {
    if connected {
        record.correlated = 1;
    } else {
        record.orphan_side = "A".to_owned();
    }
    record.scheme = "http".to_owned();
    record.method.clone_from(&request.method);
    record.path.clone_from(&request.path);
    record.query.clone_from(&request.query);
    record.http_version.clone_from(&request.version);
    record.host = or_given(&request.host, host);
    record.client_headers = header_names(request);
    record.header_x_forwarded_for = all_values(request, "x-forwarded-for");
    let header = |name: &str| request.field(name).to_owned();
    record.header_user_agent = header("user-agent");
    record.header_accept = header("accept");
    record.header_accept_encoding = header("accept-encoding");
    record.header_accept_language = header("accept-language");
    record.header_content_type = header("content-type");
    record.header_x_request_id = header("x-request-id");
    record.header_x_trace_id = header("x-trace-id");
    record.header_sec_ch_ua = header("sec-ch-ua");
    record.header_sec_ch_ua_mobile = header("sec-ch-ua-mobile");
    record.header_sec_ch_ua_platform = header("sec-ch-ua-platform");
    record.header_sec_fetch_dest = header("sec-fetch-dest");
    record.header_sec_fetch_mode = header("sec-fetch-mode");
    record.header_sec_fetch_site = header("sec-fetch-site");
    record.referer = header("referer");
}

fn or_given(host: &str, given: Option<&str>) -> String {
    if host.is_empty() { given.unwrap_or_default().to_owned() } else { host.to_owned() }
}

/// Header names in order; a comma inside a name, which no client sends, would look like two.
fn header_names(request: &HttpRequest) -> String {
    let names: Vec<String> =
        request.fields.iter().map(|(name, _)| name.replace(',', "\u{fffd}")).collect();
    names.join(",")
}

/// The values of all fields of a name, as a proxy would join them.
fn all_values(request: &HttpRequest, name: &str) -> String {
    let values = request.fields.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
    values.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
}
