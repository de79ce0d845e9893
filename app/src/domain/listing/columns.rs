//! The columns of the long tables: name, words, form, and what can be done with them.

/// The form of a column's values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// An instant.
    Time,
    /// A client address.
    Address,
    /// A JA4 fingerprint.
    Ja4,
    /// A threat level.
    Level,
    /// A value that leads to others of its kind: host, country, ASN, bot, browser, method, ….
    Value,
    /// A sentence.
    Prose,
    /// A whole number.
    Count,
    /// A number that counts nothing, such as the status of an answer.
    Code,
    /// A number with so many decimals at most.
    Decimal(u8),
}

/// A column of a long table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name in the table, in addresses and in JSON.
    pub key: &'static str,
    /// Its heading, with the unit.
    pub label: &'static str,
    /// The form of its values.
    pub shape: Shape,
    /// Whether rows can be ordered by it (the lists of seed 001).
    pub is_sortable: bool,
    /// Whether it can be filtered by an exact value.
    pub is_filter: bool,
    /// Whether it is shown unless the reader chooses.
    pub is_default: bool,
}

impl Column {
    /// Whether a field that filters by it can offer its values.
    #[must_use]
    pub fn has_values(&self) -> bool {
        matches!(self.shape, Shape::Value | Shape::Ja4 | Shape::Code)
    }
}

macro_rules! columns {
    ($($key:literal $label:literal $shape:expr, $marks:literal;)*) => {
        &[$(Column {
            key: $key,
            label: $label,
            shape: $shape,
            is_sortable: has($marks, b's'),
            is_filter: has($marks, b'f'),
            is_default: has($marks, b'd'),
        },)*]
    };
}

/// Whether the marks hold a letter: `s` sortable, `f` filter, `d` shown by default.
const fn has(marks: &str, mark: u8) -> bool {
    let bytes = marks.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == mark {
            return true;
        }
        at += 1;
    }
    false
}

use Shape::{Address, Code, Count, Decimal, Ja4, Level, Prose, Time, Value};

pub(super) const DETECTIONS: &[Column] = columns! {
    "detected_at" "Detected" Time, "sd";
    "threat_level" "Level" Level, "sfd";
    "src_ip" "Address" Address, "sfd";
    "anomaly_score" "Anomaly (0–1)" Decimal(3), "sd";
    "reason" "Why" Prose, "d";
    "host" "Host" Value, "sfd";
    "ja4" "JA4" Ja4, "sfd";
    "hits" "Requests" Count, "sd";
    "hit_velocity" "Per second" Decimal(2), "s";
    "fuzzing_index" "Fuzzing index" Decimal(2), "s";
    "post_ratio" "POST share" Decimal(2), "s";
    "recurrence" "Recurrence" Count, "sd";
    "asn_org" "Network" Value, "sfd";
    "asn_number" "ASN" Value, "f";
    "asn_label" "Kind of network" Value, "f";
    "country_code" "Country" Value, "sfd";
    "bot_name" "Bot" Value, "sf";
    "browser_family" "Browser" Value, "sf";
    "model_name" "Model" Value, "f";
    "campaign_id" "Campaign" Count, "sf";
    "raw_anomaly_score" "Raw score" Decimal(3), "";
    "window_start" "Hour" Time, "";
    "anubis_bot_action" "Anubis rule" Value, "f";
};

pub(super) const SCORES: &[Column] = columns! {
    "detected_at" "Scored" Time, "sd";
    "window_start" "Hour" Time, "sd";
    "threat_level" "Level" Level, "sfd";
    "src_ip" "Address" Address, "sfd";
    "anomaly_score" "Anomaly (0–1)" Decimal(3), "sd";
    "raw_anomaly_score" "Raw score" Decimal(3), "s";
    "host" "Host" Value, "sfd";
    "ja4" "JA4" Ja4, "sfd";
    "hits" "Requests" Count, "sd";
    "hit_velocity" "Per second" Decimal(2), "s";
    "xgb_prob" "Threat probability" Decimal(3), "s";
    "ae_recon_error" "Reconstruction error" Decimal(3), "s";
    "asn_org" "Network" Value, "sfd";
    "asn_number" "ASN" Value, "f";
    "asn_label" "Kind of network" Value, "f";
    "country_code" "Country" Value, "sfd";
    "bot_name" "Bot" Value, "fd";
    "browser_family" "Browser" Value, "sfd";
    "model_name" "Model" Value, "f";
    "campaign_id" "Campaign" Count, "f";
    "reason" "Why" Prose, "";
};

pub(super) const TRAFFIC: &[Column] = columns! {
    "time" "Time" Time, "sd";
    "src_ip" "Address" Address, "sfd";
    "method" "Method" Value, "sfd";
    "http_status" "Status" Code, "fd";
    "host" "Host" Value, "sd";
    "path" "Path" Value, "sfd";
    "http_version" "HTTP" Value, "sfd";
    "header_user_agent" "User-Agent" Value, "sfd";
    "ja4" "JA4" Ja4, "sfd";
    "src_country_code" "Country" Value, "sfd";
};

#[cfg(test)]
mod tests {
    use super::super::Listing;

    fn sortable(listing: Listing) -> Vec<&'static str> {
        let columns = listing.columns().iter().filter(|column| column.is_sortable);
        let mut keys: Vec<_> = columns.map(|column| column.key).collect();
        keys.sort_unstable();
        keys
    }

    #[test]
    fn rows_are_ordered_by_what_the_seeds_allow() {
        assert_eq!(
            sortable(Listing::Detections),
            [
                "anomaly_score",
                "asn_org",
                "bot_name",
                "browser_family",
                "campaign_id",
                "country_code",
                "detected_at",
                "fuzzing_index",
                "hit_velocity",
                "hits",
                "host",
                "ja4",
                "post_ratio",
                "recurrence",
                "src_ip",
                "threat_level",
            ]
        );
        assert_eq!(
            sortable(Listing::Scores),
            [
                "ae_recon_error",
                "anomaly_score",
                "asn_org",
                "browser_family",
                "country_code",
                "detected_at",
                "hit_velocity",
                "hits",
                "host",
                "ja4",
                "raw_anomaly_score",
                "src_ip",
                "threat_level",
                "window_start",
                "xgb_prob",
            ]
        );
        assert_eq!(
            sortable(Listing::Traffic),
            [
                "header_user_agent",
                "host",
                "http_version",
                "ja4",
                "method",
                "path",
                "src_country_code",
                "src_ip",
                "time",
            ]
        );
    }

    #[test]
    fn names_are_unique() {
        for listing in Listing::ALL {
            let mut keys: Vec<_> = listing.columns().iter().map(|column| column.key).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), listing.columns().len());
            assert!(listing.column(listing.time_column()).is_some_and(|c| c.is_sortable));
        }
    }
}
