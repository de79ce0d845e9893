//! The detector's verdict words, with their order of severity.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A threat level of a scored session; words that are not ours stay as they are.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ThreatLevel {
    /// Raw score below −0.30.
    Critical,
    /// An Anubis rule says DENY.
    AnubisDeny,
    /// Raw score in −0.30 … −0.15.
    High,
    /// Raw score in −0.15 … −0.05.
    Medium,
    /// Named by a bot dictionary (address or JA4) or an Anubis ALLOW rule.
    KnownBot,
    /// Anomalous by the threshold, raw score −0.05 or more.
    Low,
    /// Not anomalous, with a known browser's JA4 and consistent headers.
    LegitimateBrowser,
    /// Not anomalous.
    Normal,
    /// A word another writer put into the table.
    Other(String),
}

impl ThreatLevel {
    /// The levels we write, most severe first (domain facts §3.4).
    pub const ALL: [Self; 8] = [
        Self::Critical,
        Self::AnubisDeny,
        Self::High,
        Self::Medium,
        Self::KnownBot,
        Self::Low,
        Self::LegitimateBrowser,
        Self::Normal,
    ];

    /// The word in the tables and in the JSON answers.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Critical => "CRITICAL",
            Self::AnubisDeny => "ANUBIS_DENY",
            Self::High => "HIGH",
            Self::Medium => "MEDIUM",
            Self::KnownBot => "KNOWN_BOT",
            Self::Low => "LOW",
            Self::LegitimateBrowser => "LEGITIMATE_BROWSER",
            Self::Normal => "NORMAL",
            Self::Other(word) => word,
        }
    }

    /// Severity, 8 for CRITICAL down to 1 for NORMAL, 0 for a foreign word.
    #[must_use]
    pub fn severity(&self) -> u8 {
        Self::ALL.iter().position(|level| level == self).map_or(0, |at| 8 - at as u8)
    }
}

impl From<String> for ThreatLevel {
    fn from(word: String) -> Self {
        Self::ALL.into_iter().find(|level| level.as_str() == word).unwrap_or(Self::Other(word))
    }
}

impl From<&str> for ThreatLevel {
    fn from(word: &str) -> Self {
        Self::from(word.to_owned())
    }
}

impl fmt::Display for ThreatLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ThreatLevel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ThreatLevel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip_and_foreign_words_survive() {
        for level in ThreatLevel::ALL {
            assert_eq!(ThreatLevel::from(level.as_str()), level);
        }
        assert_eq!(ThreatLevel::from("WEIRD").to_string(), "WEIRD");
    }

    #[test]
    fn severity_falls_from_critical_to_normal() {
        let order: Vec<u8> = ThreatLevel::ALL.iter().map(ThreatLevel::severity).collect();
        assert_eq!(order, [8, 7, 6, 5, 4, 3, 2, 1]);
        assert_eq!(ThreatLevel::from("WEIRD").severity(), 0);
    }
}
