//! Puts boards together: asks the store, turns answers into panels. Runs on the server alone.

pub mod ip;
mod listing;
pub mod overview;
mod parts;

use crate::board::{Board, BoardKind, Part, PartKind};
use crate::domain::listing::Listing;
use crate::domain::params::Params;
use crate::domain::time::Timestamp;
use crate::error::AppError;
use crate::store::Db;

/// What a board is made from.
pub struct Request<'a> {
    /// The database.
    pub db: &'a Db,
    /// The instant all windows end at.
    pub now: Timestamp,
    /// What the page is about: a fingerprint or a campaign; empty for most.
    pub subject: &'a str,
    /// The query of the page's address.
    pub params: Params,
    /// The value of a cookie the reader's browser sent.
    pub cookie: fn(&str) -> Option<String>,
    /// Turns a failure of the store into what the reader sees, and logs it.
    pub failed: fn(crate::store::Error) -> AppError,
}

/// The board of a kind.
///
/// # Errors
/// When a parameter cannot be used; what fails in a part of the board is shown in its place.
pub async fn compose(kind: BoardKind, request: &Request<'_>) -> Result<Board, AppError> {
    match kind {
        BoardKind::Detections => listing::board(Listing::Detections, request).await,
        BoardKind::Scores => listing::board(Listing::Scores, request).await,
        BoardKind::Traffic => listing::board(Listing::Traffic, request).await,
        BoardKind::Overview => overview::board(request).await,
        BoardKind::IpSummary => ip::summary_board(request).await,
    }
}

/// What is asked beside or inside a board.
///
/// # Errors
/// When a parameter cannot be used, or the question failed.
pub async fn compose_part(kind: PartKind, request: &Request<'_>) -> Result<Part, AppError> {
    match kind {
        PartKind::Worst => overview::worst_part(request).await,
        PartKind::IpOrigin => ip::origin_part(request).await,
        PartKind::IpRows => ip::rows_part(request).await,
    }
}
