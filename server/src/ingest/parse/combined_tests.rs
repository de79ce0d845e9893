//! Access-log lines of real servers and of attackers.

use super::*;

const TIME: &str = "[17/May/2015:10:05:03 +0200]";

fn parsed(line: &str) -> LogRecord {
    parse(line.as_bytes()).unwrap_or_else(|error| panic!("{line}: {error}"))
}

#[test]
fn a_combined_line_gives_every_field_it_has() {
    let record = parsed(&format!(
        r#"203.0.113.7 - frank {TIME} "GET /a/b?q=1&r=%20 HTTP/1.1" 404 522 "http://x/" "Go-http-client/1.1""#
    ));
    assert_eq!(record.src_ip.to_string(), "203.0.113.7");
    assert_eq!(record.time_ms, 1_431_849_903_000);
    assert_eq!(record.time.0, 1_431_849_903);
    assert_eq!(
        (&*record.method, &*record.path, &*record.query, &*record.http_version),
        ("GET", "/a/b", "q=1&r=%20", "1.1")
    );
    assert_eq!((record.status, record.bytes), (Some(404), Some(522)));
    assert_eq!(record.referer, "http://x/");
    assert_eq!(record.header_user_agent, "Go-http-client/1.1");
    assert_eq!((&*record.orphan_side, record.correlated), ("A", 0));
    assert_eq!(record.source, "combined");
}

#[test]
fn the_front_of_the_line_may_name_host_and_port() {
    for (front, ip, port, host, host_port) in [
        ("203.0.113.7 - -", "203.0.113.7", 0, "", 0),
        ("203.0.113.7 -", "203.0.113.7", 0, "", 0),
        ("203.0.113.7:5678 - -", "203.0.113.7", 5678, "", 0),
        ("2001:db8::7 - -", "2001:db8::7", 0, "", 0),
        ("[2001:db8::7]:443 - -", "2001:db8::7", 443, "", 0),
        ("www.example.org 203.0.113.7 - -", "203.0.113.7", 0, "www.example.org", 0),
        ("example.org:443 2001:db8::7 - me", "2001:db8::7", 0, "example.org", 443),
        ("192.0.2.1 203.0.113.7 - -", "203.0.113.7", 0, "192.0.2.1", 0),
        ("192.0.2.1:80 203.0.113.7 - -", "203.0.113.7", 0, "192.0.2.1", 80),
        ("- 203.0.113.7 - -", "203.0.113.7", 0, "", 0),
        ("203.0.113.7 - name with [brackets]", "203.0.113.7", 0, "", 0),
    ] {
        let record = parsed(&format!(r#"{front} {TIME} "GET / HTTP/1.0" 200 1"#));
        assert_eq!(record.src_ip.to_string(), ip, "{front}");
        assert_eq!((record.src_port, &*record.host), (port, host), "{front}");
        assert_eq!(record.dst_port, host_port, "{front}");
    }
    assert_eq!(parsed(&format!(r#"a:443 ::1 - - {TIME} "GET / HTTP/2.0" 200 1"#)).scheme, "https");
}

#[test]
fn requests_that_are_not_http_are_kept_as_logged() {
    for (request, method, path, version) in [
        ("GET /x HTTP/2.0", "GET", "/x", "2"),
        ("GET / with blanks HTTP/1.1", "GET", "/ with blanks", "1.1"),
        ("GET /", "GET", "/", ""),
        ("CONNECT example.org:443 HTTP/1.1", "CONNECT", "example.org:443", "1.1"),
        ("GET http://example.org/a HTTP/1.1", "GET", "http://example.org/a", "1.1"),
        (r"GET /\x22\x22 HTTP/1.1", "GET", "/\"\"", "1.1"),
        (r"\x16\x03\x01\x00t\x01", "", r"\x16\x03\x01\x00t\x01", ""),
        (r"\x16\x03 / HTTP/1.1", "", r"\x16\x03 / HTTP/1.1", ""),
        ("batman", "", "batman", ""),
        ("", "", "", ""),
        ("-", "", "", ""),
    ] {
        let record = parsed(&format!(r#"203.0.113.7 - - {TIME} "{request}" 400 157 "-" "-""#));
        assert_eq!(
            (&*record.method, &*record.path, &*record.http_version),
            (method, path, version),
            "{request}"
        );
        assert_eq!(record.status, Some(400));
        assert_eq!((&*record.referer, &*record.header_user_agent), ("", ""));
    }
}

#[test]
fn quotes_inside_fields_do_not_end_them() {
    let record =
        parsed(&format!(r#"::1 - - {TIME} "GET /\"x\" HTTP/1.1" 200 - "r\"e" "a "b"-c \\ d""#));
    assert_eq!(record.path, "/\"x\"");
    assert_eq!(record.referer, "r\"e");
    assert_eq!(
        parsed(&format!(r#"::1 - - {TIME} "G / HTTP/1.1" 200 - "r" "a\\""#)).header_user_agent,
        r"a\"
    );
    let cut = parsed(&format!(r#"::1 - - {TIME} "GET / HTTP/1.1" 200 235 "-" "Mozilla/5.0 (comp"#));
    assert_eq!(cut.header_user_agent, "Mozilla/5.0 (comp");
}

#[test]
fn a_dash_is_unknown_except_for_the_size_of_an_answer() {
    let record = parsed(&format!(r#"::1 - - {TIME} "GET / HTTP/1.1" - - "-" "x""#));
    assert_eq!((record.status, record.bytes), (None, None));
    let record = parsed(&format!(r#"::1 - - {TIME} "GET / HTTP/1.1" 304 -"#));
    assert_eq!((record.status, record.bytes), (Some(304), Some(0)));
}

#[test]
fn nginx_main_format_gives_the_forwarded_addresses() {
    let line =
        |tail: &str| parsed(&format!(r#"::1 - - {TIME} "GET / HTTP/1.1" 200 1 "-" "ua" {tail}"#));
    assert_eq!(
        line(r#""198.51.100.3, 10.0.0.1""#).header_x_forwarded_for,
        "198.51.100.3, 10.0.0.1"
    );
    assert_eq!(line(r#""-""#).header_x_forwarded_for, "");
    assert_eq!(line(r#"500 "test@docker" "http://x" 0ms"#).header_x_forwarded_for, "");
}

#[test]
fn a_refusal_names_the_field() {
    for (line, field) in [
        ("hello", "time"),
        ("", "time"),
        (r#"host.example.org - - [17/May/2015:10:05:03 +0200] "GET / HTTP/1.1" 200 1"#, "src_ip"),
        (r#"[17/May/2015:10:05:03 +0200] "GET / HTTP/1.1" 200 1"#, "src_ip"),
        ("203.0.113.7 - - [17/May/2015:10:05:03 +0200] GET / 200 1", "request"),
        (r#"203.0.113.7 - - [17/May/2015:10:05:03 +0200] "GET / HTTP/1.1" ok 1"#, "status"),
        (r#"203.0.113.7 - - [17/May/2015:10:05:03 +0200] "GET / HTT"#, "status"),
        (r#"203.0.113.7 - - [17/May/2015:10:05:03 +0200] "GET / HTTP/1.1" 200 x"#, "bytes"),
        ("[Thu Oct 13 12:24:49.880562 2022] [client 31.33.58.75:50229] AH01618: no", "time"),
    ] {
        assert_eq!(parse(line.as_bytes()).map_err(|error| error.field), Err(field), "{line}");
    }
}
