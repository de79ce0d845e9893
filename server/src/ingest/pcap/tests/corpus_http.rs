//! Clear-text HTTP of real captures, compared with Arkime's sessions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use super::corpus;
use super::records;

/// Sessions that differ: file, client, and why.
const EXPLAINED: [(&str, &str, &str); 11] = [
    ("80211http", "172.5.5.113:49417", "802.11 frames: the link type is not supported"),
    ("nflog", "10.10.10.10:54064", "netfilter log frames: the link type is not supported"),
    ("socks5-http-302-frag", "10.0.0.1:1637", "IP fragments are counted, not put together"),
    ("socks5-reverse", "10.0.0.1:54263", "requests of the TCP server behind a SOCKS greeting"),
    ("http2-nghttp2", "10.89.85.15:49570", "HTTP/2 without TLS is one record of the connection"),
    ("arkime_synthetic", "10.0.38.100:54344", "HTTP/2 without TLS is one record of the connection"),
    ("arkime_synthetic", "10.0.2.1:51001", "RPC_IN_DATA is no method for Arkime"),
    ("arkime_synthetic", "10.0.2.3:51002", "RPC_OUT_DATA is no method for Arkime"),
    ("arkime_synthetic", "2001:db8::5:51003", "RPC_IN_DATA is no method for Arkime"),
    (
        "CVE-2018-6794",
        "192.168.235.1:53649",
        "the answer comes before the request, which blinds pairing",
    ),
    (
        "CVE-2018-6794",
        "192.168.235.1:53656",
        "the answer comes before the request, which blinds pairing",
    ),
];

type Facts = BTreeSet<String>;

/// What Arkime and this reader both say of a session.
fn facts(
    methods: impl Iterator<Item = String>,
    uris: impl Iterator<Item = String>,
    agents: impl Iterator<Item = String>,
    statuses: impl Iterator<Item = String>,
) -> Facts {
    let mut facts = Facts::new();
    facts.extend(methods.map(|m| format!("method {m}")));
    // A question mark without query is not kept apart.
    facts.extend(uris.map(|u| format!("uri {}", u.trim_end_matches('?'))));
    facts.extend(agents.filter(|a| !a.is_empty()).map(|a| format!("agent {a}")));
    // An interim answer is not the answer.
    facts.extend(statuses.filter(|s| s != "100").map(|s| format!("status {s}")));
    facts
}

fn strings(value: &Value) -> impl Iterator<Item = String> + '_ {
    value.as_array().into_iter().flatten().map(|v| match v {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}

#[test]
fn requests_agree_with_arkime_session_by_session() {
    let Some(folder) = corpus() else { return };
    let (mut total, mut equal, mut explained, mut wrong) = (0, 0, 0, Vec::new());
    for entry in fs::read_dir(folder.join("ja4/arkime")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "test") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let sessions: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let mut expected: BTreeMap<String, Facts> = BTreeMap::new();
        for session in sessions["sessions3"].as_array().unwrap() {
            let (body, http) = (&session["body"], &session["body"]["http"]);
            if body["ipProtocol"] != 6 || http["method"].is_null() {
                continue;
            }
            let uris = strings(&http["uri"]).map(|u| u.trim_start_matches("//").to_owned());
            expected
                .entry(format!(
                    "{}:{}",
                    body["source"]["ip"].as_str().unwrap(),
                    body["source"]["port"]
                ))
                .or_default()
                .extend(facts(
                    strings(&http["method"]),
                    uris,
                    strings(&http["useragent"]),
                    strings(&http["statuscode"]),
                ));
        }
        let mut found: BTreeMap<String, Facts> = BTreeMap::new();
        for r in records(&fs::read(path.with_extension("pcap")).unwrap()) {
            if r.method.is_empty() {
                continue;
            }
            let host = if r.method == "CONNECT" { "" } else { &r.host };
            let query = if r.query.is_empty() { String::new() } else { format!("?{}", r.query) };
            found.entry(format!("{}:{}", r.src_ip, r.src_port)).or_default().extend(facts(
                [r.method].into_iter(),
                [format!("{host}{}{query}", r.path)].into_iter(),
                [r.header_user_agent].into_iter(),
                r.status.map(|status| status.to_string()).into_iter(),
            ));
        }
        for session in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
            total += usize::from(expected.contains_key(session));
            if expected.get(session) == found.get(session) {
                equal += 1;
                continue;
            }
            let (want, have) = (expected.get(session), found.get(session));
            match EXPLAINED.iter().find(|(file, client, _)| *file == name && client == session) {
                Some((_, _, why)) => {
                    explained += 1;
                    eprintln!("arkime http: explained: {name} {session}: {why}");
                }
                None => {
                    wrong.push(format!("{name} {session}\n  source: {want:?}\n  ours:   {have:?}"))
                }
            }
        }
    }
    eprintln!("arkime http: {equal} of {total} sessions equal");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(explained, EXPLAINED.len(), "an explanation is out of date");
}
