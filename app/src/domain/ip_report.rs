//! The rows behind one address, as `GET /api/ip/{ip}` answers, and the typed form the page shows.

use serde::{Deserialize, Serialize};

use super::crawler::{Claim, claim};
use super::ip::Ip;
use super::threat::ThreatLevel;
use super::time::Timestamp;

/// A detection as the pages list it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct DetectionRow {
    /// When it was found.
    pub detected_at: Timestamp,
    /// Client address.
    pub src_ip: Ip,
    /// Fingerprint; empty for clear-text HTTP.
    pub ja4: String,
    /// Host asked for.
    pub host: String,
    /// Name of the bot, when a dictionary knows it.
    pub bot_name: String,
    /// Browser family of the JA4, when known.
    pub browser_family: String,
    /// Model that scored it.
    pub model_name: String,
    /// Anomaly, 0 (normal) to 1.
    pub anomaly_score: f32,
    /// Level.
    pub threat_level: ThreatLevel,
    /// Earlier detections of the address.
    pub recurrence: u32,
    /// Requests in the window.
    pub hits: u64,
    /// Requests per second.
    pub hit_velocity: f32,
    /// Why, in words.
    pub reason: String,
}

/// A scored session as the pages list it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct ScoreRow {
    /// When it was scored.
    pub detected_at: Timestamp,
    /// The hour it covers.
    pub window_start: Timestamp,
    /// Fingerprint.
    pub ja4: String,
    /// Host asked for.
    pub host: String,
    /// Model that scored it.
    pub model_name: String,
    /// Anomaly, 0 (normal) to 1.
    pub anomaly_score: f32,
    /// Raw isolation score, negative = anomalous.
    pub raw_anomaly_score: f32,
    /// Level.
    pub threat_level: ThreatLevel,
    /// Requests in the window.
    pub hits: u64,
    /// Browser family of the JA4, when known.
    pub browser_family: String,
    /// Bot name, when known.
    pub bot_name: String,
}

/// A request as the pages list it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct RequestRow {
    /// When.
    pub time: Timestamp,
    /// HTTP method.
    pub method: String,
    /// Host.
    pub host: String,
    /// Path without the query.
    pub path: String,
    /// HTTP version as logged.
    pub http_version: String,
    /// User-Agent header.
    pub header_user_agent: String,
    /// Fingerprint.
    pub ja4: String,
    /// Answer's status, when the log has it.
    pub status: Option<u16>,
    /// `A` = logged without its handshake, `B` = a connection whose requests stay encrypted.
    pub orphan_side: String,
}

/// The features of one session of an address.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct SessionFeatures {
    /// The session; `None` when none is computed.
    pub session: Option<SessionName>,
    /// Each feature, beside the usual range.
    pub values: Vec<FeatureValue>,
}

/// Which session of an address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionName {
    /// Start of its hour.
    pub hour: Timestamp,
    /// Fingerprint, empty for clear text.
    pub ja4: String,
    /// Host.
    pub host: String,
}

/// One behavioural feature of an address beside the usual range.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FeatureValue {
    /// Column name in `view_ai_features_1h`.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What it tells, in a sentence.
    pub meaning: String,
    /// Value in the newest window with most requests; `None` when not computed.
    pub value: Option<f64>,
    /// Average of sessions labelled human; `None` when there are none.
    pub human_average: Option<f64>,
    /// Average of sessions from datacenters and hosting; `None` when there are none.
    pub datacenter_average: Option<f64>,
}

/// Where an address comes from and when it was seen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IpOrigin {
    /// Autonomous system number, `None` when unknown.
    pub asn: Option<u32>,
    /// Organisation, empty when unknown.
    pub asn_org: String,
    /// `human`, `datacenter`, `hosting`, … or `unknown`.
    pub asn_label: String,
    /// ISO country code, empty when unknown.
    pub country_code: String,
    /// Bot name by address range, empty when unknown.
    pub bot_name: String,
    /// Crawler its User-Agents declare, and whether the address proves it.
    pub crawler: Option<CrawlerClaim>,
    /// First request kept, `None` when there is none.
    pub first_seen: Option<Timestamp>,
    /// Newest request kept.
    pub last_seen: Option<Timestamp>,
    /// Requests kept.
    pub requests: u64,
}

/// What an address says it is, and whether that is true.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CrawlerClaim {
    /// Name of the crawler.
    pub name: String,
    /// Who runs it.
    pub operator: String,
    /// Whether the address is the operator's; `None` when the operator publishes no addresses.
    pub is_verified: Option<bool>,
}

impl CrawlerClaim {
    /// The worst claim among the User-Agents of one address: a lie before what cannot be told
    /// before the truth.
    #[must_use]
    pub fn worst<'a>(
        user_agents: impl IntoIterator<Item = &'a str>,
        bot_name_of_address: &str,
    ) -> Option<Self> {
        let claims = user_agents.into_iter().filter_map(|user_agent| {
            let (crawler, is_verified) = match claim(user_agent, bot_name_of_address) {
                Claim::None => return None,
                Claim::Fake(crawler) => (crawler, Some(false)),
                Claim::Unverifiable(crawler) => (crawler, None),
                Claim::Verified(crawler) => (crawler, Some(true)),
            };
            let (name, operator) = (crawler.name.to_owned(), crawler.operator.to_owned());
            Some(Self { name, operator, is_verified })
        });
        claims.min_by_key(|claim| match claim.is_verified {
            Some(false) => 0,
            None => 1,
            Some(true) => 2,
        })
    }
}

/// A list cut to a bound, with the whole count beside it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bounded<T> {
    /// The newest rows.
    pub rows: Vec<T>,
    /// How many there are in all.
    pub total: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lie_among_the_user_agents_is_what_counts() {
        let googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
        let claim = |agents: &[&str], bot: &str| {
            CrawlerClaim::worst(agents.iter().copied(), bot).map(|c| (c.name, c.is_verified))
        };
        let named = |name: &str, is_verified| Some((name.to_owned(), is_verified));
        assert_eq!(claim(&["curl/8.5.0", ""], ""), None);
        assert_eq!(claim(&[googlebot], "Googlebot"), named("Googlebot", Some(true)));
        assert_eq!(claim(&["CCBot/2.0", googlebot], ""), named("Googlebot", Some(false)));
        assert_eq!(claim(&[googlebot, "CCBot/2.0"], "Googlebot"), named("CCBot", None));
    }
}
