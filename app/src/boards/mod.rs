//! Puts boards together: asks the store, turns answers into panels. Runs on the server alone.

mod api;
mod behavior;
mod browsers;
mod campaigns;
mod classification;
mod features;
mod fingerprints;
mod geo;
mod heatmap;
mod help;
pub mod ip;
mod ja4;
mod listing;
mod models;
pub mod overview;
mod parts;
mod verdicts;

use std::sync::Arc;

pub use self::listing::offered;
use crate::board::{Board, BoardKind, Part, PartKind};
use crate::charts::map::Land;
use crate::domain::api_doc::ApiEndpoint;
use crate::domain::listing::Listing;
use crate::domain::params::Params;
use crate::domain::time::Timestamp;
use crate::domain::zone::Zone;
use crate::error::AppError;
use crate::store::Db;
use crate::store::models::ModelsDir;

/// What a board is made from.
pub struct Request<'a> {
    /// The database.
    pub db: &'a Db,
    /// The folder of the detector's models.
    pub models: ModelsDir,
    /// The shapes of the countries; empty when this program carries none.
    pub world: Arc<[Land]>,
    /// The endpoints of the JSON interface; none when this program serves none.
    pub api: Arc<[ApiEndpoint]>,
    /// The instant all windows end at.
    pub now: Timestamp,
    /// Where the reader wants times shown.
    pub zone: Zone,
    /// What the page is about: a fingerprint or a campaign; empty for most.
    pub subject: &'a str,
    /// The query of the page's address.
    pub params: Params,
    /// The value of a cookie the reader's browser sent.
    pub cookie: fn(&str) -> Option<String>,
    /// Keeps a value in a cookie of the reader's browser.
    pub keep: fn(&str, &str),
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
        BoardKind::Classification => classification::board(request).await,
        BoardKind::Verdicts => verdicts::board(request).await,
        BoardKind::Features => Ok(features::board(request).await),
        BoardKind::Models => Ok(models::board(request).await),
        BoardKind::Geo => Ok(geo::board(request).await),
        BoardKind::Fingerprints => Ok(fingerprints::board(request).await),
        BoardKind::Browsers => Ok(browsers::board(request).await),
        BoardKind::Behavior => Ok(behavior::board(request).await),
        BoardKind::Heatmap => Ok(heatmap::board(request).await),
        BoardKind::Ja4 => ja4::board(request).await,
        BoardKind::Campaigns => Ok(campaigns::list(request).await),
        BoardKind::Campaign => campaigns::one(request).await,
        BoardKind::Help => Ok(help::board(request)),
        BoardKind::Api => Ok(api::board(request)),
        BoardKind::Overview => overview::board(request).await,
        BoardKind::IpSummary => ip::summary_board(request).await,
    }
}

/// What is asked beside or inside a board.
///
/// # Errors
/// When a parameter cannot be used, or the question failed.
pub async fn compose_part(kind: PartKind, request: &Request<'_>) -> Result<Part, AppError> {
    let part = match kind {
        PartKind::Worst => overview::worst_part(request).await,
        PartKind::NewestVerdicts => classification::newest_part(request).await,
        PartKind::IpOrigin => ip::origin_part(request).await,
        PartKind::IpRows => ip::rows_part(request).await,
    };
    part.map(|part| Part { zone: request.zone, ..part })
}
