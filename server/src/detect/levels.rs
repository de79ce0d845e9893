//! From a calibrated score to a threat level (domain facts §3.4).

use app::domain::legitimacy::{BrowserSignals, reclassify};
use app::domain::threat::ThreatLevel;

/// Raw score below which a session is CRITICAL.
pub const CRITICAL_RAW: f64 = -0.30;
/// Raw score below which it is HIGH.
pub const HIGH_RAW: f64 = -0.15;
/// Raw score below which it is MEDIUM.
pub const MEDIUM_RAW: f64 = -0.05;

/// `anomaly_score` a session has at least when its SYN is a scan tool's: in the middle of HIGH.
///
/// A rule of our own beside the model: such a SYN is evidence by itself, and the model of
/// sessions without TLS does not read the handshake.
pub const TOOL_SCORE: f64 = 0.72;

/// What the dictionaries and rules say about a session before any model does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Name from the bot dictionaries (address or JA4), empty when none.
    pub bot_name: &'a str,
    /// Name from the Anubis rules, empty when none.
    pub anubis_bot_name: &'a str,
    /// Action of the Anubis rule, such as ALLOW or DENY; empty when none.
    pub anubis_action: &'a str,
}

impl<'a> Known<'a> {
    /// Whether an Anubis rule says DENY.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        self.anubis_action.eq_ignore_ascii_case("DENY")
    }

    /// The bot's name by the dictionaries, else by an Anubis ALLOW rule.
    #[must_use]
    pub fn bot(&self) -> Option<&'a str> {
        let is_allowed = self.anubis_action.eq_ignore_ascii_case("ALLOW");
        match (self.bot_name, self.anubis_bot_name) {
            ("", "") => None,
            ("", name) if is_allowed => Some(name),
            ("", _) => None,
            (name, _) => Some(name),
        }
    }
}

/// The raw score of an `anomaly_score`: scikit-learn's sign, negative = anomalous.
#[must_use]
pub fn raw_score(anomaly_score: f64) -> f64 {
    0.5 - anomaly_score
}

/// The level of a session.
///
/// `threshold` is the `anomaly_score` from which a session counts as anomalous. DENY goes
/// before a bot's name: who runs the site has decided on it.
#[must_use]
pub fn level(
    anomaly_score: f64,
    threshold: f64,
    known: Known<'_>,
    browser: &BrowserSignals,
) -> ThreatLevel {
    if known.is_denied() {
        return ThreatLevel::AnubisDeny;
    }
    if known.bot().is_some() {
        return ThreatLevel::KnownBot;
    }
    let is_anomalous = anomaly_score >= threshold;
    reclassify(scored_level(raw_score(anomaly_score), is_anomalous), browser)
}

fn scored_level(raw: f64, is_anomalous: bool) -> ThreatLevel {
    if raw < CRITICAL_RAW {
        ThreatLevel::Critical
    } else if raw < HIGH_RAW {
        ThreatLevel::High
    } else if raw < MEDIUM_RAW {
        ThreatLevel::Medium
    } else if is_anomalous {
        ThreatLevel::Low
    } else {
        ThreatLevel::Normal
    }
}

/// Whether a session of this level belongs among the detections.
#[must_use]
pub fn is_detection(level: &ThreatLevel) -> bool {
    !matches!(level, ThreatLevel::Normal | ThreatLevel::LegitimateBrowser | ThreatLevel::Other(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Known<'_> = Known { bot_name: "", anubis_bot_name: "", anubis_action: "" };
    const SCRIPT: BrowserSignals = BrowserSignals {
        is_ja4_known: false,
        modern_browser_score: 0.0,
        has_accept_language: false,
        has_cookie: false,
        sec_fetch_absence_rate: 1.0,
    };
    const BROWSER: BrowserSignals = BrowserSignals {
        is_ja4_known: true,
        modern_browser_score: 100.0,
        has_accept_language: true,
        has_cookie: false,
        sec_fetch_absence_rate: 0.0,
    };

    fn check(score: f64, expected: &ThreatLevel) {
        assert_eq!(&level(score, 0.5, NOBODY, &SCRIPT), expected, "{score}");
    }

    #[test]
    fn each_level_begins_beyond_its_boundary() {
        check(0.0, &ThreatLevel::Normal);
        check(0.499_999, &ThreatLevel::Normal);
        check(0.5, &ThreatLevel::Low);
        check(0.549_999, &ThreatLevel::Low);
        check(0.550_001, &ThreatLevel::Medium);
        check(0.649_999, &ThreatLevel::Medium);
        check(0.650_001, &ThreatLevel::High);
        check(0.799_999, &ThreatLevel::High);
        check(0.800_001, &ThreatLevel::Critical);
        check(1.0, &ThreatLevel::Critical);
    }

    #[test]
    fn exact_boundaries_belong_to_the_milder_level() {
        assert_eq!(scored_level(CRITICAL_RAW, true), ThreatLevel::High);
        assert_eq!(scored_level(HIGH_RAW, true), ThreatLevel::Medium);
        assert_eq!(scored_level(MEDIUM_RAW, true), ThreatLevel::Low);
        assert_eq!(scored_level(MEDIUM_RAW, false), ThreatLevel::Normal);
        assert_eq!(raw_score(1.0), -0.5);
    }

    #[test]
    fn the_threshold_moves_only_the_lowest_level() {
        assert_eq!(level(0.45, 0.4, NOBODY, &SCRIPT), ThreatLevel::Low);
        assert_eq!(level(0.52, 0.6, NOBODY, &SCRIPT), ThreatLevel::Normal);
        assert_eq!(level(0.70, 0.9, NOBODY, &SCRIPT), ThreatLevel::High);
    }

    #[test]
    fn dictionaries_and_rules_come_before_the_score() {
        let bot = Known { bot_name: "Googlebot", ..NOBODY };
        let allowed = Known { anubis_bot_name: "kagi", anubis_action: "ALLOW", ..NOBODY };
        let denied = Known { anubis_action: "DENY", ..bot };
        let weighed = Known { anubis_bot_name: "x", anubis_action: "WEIGH", ..NOBODY };
        for score in [0.0, 0.99] {
            assert_eq!(level(score, 0.5, bot, &BROWSER), ThreatLevel::KnownBot);
            assert_eq!(level(score, 0.5, allowed, &SCRIPT), ThreatLevel::KnownBot);
            assert_eq!(level(score, 0.5, denied, &BROWSER), ThreatLevel::AnubisDeny);
        }
        assert_eq!(level(0.0, 0.5, weighed, &SCRIPT), ThreatLevel::Normal);
        assert_eq!(allowed.bot(), Some("kagi"));
    }

    #[test]
    fn a_consistent_browser_is_legitimate_until_medium() {
        assert_eq!(level(0.1, 0.5, NOBODY, &BROWSER), ThreatLevel::LegitimateBrowser);
        assert_eq!(level(0.52, 0.5, NOBODY, &BROWSER), ThreatLevel::LegitimateBrowser);
        assert_eq!(level(0.6, 0.5, NOBODY, &BROWSER), ThreatLevel::Medium);
    }

    #[test]
    fn detections_are_everything_but_the_ordinary() {
        let found: Vec<_> = ThreatLevel::ALL.iter().filter(|l| is_detection(l)).collect();
        assert_eq!(found.len(), 6);
        assert!(!is_detection(&ThreatLevel::LegitimateBrowser));
    }
}
