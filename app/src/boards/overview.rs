//! The overview: is something happening, who is it, and is the data fresh enough to say so.

mod parts;
mod timeline;
mod worst;

use super::Request;
use super::parts as common;
use crate::board::{Block, Board, Part, Tile};
use crate::charts::{Token, spark};
use crate::domain::metric;
use crate::domain::overview::Overview;
use crate::domain::threat::ThreatLevel;
use crate::domain::zone::Zone;
use crate::error::AppError;
use crate::store::overview as store;
use crate::ui::number;
use crate::wire::Dated;

pub use worst::worst;

pub(super) async fn board(request: &Request<'_>) -> Result<Board, AppError> {
    let found = store::overview(request.db, request.now).await.map_err(request.failed)?;
    Ok(overview(&found, request.zone))
}

pub(super) async fn worst_part(request: &Request<'_>) -> Result<Part, AppError> {
    let body = store::worst(request.db, request.now).await.map_err(request.failed)?;
    Ok(worst(Dated { as_of: request.now, body }))
}

/// Everything the overview shows with its times in a zone, around the table of the worst addresses.
#[must_use]
pub fn overview(overview: &Overview, zone: Zone) -> Board {
    Board {
        as_of: overview.as_of,
        zone,
        span: "24 hours, changes against the 24 hours before".to_owned(),
        ranges: Vec::new(),
        address: String::new(),
        refused: None,
        is_text: false,
        chips: Vec::new(),
        lead: vec![Block::Tiles(tiles(overview))],
        panels: vec![
            common::panel(
                "Detections per hour",
                &format!("by level, {}", zone.name()),
                7,
                vec![timeline::block(overview, zone)],
            ),
            common::panel(
                "Threat levels",
                "scored sessions",
                5,
                vec![parts::levels(&overview.threat_distribution)],
            ),
            common::panel("Worst addresses now", "last 24 hours, by risk", 12, vec![Block::Later]),
            common::panel("Models", "scored sessions", 4, vec![parts::models(overview)]),
            common::panel(
                "Browsers",
                "share of all scored sessions",
                4,
                vec![parts::browsers(&overview.browser_stats, overview.scored_24h)],
            ),
            common::panel(
                "Freshness",
                "newest row of each source",
                4,
                vec![parts::freshness(overview)],
            ),
        ],
    }
}

fn tiles(overview: &Overview) -> Vec<Tile> {
    let before = &overview.day_before;
    let detections: Vec<u64> = overview.timeline.iter().map(|hour| hour.cnt).collect();
    let of_level = |level: ThreatLevel| timeline::per_hour(overview, &level);
    let about = |label: &str| metric::meaning(label).unwrap_or_default().to_owned();
    let tile = |label: &str, href: &str, now: u64, before: u64, level: &str, spark: String| Tile {
        label: label.to_owned(),
        about: about(label),
        value: number::compact(now),
        exact: number::exact(now),
        note: number::change(now, before),
        level: if now > 0 { level.to_owned() } else { String::new() },
        href: href.to_owned(),
        spark,
    };
    let legitimate = overview.legitimate_browsers;
    let critical = spark::svg(&of_level(ThreatLevel::Critical), Token::Level("critical"));
    let high = spark::svg(&of_level(ThreatLevel::High), Token::Level("high"));
    let all = spark::svg(&detections, Token::Accent);
    let none = String::new;
    vec![
        tile(
            "Detections",
            "/detections?range=24h",
            overview.detections_24h,
            before.detections,
            "",
            all,
        ),
        tile(
            "Critical",
            "/detections?threat_level=CRITICAL&range=24h",
            overview.critical_count,
            before.critical,
            "critical",
            critical,
        ),
        tile(
            "High",
            "/detections?threat_level=HIGH&range=24h",
            overview.high_count,
            before.high,
            "high",
            high,
        ),
        tile("Detected addresses", "", overview.unique_ips, before.unique_ips, "", none()),
        tile("Requests", "/traffic?range=24h", overview.traffic_24h, before.traffic, "", none()),
        tile(
            "Scored sessions",
            "/scores?range=24h",
            overview.scored_24h,
            before.scored,
            "",
            none(),
        ),
        Tile {
            label: "Legitimate browsers".to_owned(),
            about: about("Legitimate browsers"),
            value: number::share(legitimate, overview.scored_24h),
            exact: format!(
                "{} of {} scored sessions",
                number::exact(legitimate),
                number::exact(overview.scored_24h),
            ),
            note: number::change(legitimate, before.legitimate_browsers),
            level: "legitimate_browser".to_owned(),
            href: "/scores?threat_level=LEGITIMATE_BROWSER&range=24h".to_owned(),
            spark: none(),
        },
    ]
}
