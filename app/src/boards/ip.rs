//! The investigation of one address: who it is, how sure we are and why, and the rows behind it.

mod activity;
mod cards;
mod kin;
mod origin;
mod rows;

use super::Request;
use super::parts;
use crate::board::{Block, Board, Part};
use crate::domain::ip::{InvalidIp, Ip};
use crate::domain::ip_rows::{IpRows, RowKind};
use crate::domain::ip_summary::IpSummary;
use crate::domain::zone::Zone;
use crate::error::AppError;
use crate::store::{cascade, ip_report, ip_summary, neighbours};
use crate::wire::Dated;

pub use origin::origin;
pub use rows::rows;

fn address(request: &Request<'_>) -> Result<Ip, AppError> {
    request.subject.parse().map_err(|error: InvalidIp| AppError::Invalid {
        field: "ip".to_owned(),
        reason: error.to_string(),
    })
}

pub(super) async fn summary_board(request: &Request<'_>) -> Result<Board, AppError> {
    let found = ip_summary::summary(request.db, address(request)?, request.now).await;
    Ok(summary(found.map_err(request.failed)?, request.zone))
}

pub(super) async fn origin_part(request: &Request<'_>) -> Result<Part, AppError> {
    let found = ip_report::origin(request.db, address(request)?, request.now).await;
    Ok(origin(Dated { as_of: request.now, body: found.map_err(request.failed)? }))
}

pub(super) async fn rows_part(request: &Request<'_>) -> Result<Part, AppError> {
    let (db, ip, as_of) = (request.db, address(request)?, request.now);
    let kind = RowKind::from_key(request.params.get("tab").unwrap_or_default());
    let found = match kind {
        RowKind::Requests => ip_report::requests(db, ip, as_of).await.map(IpRows::Requests),
        RowKind::Detections => ip_report::detections(db, ip, as_of).await.map(IpRows::Detections),
        RowKind::Scores => ip_report::scores(db, ip, as_of).await.map(IpRows::Scores),
        RowKind::Fingerprints => neighbours::ja4s(db, ip, as_of).await.map(IpRows::Fingerprints),
        RowKind::Features => ip_report::features(db, ip, as_of).await.map(IpRows::Features),
        RowKind::Loads => cascade::cascades(db, ip).await.map(IpRows::Loads),
        RowKind::Neighbours => neighbours::neighbours(db, ip, as_of).await.map(IpRows::Neighbours),
    };
    Ok(rows(Dated { as_of, body: found.map_err(request.failed)? }))
}

/// Risk with its ledger, what it rests on, and 24 hours of activity in a zone.
#[must_use]
pub fn summary(summary: IpSummary, zone: Zone) -> Board {
    let title = match summary.ml.scored_sessions {
        Some(0) => format!("Risk {} of 100, not scored yet", summary.risk.score),
        _ => format!("Risk {} of 100", summary.risk.score),
    };
    let activity = activity::blocks(&summary.timeline_24h, zone);
    let cards = Block::Cards(cards::cards(&summary));
    Board {
        as_of: summary.as_of,
        zone,
        span: String::new(),
        ranges: Vec::new(),
        address: String::new(),
        refused: None,
        is_text: false,
        chips: Vec::new(),
        lead: Vec::new(),
        panels: vec![
            parts::panel(&title, "", 7, vec![Block::Ledger(summary.risk)]),
            parts::panel(
                "Last 24 hours",
                &format!("requests per hour, {}", zone.name()),
                5,
                activity,
            ),
            parts::panel("What it rests on", "", 12, vec![cards]),
        ],
    }
}
