//! Why a session was found, in words an analyst can check: what sets it apart most, with its
//! value and the usual range.

use app::domain::feature::{Feature, Unit};
use app::domain::ip_summary::TcpSpoofing;
use app::domain::threat::ThreatLevel;

use super::levels::Known;
use super::matrix::{ColumnStats, forest_scale};
use super::model::Model;

/// Longest reason, in characters.
pub const MAX_CHARS: usize = 300;
/// Features a reason names at most.
const MAX_FEATURES: usize = 3;
/// Usual ranges beyond which more distance does not count for more.
const MAX_DISTANCE: f64 = 3.0;
/// A feature made of others, which say more when they are named themselves.
const SUMMARY: &str = "browser_consistency_score";
/// Login POSTs from which they are the headline.
const MANY_LOGINS: f64 = 10.0;

/// What a reason is made from.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// Level of the session.
    pub level: &'a ThreatLevel,
    /// What dictionaries and rules say.
    pub known: Known<'a>,
    /// Its features as measured, under the names in `columns`; NaN where not known.
    pub values: &'a [f32],
    /// Names of the values.
    pub columns: &'a [String],
    /// Its features as the forest reads them.
    pub prepared: &'a [f32],
    /// What its handshake says.
    pub tcp: &'a TcpSpoofing,
}

/// One feature in which a session differs.
#[derive(Clone, PartialEq, Debug)]
struct Finding {
    text: String,
    weight: f64,
    is_outside: bool,
}

/// The reason of a session scored by `model`, or of one no model could score.
#[must_use]
pub fn reason(model: Option<&Model>, evidence: &Evidence<'_>) -> String {
    let mut lead = match evidence.level {
        ThreatLevel::AnubisDeny => format!("denied by rule{}: ", rule_name(evidence.known)),
        ThreatLevel::KnownBot => {
            format!("known bot {}: ", short(evidence.known.bot().unwrap_or("without a name")))
        }
        _ => String::new(),
    };
    lead.push_str(&headline(evidence));
    let mut tail = tcp_note(evidence.tcp).map_or(String::new(), |note| format!("; {note}"));
    if let Some(caveat) = model.and_then(Model::caveat) {
        tail.push_str(&format!(" [{caveat}]"));
    }
    let room = MAX_CHARS.saturating_sub(count(&lead) + count(&tail));
    let findings = model.map_or(Vec::new(), |model| findings(model, evidence));
    cut(&(lead + &list(&findings, room) + &tail), MAX_CHARS)
}

/// The findings that fit into `room`, most telling first.
fn list(findings: &[Finding], room: usize) -> String {
    let mut text = String::new();
    let outside = findings.iter().filter(|finding| finding.is_outside).count();
    // When no value alone is unusual, only their combination is.
    let (lead, shown) =
        if outside == 0 { (": unusual only together: ", findings.len()) } else { (": ", outside) };
    for finding in findings.iter().take(shown.min(MAX_FEATURES)) {
        let joint = if text.is_empty() { lead } else { "; " };
        if count(&text) + count(joint) + count(&finding.text) <= room {
            text.push_str(joint);
            text.push_str(&finding.text);
        }
    }
    text
}

/// All features with what they contribute, most first: bits of isolation, weighted by how far
/// the value is beyond the usual range.
fn findings(model: &Model, evidence: &Evidence<'_>) -> Vec<Finding> {
    let bits = model.forest.contributions(evidence.prepared);
    let mut found: Vec<(usize, Finding)> = model
        .meta
        .quantiles
        .columns
        .iter()
        .zip(bits)
        .enumerate()
        .filter_map(|(at, (column, bits))| {
            let place = evidence.columns.iter().position(|name| *name == column.name)?;
            let value = evidence.values.get(place).copied().filter(|value| !value.is_nan())?;
            let distance = distance(column, value);
            let share = if column.name == SUMMARY { 0.3 } else { 1.0 };
            let weight = share * bits * (0.1 + distance.min(MAX_DISTANCE));
            let text = describe(column, value);
            (weight > 0.0).then_some((at, Finding { text, weight, is_outside: distance > 0.0 }))
        })
        .collect();
    found.sort_by(|(a_at, a), (b_at, b)| b.weight.total_cmp(&a.weight).then(a_at.cmp(b_at)));
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// How many widths of the usual range a value lies beyond it, on the forest's scale.
fn distance(column: &ColumnStats, value: f32) -> f64 {
    let (low, high) = column.usual();
    let [low, high] = [low, high].map(|end| f64::from(forest_scale(end)));
    let at = f64::from(column.prepare(value));
    let outside = (low - at).max(at - high).max(0.0);
    // A flag that differs says yes instead of no, not how far.
    let least = if unit_of(column) == Unit::Flag { 1.0 } else { 0.1 };
    outside / (high - low).max(least)
}

/// `POST share 0.98 (usual 0–0.12)`
fn describe(column: &ColumnStats, value: f32) -> String {
    let feature = Feature::from_column(&column.name);
    let label = feature.map_or(column.name.as_str(), |feature| feature.label());
    let unit = unit_of(column);
    let (low, high) = column.usual();
    let usual = match (unit, show(low, unit) == show(high, unit)) {
        (_, true) => show(low, unit),
        (Unit::Flag, false) => "either".to_owned(),
        _ => format!("{}–{}", number(low), show(high, unit)),
    };
    let colon = if unit == Unit::Flag { ":" } else { "" };
    format!("{label}{colon} {} (usual {usual})", show(value, unit))
}

fn unit_of(column: &ColumnStats) -> Unit {
    Feature::from_column(&column.name).map_or(Unit::Number, |feature| feature.description().unit)
}

fn show(value: f32, unit: Unit) -> String {
    match unit {
        Unit::Flag if value >= 0.5 => "yes".to_owned(),
        Unit::Flag => "no".to_owned(),
        Unit::PerSecond => format!("{}/s", number(value)),
        Unit::Milliseconds => format!("{} ms", number(value)),
        Unit::Bytes => format!("{} B", number(value)),
        Unit::Count | Unit::Share | Unit::Bits | Unit::Points | Unit::Number => number(value),
    }
}

/// Three significant digits, without trailing zeros; whole from 100 on.
fn number(value: f32) -> String {
    let size = value.abs();
    let digits = if size >= 100.0 || size == 0.0 {
        0
    } else if size >= 10.0 {
        1
    } else if size >= 0.01 {
        2
    } else if size >= 0.0005 {
        4
    } else {
        return "~0".to_owned();
    };
    let text = format!("{value:.digits$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// `412 login POSTs`, `9 requests`
fn headline(evidence: &Evidence<'_>) -> String {
    let value = |feature: Feature| {
        let place = evidence.columns.iter().position(|name| name == feature.column());
        place.and_then(|at| evidence.values.get(at).copied()).map_or(f64::NAN, f64::from)
    };
    let hits = value(Feature::Hits);
    // The shares are divided by hits + 1 in the view.
    let posts = (value(Feature::PostRatio) * (hits + 1.0)).round();
    let logins = (posts * value(Feature::LoginPostConcentration)).round();
    if logins >= MANY_LOGINS {
        format!("{logins:.0} login POSTs")
    } else if posts >= MANY_LOGINS && posts > hits / 2.0 {
        format!("{posts:.0} POSTs")
    } else if hits == 1.0 {
        "1 request".to_owned()
    } else if hits.is_nan() {
        "session".to_owned()
    } else {
        format!("{hits:.0} requests")
    }
}

/// What the handshake adds; nothing when there is none, for that is unknown and no evidence.
fn tcp_note(tcp: &TcpSpoofing) -> Option<String> {
    let system = short(tcp.suspected_os.as_deref()?);
    let percent = tcp.confidence.map_or(String::new(), |c| format!(" ({:.0} %)", c * 100.0));
    let says = tcp.declared_os.as_deref().map(short);
    match (tcp.detected, tcp.is_weak_hint, says) {
        (true, _, _) if tcp.is_bot_tool == Some(true) => Some(format!("SYN of {system}{percent}")),
        (true, _, Some(says)) => Some(format!("says {says} but SYN of {system}{percent}")),
        (true, _, None) => Some(format!("SYN of {system}{percent}")),
        (false, true, Some(says)) => {
            Some(format!("weak hint: says {says}, SYN like {system}{percent}"))
        }
        (false, true, None) => Some(format!("weak hint: SYN like {system}{percent}")),
        (false, false, _) => None,
    }
}

fn rule_name(known: Known<'_>) -> String {
    match known.anubis_bot_name {
        "" => String::new(),
        name => format!(" {}", short(name)),
    }
}

/// At most 40 characters of a name from outside.
fn short(name: &str) -> String {
    cut(name, 40)
}

fn cut(text: &str, most: usize) -> String {
    if count(text) <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

fn count(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests;
