//! Correlated records, flat and nested, whole and broken.

use super::*;

fn parsed(line: &str) -> LogRecord {
    parse(line.as_bytes()).unwrap_or_else(|error| panic!("{line}: {error}"))
}

/// A correlated record with every key the platform writes.
const FULL: &str = r#"{"time":"2026-04-08T15:46:07Z","timestamp":1775663167456000000,
"src_ip":"203.0.113.7","src_port":50123,"dst_ip":"198.51.100.1","dst_port":443,"method":"GET",
"scheme":"https","host":"www.example.org","path":"/a","query":"b=1","http_version":"2",
"correlated":true,"keepalives":3,"conn_id":"c-1","ip_meta_ttl":57,"ip_meta_id":4711,
"ip_meta_df":true,"ip_meta_total_length":60,"tcp_meta_window_size":64240,"tcp_meta_mss":1460,
"tcp_meta_window_scale":7,"tcp_meta_options":"MSS,SACK,TS,NOP,WS","syn_to_clienthello_ms":12,
"tls_version":"1.3","tls_sni":"www.example.org","tls_alpn":"h2","ja3":"771,1-2,3","ja3_hash":"ff",
"ja4":"t13d1516h2_8daaf6152771_e5627efa2ab1","client_headers":"Host,User-Agent,Accept",
"header_User-Agent":"curl/8","header_Accept":"*/*","header_Sec-CH-UA-Platform":"\"Linux\"",
"header_Sec-Fetch-Site":"none","header_X-Forwarded-For":"10.0.0.1","h2_window_update":15663105,
"h2_pseudo_order":"m,a,s,p","sensor_id":"s1","unknown":{"deep":[1,2,{"x":null}]}}"#;

#[test]
fn a_correlated_record_fills_every_column() {
    let record = parsed(FULL);
    assert_eq!(record.time_ms, 1_775_663_167_456);
    assert_eq!(record.time.to_string(), "2026-04-08T15:46:07");
    assert_eq!(record.src_ip.to_string(), "203.0.113.7");
    assert_eq!((record.src_port, record.dst_port), (50_123, 443));
    assert_eq!((record.correlated, record.keepalives, &*record.conn_id), (1, 3, "c-1"));
    assert_eq!((record.ip_meta_ttl, record.ip_meta_id, record.ip_meta_df), (57, 4711, 1));
    assert_eq!((record.tcp_meta_window_size, record.tcp_meta_mss), (64_240, 1460));
    assert_eq!((record.tcp_meta_window_scale, record.syn_to_clienthello_ms), (7, 12));
    assert_eq!(record.ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
    assert_eq!(record.header_user_agent, "curl/8");
    assert_eq!(record.header_sec_ch_ua_platform, "\"Linux\"");
    assert_eq!(record.header_sec_fetch_site, "none");
    assert_eq!(record.header_x_forwarded_for, "10.0.0.1");
    assert_eq!((record.h2_window_update, &*record.h2_pseudo_order), (15_663_105, "m,a,s,p"));
    assert_eq!((record.status, record.bytes), (None, None));
    assert_eq!(record.source, "platform");
}

#[test]
fn the_early_nested_form_gives_the_same_record() {
    let nested = parsed(
        r#"{"correlated":true,"apache":{"time":"2026-04-08T15:46:07Z","src_ip":"203.0.113.7",
        "src_port":1,"method":"GET","path":"/","headers":{"User-Agent":"x","host":"no"}},
        "network":{"timestamp":1,"src_ip":"203.0.113.7","ja4":"t13","ip_meta_ttl":64}}"#,
    );
    assert_eq!(nested.time.to_string(), "2026-04-08T15:46:07");
    assert_eq!((&*nested.method, &*nested.ja4, nested.ip_meta_ttl), ("GET", "t13", 64));
    assert_eq!((&*nested.header_user_agent, nested.correlated), ("x", 1));
}

#[test]
fn writers_may_mix_types() {
    let record = parsed(
        r#"{"timestamp":"1775663167","src_ip":"::ffff:203.0.113.7","src_port":"443",
        "correlated":1,"client_headers":["Host","Accept"],"tls_alpn":["h2","http/1.1"],
        "keepalives":70000,"http_version":1.1,"header_user_agent":"low","status":"404",
        "bytes":null,"dst_ip":"","syn_to_clienthello_ms":-5,"time":null,"apache":null}"#,
    );
    assert_eq!(record.time_ms, 1_775_663_167_000);
    assert_eq!(record.src_ip.to_string(), "203.0.113.7");
    assert_eq!((record.src_port, record.keepalives), (443, 65_535));
    assert_eq!((&*record.client_headers, &*record.tls_alpn), ("Host,Accept", "h2"));
    assert_eq!((&*record.http_version, &*record.header_user_agent), ("1.1", "low"));
    assert_eq!((record.status, record.bytes), (Some(404), None));
    assert_eq!(record.syn_to_clienthello_ms, -5);
}

#[test]
fn settings_that_come_one_by_one_become_their_fingerprint() {
    let line = r#"{"time":1775663167,"src_ip":"::1","h2_initial_window_size":6291456,
        "h2_header_table_size":65536,"h2_enable_push":0,"source":"demo","H2-Pseudo-Order":"m,p"}"#;
    let record = parsed(line);
    assert_eq!(record.h2_settings_fp, "1:65536;2:0;4:6291456");
    assert_eq!((&*record.source, &*record.h2_pseudo_order), ("demo", "m,p"));
    assert_eq!(parsed(r#"{"time":1,"src_ip":"::1"}"#).h2_settings_fp, "");
}

#[test]
fn an_orphan_connection_shows_its_server_name_as_host() {
    let line = r#"{"time":1775663167,"src_ip":"2001:db8::1","orphan_side":"B","tls_sni":"a.org"}"#;
    assert_eq!(parsed(line).host, "a.org");
    assert_eq!(parsed(&line.replace("\"B\"", "\"A\"")).host, "");
}

#[test]
fn a_refusal_names_the_field() {
    for (line, error) in [
        ("{", "line: JSON ends too early"),
        ("nope", "line: not valid JSON"),
        ("[1]", "line: not the expected JSON object"),
        ("7", "line: not the expected JSON object"),
        (r#"{"time":1} x"#, "line: not valid JSON"),
        ("{}", "time: missing"),
        (r#"{"time":1}"#, "src_ip: missing"),
        (r#"{"time":"yesterday","src_ip":"::1"}"#, "time: not an instant between 1970 and 2106"),
        (r#"{"time":[1],"src_ip":"::1"}"#, "time: not an instant between 1970 and 2106"),
        (r#"{"time":1,"src_ip":"1.2.3"}"#, "src_ip: not an IPv4 or IPv6 address"),
        (r#"{"time":1,"src_ip":7}"#, "src_ip: not an IPv4 or IPv6 address"),
        (r#"{"time":1,"src_ip":"::1","src_port":70000}"#, "src_port: out of range"),
        (r#"{"time":1,"src_ip":"::1","ip_meta_ttl":"many"}"#, "ip_meta_ttl: not an integer"),
    ] {
        assert_eq!(parse(line.as_bytes()).unwrap_err().to_string(), error, "{line}");
    }
}

#[test]
fn bytes_that_are_not_text_do_not_lose_the_row() {
    let line = b"{\"time\":1775663167,\"src_ip\":\"::1\",\"path\":\"/\xFF\"}";
    assert_eq!(parse(line).unwrap().path, "/\u{FFFD}");
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let line = format!("{{\"x\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(parse(line.as_bytes()).unwrap_err().reason, "not valid JSON");
}
