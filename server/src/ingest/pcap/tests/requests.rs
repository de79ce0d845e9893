//! Clear-text HTTP/1: what becomes a row, with which fields.

use super::build::{Connection, Hello, START_MS};
use super::{read, records};
use app::domain::log_record::LogRecord;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

/// Method, path, status and bytes of each record.
fn summary(records: &[LogRecord]) -> Vec<(&str, &str, Option<u16>, Option<u64>)> {
    records.iter().map(|r| (r.method.as_str(), r.path.as_str(), r.status, r.bytes)).collect()
}

fn paths(connection: &Connection) -> Vec<String> {
    records(&connection.pcap()).into_iter().map(|record| record.path).collect()
}

#[test]
fn a_request_fills_every_field_the_platform_knows() {
    let request = b"POST /login?next=%2F&a=b?c HTTP/1.1\r\n\
        Host: a.example:8080\r\nUser-Agent: Mozilla/5.0 (X11)\r\nAccept: text/html\r\n\
        Accept-Encoding: gzip\r\nAccept-Language: fr\r\nContent-Type: text/plain\r\n\
        X-Request-Id: r1\r\nX-Trace-Id: t1\r\nX-Forwarded-For: 198.51.100.1\r\n\
        x-forwarded-for: 198.51.100.2\r\nSec-CH-UA: \"C\";v=\"1\"\r\nSec-CH-UA-Mobile: ?0\r\n\
        Sec-CH-UA-Platform: \"Linux\"\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\n\
        Sec-Fetch-Site: none\r\nReferer: http://b.example/\r\nContent-Length: 3\r\n\r\nabc";
    let connection = Connection::open().client(request).server(OK);
    let records = records(&connection.pcap());
    let [r] = &records[..] else { panic!("{} records", records.len()) };
    assert_eq!(
        (r.method.as_str(), r.scheme.as_str(), r.http_version.as_str()),
        ("POST", "http", "1.1")
    );
    assert_eq!((r.host.as_str(), r.path.as_str()), ("a.example:8080", "/login"));
    assert_eq!(r.query, "next=%2F&a=b?c");
    assert_eq!(
        r.client_headers,
        "Host,User-Agent,Accept,Accept-Encoding,Accept-Language,Content-Type,X-Request-Id,\
         X-Trace-Id,X-Forwarded-For,x-forwarded-for,Sec-CH-UA,Sec-CH-UA-Mobile,\
         Sec-CH-UA-Platform,Sec-Fetch-Dest,Sec-Fetch-Mode,Sec-Fetch-Site,Referer,Content-Length"
    );
    assert_eq!(r.header_user_agent, "Mozilla/5.0 (X11)");
    assert_eq!(
        (r.header_accept.as_str(), r.header_accept_encoding.as_str()),
        ("text/html", "gzip")
    );
    assert_eq!(
        (r.header_accept_language.as_str(), r.header_content_type.as_str()),
        ("fr", "text/plain")
    );
    assert_eq!((r.header_x_request_id.as_str(), r.header_x_trace_id.as_str()), ("r1", "t1"));
    assert_eq!(r.header_x_forwarded_for, "198.51.100.1, 198.51.100.2");
    assert_eq!(
        (r.header_sec_ch_ua.as_str(), r.header_sec_ch_ua_mobile.as_str()),
        ("\"C\";v=\"1\"", "?0")
    );
    assert_eq!(r.header_sec_ch_ua_platform, "\"Linux\"");
    assert_eq!(
        (r.header_sec_fetch_dest.as_str(), r.header_sec_fetch_mode.as_str()),
        ("document", "navigate")
    );
    assert_eq!(
        (r.header_sec_fetch_site.as_str(), r.referer.as_str()),
        ("none", "http://b.example/")
    );
    assert_eq!((r.status, r.bytes), (Some(200), Some(2)));
    assert_eq!((r.correlated, r.orphan_side.as_str(), r.keepalives), (1, "", 1));
    assert_eq!((r.time_ms, r.ip_meta_ttl, r.tcp_meta_mss), (START_MS + 10, 57, 1_460));
    assert!(r.ja4.is_empty());
}

#[test]
fn pipelined_requests_are_counted_and_paired_with_their_answers() {
    let requests = b"GET /1 HTTP/1.1\r\nHost: a\r\n\r\n\
        POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
        5;x=y\r\nGET /\r\n0\r\nTrailer: 1\r\n\r\n\r\n\
        HEAD /3 HTTP/1.1\r\nHost: a\r\n\r\n\
        POST /4 HTTP/1.1\r\nContent-Length: 14\r\n\r\nGET /x HTTP/1.GET /5 HTTP/1.0\r\n\r\n";
    let answers = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc\
        HTTP/1.1 100 Continue\r\n\r\n\
        HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n3\r\npe\n\r\n0\r\n\r\n\
        HTTP/1.1 404 Not Found\r\nContent-Length: 999\r\n\r\n\
        HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n\
        HTTP/1.0 500 Error\r\n\r\nuntil the end";
    for size in [1, 7, 100, 10_000] {
        let mut connection = Connection::open().client_split(requests, size);
        for part in answers.chunks(size) {
            connection = connection.server(part);
        }
        let records = records(&connection.close().pcap());
        let expected = [
            ("GET", "/1", Some(200), Some(3)),
            ("POST", "/2", Some(201), Some(7)),
            ("HEAD", "/3", Some(404), Some(0)),
            ("POST", "/4", Some(304), Some(0)),
            ("GET", "/5", Some(500), Some(13)),
        ];
        assert_eq!(summary(&records), expected, "segments of {size}");
        assert_eq!(records.iter().map(|r| r.keepalives).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    }
}

#[test]
fn without_its_syn_a_request_stands_alone() {
    let connection = Connection::unopened(40_000).client(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    let records = records(&connection.pcap());
    assert_eq!((records[0].correlated, records[0].orphan_side.as_str()), (0, "A"));
    assert_eq!(records[0].ip_meta_ttl, 0);
}

#[test]
fn broken_requests_are_kept_where_method_and_path_can_be_read() {
    let check = |bytes: &[u8], method: &str, path: &str, version: &str| {
        let records = records(&Connection::open().client(bytes).close().pcap());
        let [r] = &records[..] else { panic!("{}", String::from_utf8_lossy(bytes)) };
        assert_eq!(
            (r.method.as_str(), r.path.as_str(), r.http_version.as_str()),
            (method, path, version)
        );
    };
    check(b"GET /\r\n\r\n", "GET", "/", "0.9");
    check(b"GET / HTTP/1.1\n\n", "GET", "/", "1.1");
    check(b"GET /a b HTTP/1.1\r\n\r\n", "GET", "/a b", "1.1");
    check(b"GET  /\x80 HTTP/1.1\r\n\r\n", "GET", "/\u{fffd}", "1.1");
    check(b"get / http/1.1\r\n\r\n", "get", "/", "1.1");
    check(b"FOO_BAR / HTTP/1.1\r\n: x\r\nnocolon\r\n\r\n", "FOO_BAR", "/", "1.1");
    check(b"GET ../../etc/passwd HTTP/1.0\r\n\r\n", "GET", "../../etc/passwd", "1.0");
    check(b"GET http://a.example/x?y HTTP/1.1\r\n\r\n", "GET", "/x", "1.1");
    check(b"OPTIONS * HTTP/1.1\r\n\r\n", "OPTIONS", "*", "1.1");
    check(b"GET /cut HTTP/1.1\r\nHost: a\r\nUser-Ag", "GET", "/cut", "1.1");
    check(b"POST /p HTTP/1.1\r\nContent-Length: -5\r\n\r\nxyz", "POST", "/p", "1.1");
}

#[test]
fn a_head_longer_than_64_kib_gives_what_fits() {
    let request = format!("GET /long HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(100_000));
    let again = b"GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
    let connection = Connection::open().client_split(request.as_bytes(), 1_400).client(again);
    assert_eq!(paths(&connection), ["/long", "/next"]);
}

#[test]
fn wrapped_header_lines_belong_to_their_header() {
    let request = b"GET / HTTP/1.1\r\nUser-Agent: a\r\n  b\r\n\tc\r\nHost: h\r\n\r\n";
    let records = records(&Connection::open().client(request).pcap());
    assert_eq!(records[0].header_user_agent, "a b c");
    assert_eq!(records[0].client_headers, "User-Agent,Host");
}

#[test]
fn a_tunnel_shows_its_request_and_the_tls_inside() {
    let connection = Connection::open()
        .client(b"CONNECT b.example:443 HTTP/1.1\r\nHost: b.example:443\r\n\r\n")
        .server(b"HTTP/1.1 200 Connection established\r\n\r\n")
        .client(&Hello::to("b.example").records(1 << 14));
    let records = records(&connection.pcap());
    assert_eq!(summary(&records)[0], ("CONNECT", "b.example:443", Some(200), Some(0)));
    assert_eq!((records[1].host.as_str(), records[1].scheme.as_str()), ("b.example", "https"));
}

#[test]
fn after_a_gap_the_next_request_is_found_and_answers_are_not_guessed() {
    let connection = Connection::open()
        .client(b"GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        .server(OK)
        .client_lost(b"GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        .client(b"GET /3 HTTP/1.1\r\nHost: a\r\n\r\n")
        .server(OK)
        .server(OK)
        .close();
    let records = records(&connection.pcap());
    assert_eq!(summary(&records), [("GET", "/1", Some(200), Some(2)), ("GET", "/3", None, None)]);
}

#[test]
fn a_gap_inside_a_body_changes_nothing() {
    let connection = Connection::open()
        .client(b"POST /1 HTTP/1.1\r\nContent-Length: 20\r\n\r\n01234")
        .client_lost(b"56789")
        .client(b"0123456789GET /2 HTTP/1.1\r\n\r\n")
        .server(OK)
        .server(OK);
    let records = records(&connection.close().pcap());
    let expected = [("POST", "/1", Some(200), Some(2)), ("GET", "/2", Some(200), Some(2))];
    assert_eq!(summary(&records), expected);
}

#[test]
fn the_given_host_stands_in_only_where_none_is_named() {
    let file = Connection::open()
        .client(b"GET /1 HTTP/1.0\r\n\r\nGET /2 HTTP/1.1\r\nHost: named\r\n\r\n")
        .pcap();
    let mut hosts = Vec::new();
    let sink = &mut |record: LogRecord| hosts.push(record.host);
    super::super::read_capture(&file[..], Some("given"), sink).unwrap();
    assert_eq!(hosts, ["given", "named"]);
}

#[test]
fn http2_without_tls_is_one_record_without_its_requests() {
    let connection =
        Connection::open().client(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
    let records = records(&connection.pcap());
    assert_eq!((records[0].http_version.as_str(), records[0].orphan_side.as_str()), ("2", "B"));
    assert_eq!(records[0].scheme, "http");
}

#[test]
fn protocols_that_look_like_http_are_not_taken_for_it() {
    for bytes in [
        &b"OPTIONS rtsp://a/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"[..],
        b"INVITE sip:a@b SIP/2.0\r\n\r\n",
        b"EHLO a.example\r\n",
        b"GET key\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"USER anonymous\r\n",
    ] {
        let (records, stats) = read(&Connection::open().client(bytes).close().pcap()).unwrap();
        assert!(records.is_empty(), "{}", String::from_utf8_lossy(bytes));
        assert_eq!(stats.skipped["TCP connection without TLS or HTTP"], 1);
    }
}

#[test]
fn unanswered_requests_beyond_the_limit_are_handed_on() {
    let many = b"GET / HTTP/1.1\r\n\r\n".repeat(1_000);
    let (records, stats) = read(&Connection::open().client_split(&many, 1_300).pcap()).unwrap();
    assert_eq!((records.len(), stats.requests), (1_000, 1_000));
    assert_eq!(records[999].keepalives, 1_000);
}
