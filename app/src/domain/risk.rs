//! The risk score of an address and the ledger it is made of (seed 003).

use serde::{Deserialize, Serialize};

use super::ip_summary::{BruteForce, Ja4Rotation, MlSummary, Persistence, TcpSpoofing};

/// Most points of the detector's part.
const ML_MAX: f64 = 50.0;
/// Points of active brute force.
const BRUTE_FORCE: f64 = 20.0;
/// Points of a scan tool's handshake, the most the TCP part can add.
const SCAN_TOOL: f64 = 30.0;
/// Points of a handshake that contradicts the declared operating system.
const SPOOFED_OS: f64 = 15.0;
/// Points of each JA4 when there is more than one, and the most they add.
const ROTATION: (f64, f64) = (3.0, 15.0);
/// Points of each earlier detection, and the most they add.
const PERSISTENCE: (f64, f64) = (2.0, 10.0);
/// The highest score there is.
const CAP: f64 = 100.0;

/// A score of 0 to 100 with every part that made it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Risk {
    /// Rounded half to even and capped at 100.
    pub score: u8,
    /// The parts, always the same five in the same order.
    pub parts: Vec<RiskPart>,
    /// What rounding added, −0.5 to 0.5.
    pub rounding: f64,
    /// What the cap took away, 0 or negative.
    pub clipped: f64,
}

/// One part of the score.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct RiskPart {
    /// `ml`, `bruteforce`, `tcp_spoofing`, `ja4_rotation`, `persistence`.
    pub name: String,
    /// Points it adds.
    pub points: f64,
    /// Most points it can add.
    pub max_points: f64,
    /// What it rests on, in words.
    pub evidence: String,
}

/// Scores an address by seed 003's formula; the ledger's parts, rounding and clipping sum to it.
#[must_use]
pub fn risk_score(
    ml: &MlSummary,
    brute_force: &BruteForce,
    tcp: &TcpSpoofing,
    rotation: &Ja4Rotation,
    persistence: &Persistence,
) -> Risk {
    add_up(vec![
        ml_part(ml),
        brute_force_part(brute_force),
        tcp_part(tcp),
        rotation_part(rotation),
        persistence_part(persistence),
    ])
}

/// The score as it would be with the named parts left out: they stay listed with 0 points.
#[must_use]
pub fn without(risk: &Risk, excluded: &[&str]) -> Risk {
    let mut parts = risk.parts.clone();
    for part in parts.iter_mut().filter(|part| excluded.contains(&part.name.as_str())) {
        part.points = 0.0;
    }
    add_up(parts)
}

/// Sums in the parts' order, rounds half to even as Python does, and only then caps.
fn add_up(parts: Vec<RiskPart>) -> Risk {
    let sum: f64 = parts.iter().map(|part| part.points).sum();
    let rounded = sum.round_ties_even();
    let score = rounded.clamp(0.0, CAP);
    // Adding 0 turns a negative zero into 0, which reads better in JSON.
    Risk {
        score: score as u8,
        parts,
        rounding: rounded - sum + 0.0,
        clipped: score - rounded + 0.0,
    }
}

fn part(name: &str, points: f64, max_points: f64, evidence: String) -> RiskPart {
    RiskPart { name: name.to_owned(), points, max_points, evidence }
}

fn ml_part(ml: &MlSummary) -> RiskPart {
    // A score that is not a number says nothing about the address.
    let score = if ml.max_score.is_nan() { 0.0 } else { ml.max_score.max(0.0) };
    let evidence = if ml.total_detections == 0 {
        match ml.scored_sessions {
            Some(0) => "no session of it is scored yet".to_owned(),
            Some(scored) => format!("no detection in {}", counted(scored, "scored session")),
            None => "no detection".to_owned(),
        }
    } else {
        let level = if ml.threat_level.is_empty() { "unknown" } else { &ml.threat_level };
        format!(
            "highest anomaly score {score:.2} of {}, worst level {level}; {ML_MAX} points × score",
            counted(ml.total_detections, "detection"),
        )
    };
    part("ml", (score * ML_MAX).min(ML_MAX), ML_MAX, evidence)
}

fn brute_force_part(found: &BruteForce) -> RiskPart {
    let (points, evidence) = if found.active {
        let hosts = match found.top_hosts.as_slice() {
            [] => String::new(),
            top => format!(": {}", top.join(", ")),
        };
        let evidence = format!(
            "{} with {} at forms of {}{hosts}",
            counted(found.total_hits, "request"),
            counted(found.total_params, "query parameter"),
            counted(found.hosts_attacked, "host"),
        );
        (BRUTE_FORCE, evidence)
    } else {
        (0.0, "no form is being tried out".to_owned())
    };
    part("bruteforce", points, BRUTE_FORCE, evidence)
}

fn tcp_part(tcp: &TcpSpoofing) -> RiskPart {
    let points = match (tcp.detected, tcp.is_bot_tool) {
        (false, _) => 0.0,
        (true, Some(true)) => SCAN_TOOL,
        (true, _) => SPOOFED_OS,
    };
    let evidence = match tcp.spoof_reason.as_str() {
        "" => "no TCP data".to_owned(),
        reason => reason.to_owned(),
    };
    part("tcp_spoofing", points, SCAN_TOOL, evidence)
}

fn rotation_part(rotation: &Ja4Rotation) -> RiskPart {
    let (each, most) = ROTATION;
    let (points, evidence) = if rotation.rotating {
        let points = (rotation.distinct_ja4_count as f64 * each).min(most);
        let evidence = format!(
            "{} over {}; {each} points each, {most} at most",
            counted(rotation.distinct_ja4_count, "JA4 fingerprint"),
            counted(rotation.total_hits, "request"),
        );
        (points, evidence)
    } else {
        (0.0, "no second JA4 fingerprint is known of it".to_owned())
    };
    part("ja4_rotation", points, most, evidence)
}

fn persistence_part(persistence: &Persistence) -> RiskPart {
    let (each, most) = PERSISTENCE;
    let (points, evidence) = if persistence.persistent {
        let points = (persistence.recurrence as f64 * each).min(most);
        let evidence = format!(
            "{} before; {each} points each, {most} at most",
            counted(persistence.recurrence, "detection"),
        );
        (points, evidence)
    } else {
        (0.0, "not detected before".to_owned())
    };
    part("persistence", points, most, evidence)
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests;
