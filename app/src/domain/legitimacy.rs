//! Rule A9: which sessions are ordinary browsers (seed 001's commit, domain facts §3.5).

use super::threat::ThreatLevel;

/// Signals that must agree, of five, before a known browser fingerprint is believed.
pub const CONSISTENCY_THRESHOLD: u8 = 4;
/// `modern_browser_score` from which headers count as a modern browser's.
pub const MODERN_BROWSER_THRESHOLD: f64 = 50.0;
/// `sec_fetch_absence_rate` below which a session counts as sending Sec-Fetch.
pub const SEC_FETCH_ABSENCE_LIMIT: f64 = 0.5;

/// What a session shows of being a browser.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct BrowserSignals {
    /// The JA4 is one of a known browser.
    pub is_ja4_known: bool,
    /// 0, 50, 70 or 100.
    pub modern_browser_score: f64,
    /// Accept-Language was sent.
    pub has_accept_language: bool,
    /// A cookie was sent.
    pub has_cookie: bool,
    /// Share of requests without Sec-Fetch headers, 0 to 1; NaN when not computed.
    pub sec_fetch_absence_rate: f64,
}

impl BrowserSignals {
    /// How many of the five signals agree, 0 to 5 (`browser_consistency_score`).
    #[must_use]
    pub fn consistency(&self) -> u8 {
        let signals = [
            self.is_ja4_known,
            self.modern_browser_score >= MODERN_BROWSER_THRESHOLD,
            self.has_accept_language,
            self.has_cookie,
            self.sec_fetch_absence_rate < SEC_FETCH_ABSENCE_LIMIT,
        ];
        signals.into_iter().map(u8::from).sum()
    }

    /// Whether the fingerprint is a known browser's and the rest of the session agrees with it.
    #[must_use]
    pub fn is_legitimate(&self) -> bool {
        self.is_ja4_known && self.consistency() >= CONSISTENCY_THRESHOLD
    }
}

/// Raises NORMAL and LOW sessions of legitimate browsers to `LEGITIMATE_BROWSER`.
///
/// A known fingerprint with inconsistent behaviour keeps its level, so copying
/// a browser's JA4 alone gains nothing.
#[must_use]
pub fn reclassify(level: ThreatLevel, signals: &BrowserSignals) -> ThreatLevel {
    match level {
        ThreatLevel::Normal | ThreatLevel::Low if signals.is_legitimate() => {
            ThreatLevel::LegitimateBrowser
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSER: BrowserSignals = BrowserSignals {
        is_ja4_known: true,
        modern_browser_score: 100.0,
        has_accept_language: true,
        has_cookie: true,
        sec_fetch_absence_rate: 0.0,
    };

    #[test]
    fn each_signal_counts_once() {
        assert_eq!(BROWSER.consistency(), 5);
        assert_eq!(BrowserSignals { has_cookie: false, ..BROWSER }.consistency(), 4);
        assert_eq!(BrowserSignals { sec_fetch_absence_rate: 0.5, ..BROWSER }.consistency(), 4);
        assert_eq!(BrowserSignals { modern_browser_score: 49.0, ..BROWSER }.consistency(), 4);
        assert_eq!(BrowserSignals { has_accept_language: false, ..BROWSER }.consistency(), 4);
        assert_eq!(BrowserSignals { is_ja4_known: false, ..BROWSER }.consistency(), 4);
        let nothing =
            BrowserSignals { sec_fetch_absence_rate: f64::NAN, ..BrowserSignals::default() };
        assert_eq!(nothing.consistency(), 0);
    }

    #[test]
    fn only_normal_and_low_become_legitimate() {
        for level in ThreatLevel::ALL {
            let expected = match level {
                ThreatLevel::Normal | ThreatLevel::Low => ThreatLevel::LegitimateBrowser,
                ref other => other.clone(),
            };
            assert_eq!(reclassify(level, &BROWSER), expected);
        }
    }

    #[test]
    fn a_copied_fingerprint_with_a_scripts_headers_keeps_its_level() {
        let copied = BrowserSignals { has_cookie: false, has_accept_language: false, ..BROWSER };
        assert_eq!(reclassify(ThreatLevel::Low, &copied), ThreatLevel::Low);
        let unknown = BrowserSignals { is_ja4_known: false, ..BROWSER };
        assert_eq!(reclassify(ThreatLevel::Normal, &unknown), ThreatLevel::Normal);
    }
}
