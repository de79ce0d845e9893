//! What every figure of the pages means, in one table: the help page lists it, headings explain by it.

use super::feature::Feature;

/// A figure and its meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Metric {
    /// Name, as headings and tiles write it.
    pub name: &'static str,
    /// What it counts or measures, over what, and how it is read.
    pub meaning: &'static str,
}

macro_rules! metrics {
    ($($name:literal $meaning:literal)*) => {
        /// Every figure, in the order of the help page.
        pub const METRICS: &[Metric] = &[$(Metric { name: $name, meaning: $meaning },)*];
    };
}

metrics! {
    "Risk"
        "0 to 100: ML anomaly up to 50 points, brute force 20, TCP spoofing 15 or 30, JA4 rotation 3 per JA4 up to 15, persistence 2 per earlier detection up to 10; capped at 100."
    "Anomaly (0–1)"
        "How alone a session stands among the others: 1 is most anomalous. The detector’s isolation forest gives it."
    "Raw score"
        "The anomaly before scaling, negative when anomalous; levels are read from it."
    "Level"
        "How severe the detector finds a session, from its raw score and what the lists know of it; the help page has the rule of each."
    "Why"
        "The features that set the session apart most, each with its value and the usual range."
    "Recurrence"
        "Earlier detections of the same address."
    "Threat probability"
        "0 to 1, by the supervised model of a ja4-platform; 0 when no such model ran."
    "Reconstruction error"
        "How badly the autoencoder of a ja4-platform could rebuild the session; 0 when none ran."
    "Campaign"
        "Number of a group of detected sessions that look alike, given anew in each cycle; −1 is none."
    "Sessions"
        "The requests of one address with one JA4 to one host in one hour are one session."
    "Scored sessions"
        "Sessions the detector looked at in the last 24 hours, detected or not."
    "Detections"
        "Sessions the detector found worth a look: all levels from LOW up, and known bots."
    "Critical"
        "Detections of the level CRITICAL."
    "High"
        "Detections of the level HIGH."
    "Detected addresses"
        "Distinct client addresses among the detections."
    "Legitimate browsers"
        "Share of scored sessions that are not anomalous and show the JA4 of a known browser and at least four of five signs of one."
    "JA4"
        "A fingerprint of the TLS ClientHello: version, server name, counts of ciphers and extensions, ALPN, and two hashes."
    "Kind of network"
        "What the ASN is used for, by the reputation list: human, isp, datacenter, hosting, cdn, vpn, bot, scanner, unknown."
    "Per second"
        "Requests per second from the first to the last of a session, over one minute at least; on average where sessions are grouped."
    "Fuzzing index"
        "Distinct query strings per distinct path: high when parameters are being tried out."
    "Browser score"
        "100 with Client Hints, 70 with Sec-Fetch headers, else 0; on average where sessions are grouped."
    "Smoothed shares"
        "Shares of POST, of static files, of direct access and some others are counted against one request more than there were, n ÷ (all + 1), so that a share of few requests weighs less than one of many: 22 of 22 are 0.96."
    "Raw variance"
        "Variance of the feature over the sessions of 24 hours, in its own unit squared."
    "Scaled variance"
        "Variance after the feature is scaled to its 1st to 99th percentile, so that units compare: high tells sessions apart."
    "Anomalous"
        "Scored sessions of a level from LOW up, or of a known bot."
    "As of"
        "The instant all windows of a page end at. Figures are those of the database at that instant."
    "Local time"
        "The switch above shows and reads all times as your clock does today, and names how far it is from UTC; days of charts and of the heat map follow. Addresses of pages, exports, the API and the days of campaigns are always UTC."
}

/// The meaning of a heading; `None` when it needs none.
#[must_use]
pub fn meaning(name: &str) -> Option<&'static str> {
    METRICS.iter().find(|metric| metric.name == name).map(|metric| metric.meaning)
}

/// The meaning of a column of a list: of the figure, else of the feature it holds.
#[must_use]
pub fn of_column(key: &str, label: &str) -> Option<&'static str> {
    let feature = || Feature::from_column(key).map(|feature| feature.description().meaning);
    meaning(label).or_else(feature)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_every_meaning_is_a_sentence() {
        let names: BTreeSet<_> = METRICS.iter().map(|metric| metric.name).collect();
        assert_eq!(names.len(), METRICS.len());
        assert!(METRICS.iter().all(|metric| metric.meaning.ends_with('.')));
        assert_eq!(meaning("nothing of ours"), None);
        assert_eq!(of_column("post_ratio", "POST share"), Some("Share of POST requests."));
    }
}
