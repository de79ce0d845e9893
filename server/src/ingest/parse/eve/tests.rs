//! Suricata events and how they are joined by flow.

use super::*;

fn tls(flow: u64, second: u64) -> String {
    format!(
        r#"{{"timestamp":"2026-04-08T15:{:02}:{:02}.250000+0000","flow_id":{flow},"event_type":"tls",
        "src_ip":"203.0.113.7","src_port":50123,"dest_ip":"198.51.100.1","dest_port":443,"proto":"TCP",
        "tls":{{"sni":"a.example.org","version":"TLS 1.2","ja3":{{"hash":"ff","string":"771,1,2"}},
        "ja4":"t13d1516h2_8daaf6152771_e5627efa2ab1","client_alpns":["h2","http/1.1"]}}}}"#,
        second / 60,
        second % 60
    )
}

fn http(flow: u64, second: u64, path: &str) -> String {
    format!(
        r#"{{"timestamp":"2026-04-08T15:{:02}:{:02}.533101+0000","flow_id":{flow},"event_type":"http",
        "src_ip":"203.0.113.7","src_port":50123,"dest_ip":"198.51.100.1","dest_port":80,"tx_id":2,
        "http":{{"hostname":"b.example.org","url":"{path}","http_user_agent":"curl/8","http_method":"GET",
        "http_refer":"http://r/","protocol":"HTTP/1.1","status":404,"length":166,
        "accept_language":"de","request_headers":[{{"name":"Host","value":"b.example.org"}},
        {{"name":"Accept","value":"*/*"}}]}}}}"#,
        second / 60,
        second % 60
    )
}

fn flow_end(flow: u64, second: u64) -> String {
    format!(
        r#"{{"timestamp":"2026-04-08T15:{:02}:{:02}Z","flow_id":{flow},"event_type":"flow",
        "src_ip":"203.0.113.7","dest_ip":"198.51.100.1","flow":{{"state":"closed"}}}}"#,
        second / 60,
        second % 60
    )
}

fn feed(joiner: &mut Joiner, lines: &[String]) -> Vec<LogRecord> {
    let mut out = Vec::new();
    for line in lines {
        joiner.line(line.as_bytes(), &mut out).unwrap();
    }
    out
}

fn joined(lines: &[String]) -> Vec<LogRecord> {
    let mut joiner = Joiner::default();
    let mut out = feed(&mut joiner, lines);
    joiner.finish(&mut out);
    out
}

#[test]
fn a_request_gets_the_handshake_of_its_flow_in_either_order() {
    let (tls, http, end) = (tls(7, 0), http(7, 1, "/a?b=1"), flow_end(7, 2));
    for lines in [
        vec![tls.clone(), http.clone(), end.clone()],
        vec![http.clone(), tls.clone(), end.clone()],
        vec![http, tls],
    ] {
        let records = joined(&lines);
        assert_eq!(records.len(), 1);
        let record = &records[0];
        assert_eq!(record.ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
        assert_eq!((&*record.tls_version, &*record.tls_alpn), ("1.3", "h2"));
        assert_eq!((&*record.tls_sni, &*record.host), ("a.example.org", "b.example.org"));
        assert_eq!((&*record.ja3, &*record.ja3_hash), ("771,1,2", "ff"));
        assert_eq!((record.correlated, &*record.orphan_side, &*record.scheme), (1, "", "https"));
        assert_eq!((&*record.path, &*record.query), ("/a", "b=1"));
        assert_eq!((record.status, record.bytes), (Some(404), Some(166)));
        assert_eq!((&*record.header_user_agent, &*record.http_version), ("curl/8", "1.1"));
        assert_eq!((&*record.header_accept_language, &*record.header_accept), ("de", "*/*"));
        assert_eq!((&*record.client_headers, &*record.referer), ("Host,Accept", "http://r/"));
        assert_eq!((record.keepalives, &*record.conn_id), (3, "7"));
        assert_eq!(record.time_ms % 1_000, 533);
    }
}

#[test]
fn a_handshake_without_requests_is_an_orphan_connection() {
    let records = joined(&[tls(7, 0), tls(7, 0), flow_end(7, 1)]);
    assert_eq!(records.len(), 1);
    assert_eq!((&*records[0].orphan_side, records[0].correlated), ("B", 0));
    assert_eq!((&*records[0].host, &*records[0].path), ("a.example.org", ""));
    assert_eq!(records[0].src_port, 50_123);
}

#[test]
fn a_request_without_handshake_is_an_orphan_request() {
    let records = joined(&[http(1, 0, "/"), tls(2, 0)]);
    assert_eq!(
        records.iter().map(|r| (&*r.conn_id, &*r.orphan_side)).collect::<Vec<_>>(),
        [("1", "A"), ("2", "B")]
    );
    assert_eq!(records[0].scheme, "http");
}

#[test]
fn waiting_ends_when_event_time_passes() {
    let mut joiner = Joiner::default();
    assert!(feed(&mut joiner, &[http(1, 0, "/"), tls(2, 0), http(3, 9, "/")]).is_empty());
    let after_request_wait = feed(&mut joiner, &[http(4, 11, "/")]);
    assert_eq!(after_request_wait.iter().map(|r| &*r.conn_id).collect::<Vec<_>>(), ["1"]);
    let late = feed(&mut joiner, &[http(2, 100, "/late")]);
    assert_eq!(late.last().map(|r| r.correlated), Some(1));
    let after_handshake_wait = feed(&mut joiner, &[flow_end(9, 121)]);
    assert!(after_handshake_wait.is_empty(), "its request was given already");
    assert!(joiner.flows.is_empty());
}

#[test]
fn memory_stays_bounded_when_time_stands_still() {
    let mut joiner = Joiner::default();
    let mut out = Vec::new();
    let n_flows = 3 * MAX_WAITING as u64;
    for flow in 0..n_flows {
        joiner.line(tls(flow, 0).as_bytes(), &mut out).unwrap();
        joiner.line(http(n_flows + flow, 0, "/").as_bytes(), &mut out).unwrap();
        if flow % 3 == 0 {
            joiner.line(flow_end(flow, 0).as_bytes(), &mut out).unwrap();
        }
        assert!(joiner.flows.len() <= 2 * MAX_WAITING);
        assert!(joiner.requests.len() + joiner.handshakes.len() <= 2 * MAX_WAITING);
    }
    for _ in 0..3 * MAX_WAITING {
        joiner.line(http(u64::MAX, 0, "/").as_bytes(), &mut out).unwrap();
        assert!(joiner.n_waiting <= MAX_WAITING);
    }
    joiner.finish(&mut out);
    assert_eq!(out.len() as u64, 2 * n_flows + 3 * MAX_WAITING as u64);
    assert_eq!(joiner.n_waiting, 0);
}

#[test]
fn a_restored_joiner_goes_on_alike() {
    let lines: Vec<String> = (0..40)
        .map(|at| match at % 4 {
            0 => tls(at / 8, at),
            1 => http(at / 8, at, "/x"),
            2 => http(100 + at, at, "/y"),
            _ => flow_end(at / 8, at),
        })
        .collect();
    let whole = joined(&lines);
    for cut in 0..lines.len() {
        let mut first = Joiner::default();
        let mut out = feed(&mut first, &lines[..cut]);
        let mut second = Joiner::restore(first.save().unwrap()).unwrap();
        out.extend(feed(&mut second, &lines[cut..]));
        second.finish(&mut out);
        assert_eq!(out, whole, "cut at {cut}");
    }
}

#[test]
fn quic_is_a_handshake_too() {
    let line = r#"{"timestamp":"2026-04-08T15:00:00Z","flow_id":5,"event_type":"quic",
        "src_ip":"2001:db8::1","src_port":1,"dest_ip":"2001:db8::2","dest_port":443,
        "quic":{"version":"1","sni":"q.example.org","ja4":"q13d0310h3_55b375c5d22e_cd85d2d88918"}}"#;
    let records = joined(&[line.to_owned(), line.to_owned()]);
    assert_eq!(records.len(), 1);
    assert_eq!((&*records[0].http_version, &*records[0].tls_version), ("3", "1.3"));
    assert_eq!(records[0].host, "q.example.org");
}

#[test]
fn http2_pseudo_headers_are_the_request() {
    let line = r#"{"timestamp":"2026-04-08T15:00:00Z","event_type":"http","src_ip":"::1",
        "http":{"version":"2","request_headers":[{"name":":method","value":"POST"},
        {"name":":path","value":"/p?q"},{"name":":authority","value":"h"},
        {"name":"user-agent","value":"x"}],"http2":{"stream_id":1}}}"#;
    let records = joined(&[line.to_owned()]);
    let record = &records[0];
    assert_eq!((&*record.method, &*record.path, &*record.query), ("POST", "/p", "q"));
    assert_eq!((&*record.host, &*record.http_version), ("h", "2"));
    assert_eq!((&*record.client_headers, &*record.header_user_agent), ("user-agent", "x"));
}

#[test]
fn what_is_no_request_is_skipped_and_what_is_wrong_refused() {
    let mut joiner = Joiner::default();
    let mut out = Vec::new();
    for kind in ["alert", "stats", "dns", "fileinfo"] {
        let line = format!(r#"{{"event_type":"{kind}","timestamp":"x"}}"#);
        let outcome = joiner.line(line.as_bytes(), &mut out);
        assert_eq!(outcome, Ok(Outcome::Skipped("EVE event that is no request")), "{kind}");
    }
    for (line, field) in [
        ("{}", "event_type"),
        (r#"{"event_type":"http"}"#, "timestamp"),
        (r#"{"event_type":"http","timestamp":"2026-04-08T15:00:00Z"}"#, "src_ip"),
        (r#"{"event_type":"tls","timestamp":"2026-04-08T15:00:00Z","src_ip":"::1"}"#, "tls"),
        (r#"{"event_type":"http","timestamp":"2026-04-08T15:00:00Z","src_ip":"::1"}"#, "http"),
        (r#"{"event_type":"http","http":7}"#, "line"),
        ("[]", "line"),
    ] {
        let outcome = joiner.line(line.as_bytes(), &mut out);
        assert_eq!(outcome.map_err(|error| error.field), Err(field), "{line}");
    }
    assert!(out.is_empty());
}
