//! What each part of the score was read from.

use crate::board::{Block, Card, Cell};
use crate::domain::ip_summary::{
    BruteForce, IpSummary, Ja4Rotation, MlSummary, Persistence, TcpSpoofing,
};
use crate::domain::threat::ThreatLevel;
use crate::ui::number::decimal;

/// The five sources, one beside the other.
pub(super) fn cards(summary: &IpSummary) -> Vec<Card> {
    let cards = [
        ("ML detections, 30 days", ml(&summary.ml)),
        ("Brute force, 24 hours", brute_force(&summary.bruteforce)),
        ("TCP handshake", tcp(&summary.tcp_spoofing)),
        ("JA4 rotation, 24 hours", rotation(&summary.ja4_rotation)),
        ("Earlier detections, 7 days", persistence(&summary.persistence)),
    ];
    let card = |(title, body): (&str, Block)| Card { title: title.to_owned(), blocks: vec![body] };
    cards.into_iter().map(card).collect()
}

fn nothing(words: &str) -> Block {
    Block::Note(words.to_owned(), "unknown".to_owned())
}

/// A list of facts: name and value, those without a value left out.
fn facts<const N: usize>(facts: [(&str, Option<Cell>); N]) -> Block {
    let known = facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Block::Facts(known.collect())
}

fn text(value: impl Into<String>) -> Option<Cell> {
    let value = value.into();
    (!value.is_empty()).then_some(Cell::Text(value))
}

/// A fact that is told in a sentence and takes the whole row.
fn sentence(value: impl Into<String>) -> Option<Cell> {
    let value = value.into();
    (!value.is_empty()).then_some(Cell::Sentence(value))
}

fn count(value: u64) -> Option<Cell> {
    Some(Cell::Count(value))
}

fn ml(ml: &MlSummary) -> Block {
    if ml.total_detections == 0 {
        return nothing(match ml.scored_sessions {
            Some(0) => "Not scored yet: the detector knows no session of it.",
            _ => "None in 30 days.",
        });
    }
    let level = (!ml.threat_level.is_empty())
        .then(|| Cell::Level(ThreatLevel::from(ml.threat_level.as_str())));
    facts([
        ("Worst level", level),
        ("Highest anomaly", Some(Cell::Decimal(ml.max_score, 2))),
        ("Detections", count(ml.total_detections)),
        ("Hosts", count(ml.distinct_hosts)),
        ("JA4s", count(ml.distinct_ja4)),
        ("Bot of some sessions", text(ml.attack_type.clone())),
        ("Why the highest", sentence(ml.reason.clone().unwrap_or_default())),
    ])
}

fn brute_force(found: &BruteForce) -> Block {
    if !found.active {
        return nothing("None in 24 hours.");
    }
    facts([
        ("Requests", count(found.total_hits)),
        ("Query parameters", count(found.total_params)),
        ("Hosts", count(found.hosts_attacked)),
        ("Most on", sentence(found.top_hosts.join(", "))),
    ])
}

fn tcp(tcp: &TcpSpoofing) -> Block {
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
        ("Verdict", sentence(verdict)),
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
        ("Because", sentence(tcp.spoof_reason.clone())),
    ])
}

fn rotation(rotation: &Ja4Rotation) -> Block {
    match rotation.distinct_ja4_count {
        0 => nothing("None in 24 hours: one JA4, or none known."),
        1 => nothing("None: one JA4 in 24 hours."),
        several => {
            facts([("JA4s", count(several)), ("Requests with them", count(rotation.total_hits))])
        }
    }
}

fn persistence(persistence: &Persistence) -> Block {
    if !persistence.persistent {
        return nothing("None in 7 days.");
    }
    let worst_score = persistence.worst_score.map(|score| Cell::Decimal(score, 2));
    facts([
        ("Recurrences", count(persistence.recurrence)),
        ("Worst level", persistence.worst_threat_level.clone().map(Cell::Level)),
        ("Worst score", worst_score),
        ("First", persistence.first_seen.map(Cell::Ago)),
        ("Newest", persistence.last_seen.map(Cell::Ago)),
    ])
}
