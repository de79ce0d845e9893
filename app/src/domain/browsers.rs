//! The browser families of the last 24 hours, by JA4.

use serde::{Deserialize, Serialize};

/// Answer of `GET /api/browsers` (seed 001).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Browsers {
    /// Sessions per family, most first.
    pub distribution: Vec<BrowserSessions>,
    /// Sessions of neither a known browser nor a named bot.
    pub unknown_sessions: u64,
    /// Up to 50 pairs of family and JA4, by family, most sessions first.
    pub top_ja4_by_browser: Vec<BrowserJa4>,
    /// Whether the database has the view this is read from; when not, the figures say nothing.
    pub is_available: bool,
}

/// Sessions of one browser family.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct BrowserSessions {
    /// Family name from the browser-JA4 dictionary.
    pub browser_family: String,
    /// Sessions (window, address, JA4, host).
    pub sessions: u64,
    /// Distinct addresses.
    pub unique_ips: u64,
    /// Requests.
    pub total_hits: u64,
}

/// Sessions of one JA4 of a browser family.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct BrowserJa4 {
    /// Family name.
    pub browser_family: String,
    /// The fingerprint.
    pub ja4: String,
    /// Sessions.
    pub sessions: u64,
}
