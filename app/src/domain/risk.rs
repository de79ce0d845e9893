//! The risk score of an address and the ledger it is made of (seed 003).

use serde::{Deserialize, Serialize};

/// A score of 0 to 100 with every part that made it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Risk {
    /// Rounded half to even and capped at 100.
    pub score: u8,
    /// The parts, always the same five in the same order.
    pub parts: Vec<RiskPart>,
    /// What rounding added, −0.5 to 0.5.
    pub rounding: f64,
    /// What the cap took away, 0 or negative.
    pub clipped: f64,
}

/// One part of the score.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RiskPart {
    /// `ml`, `bruteforce`, `tcp_spoofing`, `ja4_rotation`, `persistence`.
    pub name: String,
    /// Points it adds.
    pub points: f64,
    /// Most points it can add.
    pub max_points: f64,
    /// What it rests on, in words.
    pub evidence: String,
}
