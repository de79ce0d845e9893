//! Where the sessions of the last 24 hours come from.

use serde::{Deserialize, Serialize};

/// Answer of `GET /api/geo` (seed 001).
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Geo {
    /// Sessions per country and kind of network, most first.
    pub countries: Vec<CountryCount>,
    /// The 50 networks with most sessions.
    pub asns: Vec<NetworkCount>,
    /// Sessions from no known country, which are in none of the countries.
    pub unknown_countries: u64,
    /// Sessions from no known network, which are in none of the networks.
    pub unknown_networks: u64,
    /// Whether the database has the view this is read from; when not, the lists say nothing.
    pub is_available: bool,
}

/// Sessions of one country and kind of network.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct CountryCount {
    /// ISO country code.
    pub country_code: String,
    /// `human`, `datacenter`, `hosting`, … or `unknown`.
    pub asn_label: String,
    /// Sessions (window, address, JA4, host).
    pub sessions: u64,
    /// Requests in them.
    pub total_hits: u64,
}

/// Sessions of one network in one country.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct NetworkCount {
    /// Name of the network.
    pub asn_org: String,
    /// `human`, `datacenter`, `hosting`, … or `unknown`.
    pub asn_label: String,
    /// ISO country code, empty when unknown.
    pub country_code: String,
    /// Sessions.
    pub sessions: u64,
    /// Requests in them.
    pub total_hits: u64,
    /// Average `hit_velocity`, requests per second.
    pub avg_velocity: Option<f64>,
    /// Average `fuzzing_index`, distinct query strings per path.
    pub avg_fuzz: Option<f64>,
}
