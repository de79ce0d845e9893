//! The TLS fingerprints of the last 24 hours.

use serde::{Deserialize, Serialize};

/// Answer of `GET /api/fingerprints` (seed 001).
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Fingerprints {
    /// The 100 pairs of JA4 and kind of network with most sessions.
    pub ja4_stats: Vec<Ja4Stats>,
    /// JA4s of sessions that a dictionary names a bot, most sessions first.
    pub bot_ja4: Vec<BotJa4>,
    /// Whether the database has the view this is read from; when not, the lists say nothing.
    pub is_available: bool,
}

/// Sessions of one JA4 from one kind of network.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Ja4Stats {
    /// The fingerprint.
    pub ja4: String,
    /// `human`, `datacenter`, `hosting`, … or `unknown`.
    pub asn_label: String,
    /// Sessions (window, address, JA4, host).
    pub sessions: u64,
    /// Requests in them.
    pub total_hits: u64,
    /// Average `hit_velocity`, requests per second.
    pub avg_velocity: Option<f64>,
    /// Average `fuzzing_index`, distinct query strings per path.
    pub avg_fuzz: Option<f64>,
    /// Average `modern_browser_score`, points 0 to 100.
    pub avg_browser_score: Option<f64>,
}

/// Sessions of one JA4 that a dictionary names a bot.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct BotJa4 {
    /// The fingerprint.
    pub ja4: String,
    /// Name of the bot.
    pub bot_name: String,
    /// Sessions.
    pub sessions: u64,
}
