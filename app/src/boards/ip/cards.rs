//! What each part of the score was read from.

use leptos::prelude::*;

use crate::domain::ip_summary::{
    BruteForce, IpSummary, Ja4Rotation, MlSummary, Persistence, TcpSpoofing,
};
use crate::domain::threat::ThreatLevel;
use crate::domain::time::Timestamp;
use crate::ui::badge::Badge;
use crate::ui::number::{decimal, exact};
use crate::ui::timestamp::Ago;

/// The five sources, one under the other.
#[must_use]
pub(super) fn view(summary: &IpSummary) -> AnyView {
    let cards = [
        ("ML detections, 30 days", ml(&summary.ml)),
        ("Brute force, 24 hours", brute_force(&summary.bruteforce)),
        ("TCP handshake", tcp(&summary.tcp_spoofing)),
        ("JA4 rotation, 24 hours", rotation(&summary.ja4_rotation)),
        ("Earlier detections, 7 days", persistence(&summary.persistence, summary.as_of)),
    ];
    cards
        .into_iter()
        .map(|(title, body)| {
            view! {
                <section class="card">
                    <h3>{title}</h3>
                    {body}
                </section>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

/// Facts that are told in a sentence.
const SENTENCES: [&str; 4] = ["Reason", "Because", "Verdict", "Most on"];

fn nothing(words: &'static str) -> AnyView {
    view! { <p class="unknown">{words}</p> }.into_any()
}

/// A list of facts: name and value, those without a value left out.
fn facts<const N: usize>(facts: [(&'static str, Option<AnyView>); N]) -> AnyView {
    let rows = facts
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)))
        .map(|(name, value)| {
            // Sentences take the whole row.
            let class = SENTENCES.contains(&name).then_some("facts-wide");
            view! { <div class=class><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}

fn text(value: impl Into<String>) -> Option<AnyView> {
    let value = value.into();
    (!value.is_empty()).then(|| view! { <bdi>{value}</bdi> }.into_any())
}

fn count(value: u64) -> Option<AnyView> {
    text(exact(value))
}

fn ml(ml: &MlSummary) -> AnyView {
    if ml.total_detections == 0 {
        return nothing("None in 30 days.");
    }
    let level = (!ml.threat_level.is_empty()).then(|| {
        let level = ThreatLevel::from(ml.threat_level.as_str());
        view! { <Badge level/> }.into_any()
    });
    facts([
        ("Worst level", level),
        ("Highest anomaly", text(decimal(ml.max_score, 2))),
        ("Detections", count(ml.total_detections)),
        ("Hosts", count(ml.distinct_hosts)),
        ("JA4s", count(ml.distinct_ja4)),
        ("Bot", text(ml.attack_type.clone())),
        ("Reason", text(ml.reason.clone().unwrap_or_default())),
    ])
}

fn brute_force(found: &BruteForce) -> AnyView {
    if !found.active {
        return nothing("None in 24 hours.");
    }
    facts([
        ("Requests", count(found.total_hits)),
        ("Query parameters", count(found.total_params)),
        ("Hosts", count(found.hosts_attacked)),
        ("Most on", text(found.top_hosts.join(", "))),
    ])
}

fn tcp(tcp: &TcpSpoofing) -> AnyView {
    let Some(ttl) = tcp.tcp_ttl else {
        return nothing("No TCP data: no SYN of this address was captured in 24 hours.");
    };
    let verdict = match (tcp.detected, tcp.is_bot_tool, tcp.is_weak_hint) {
        (true, Some(true), _) => "scan tool",
        (true, _, _) => "contradicts the User-Agent",
        (false, _, true) => "weak hint, not counted",
        (false, _, false) => "no contradiction",
    };
    let number = |value: Option<u16>| value.and_then(|value| text(value.to_string()));
    let small = |value: Option<u8>| number(value.map(u16::from));
    let looks_like = tcp.suspected_os.clone().map(|os| match tcp.confidence {
        Some(confidence) => format!("{os} (confidence {})", decimal(confidence, 2)),
        None => os,
    });
    facts([
        ("Verdict", text(verdict)),
        ("Looks like", text(looks_like.unwrap_or_else(|| "unknown system".to_owned()))),
        (
            "User-Agent says",
            text(tcp.declared_os.clone().unwrap_or_else(|| "no system".to_owned())),
        ),
        ("TTL", text(ttl.to_string())),
        ("Started with", small(tcp.initial_ttl)),
        ("Hops", small(tcp.hop_count)),
        ("Window", number(tcp.tcp_window)),
        ("Window scale", small(tcp.tcp_win_scale)),
        ("MSS (bytes)", number(tcp.tcp_mss)),
        ("Path", text(tcp.network_path.clone().unwrap_or_default())),
        ("Because", text(tcp.spoof_reason.clone())),
    ])
}

fn rotation(rotation: &Ja4Rotation) -> AnyView {
    match rotation.distinct_ja4_count {
        0 => nothing("None in 24 hours: not more than one JA4."),
        1 => nothing("None: one JA4 in 24 hours."),
        several => {
            facts([("JA4s", count(several)), ("Requests with them", count(rotation.total_hits))])
        }
    }
}

fn persistence(persistence: &Persistence, as_of: Timestamp) -> AnyView {
    if !persistence.persistent {
        return nothing("None in 7 days.");
    }
    let ago = |at: Option<Timestamp>| at.map(|at| view! { <Ago at as_of/> }.into_any());
    let level = persistence.worst_threat_level.clone();
    facts([
        ("Recurrences", count(persistence.recurrence)),
        ("Worst level", level.map(|level| view! { <Badge level/> }.into_any())),
        ("Worst score", persistence.worst_score.and_then(|score| text(decimal(score, 2)))),
        ("First", ago(persistence.first_seen)),
        ("Newest", ago(persistence.last_seen)),
    ])
}
