//! The threat level as a word with its colour.

use leptos::prelude::*;

use super::element::el;
use super::value::value_href;
use crate::domain::threat::ThreatLevel;

/// The level's name in the styles: `critical`, …, `other` for words that are not ours.
#[must_use]
pub fn level_key(level: &ThreatLevel) -> &'static str {
    match level {
        ThreatLevel::Critical => "critical",
        ThreatLevel::AnubisDeny => "anubis_deny",
        ThreatLevel::High => "high",
        ThreatLevel::Medium => "medium",
        ThreatLevel::KnownBot => "known_bot",
        ThreatLevel::Low => "low",
        ThreatLevel::LegitimateBrowser => "legitimate_browser",
        ThreatLevel::Normal => "normal",
        ThreatLevel::Other(_) => "other",
    }
}

/// A threat level, by word and by colour, with the menu of a value.
#[must_use]
pub fn badge(level: &ThreatLevel) -> AnyView {
    let value = level.as_str().to_owned();
    let word = match level {
        ThreatLevel::Other(_) => value.clone(),
        known => known.as_str().replace('_', " "),
    };
    el("a")
        .class("badge")
        .attr("data-level", level_key(level))
        .attr("href", value_href("threat_level", &value))
        .attr("data-field", "threat_level")
        .attr("data-value", value)
        .child(word)
        .view()
}

/// The level a risk score is shown in: 70 and more critical, 50 high, 30 medium, else low; 0 normal.
#[must_use]
pub fn risk_level(score: u8) -> ThreatLevel {
    match score {
        70.. => ThreatLevel::Critical,
        50..70 => ThreatLevel::High,
        30..50 => ThreatLevel::Medium,
        1..30 => ThreatLevel::Low,
        0 => ThreatLevel::Normal,
    }
}
