//! Campaigns: the list, and the addresses of one.

use super::{Request, ja4, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell};
use crate::domain::time::Timestamp;
use crate::error::AppError;
use crate::store::campaigns::{self as store, Campaign};

pub(super) async fn list(request: &Request<'_>) -> Board {
    let answer = store::list(request.db, request.now).await;
    let panels = parts::answered(answer, request, |found| panels(found), "Campaigns");
    Board { span: "last 30 days".to_owned(), ..parts::of_the_day(request, panels) }
}

fn panels(found: &[Campaign]) -> Vec<BoardPanel> {
    let note = "detected sessions that look alike; numbers are given anew in each cycle";
    vec![parts::panel("Campaigns", note, 12, vec![table(found)])]
}

fn table(found: &[Campaign]) -> Block {
    if found.is_empty() {
        return parts::empty(
            "The detector grouped no sessions into a campaign in the last 30 days.",
            "Addresses that share a fingerprint are on the page of the fingerprint.",
        );
    }
    let rows = found
        .iter()
        .map(|row| {
            let date = row.day.spaced().get(..10).unwrap_or_default().to_owned();
            let id = row.campaign_id;
            vec![
                Cell::Link(format!("/campaigns/{date}.{id}"), format!("{id} of {date}")),
                Cell::Level(row.threat_level.clone()),
                Cell::Decimal(row.worst_score, 3),
                Cell::Count(row.addresses),
                Cell::Count(row.sessions),
                Cell::Count(row.ja4s),
                Cell::Count(row.networks),
                parts::value("host", &row.host, "none"),
                parts::ja4(&row.ja4),
                Cell::Ago(row.last_seen),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 10] = [
        ("Campaign", Align::Text),
        ("Level", Align::Text),
        ("Anomaly (0–1)", Align::Number),
        ("Addresses", Align::Number),
        ("Sessions", Align::Number),
        ("JA4s", Align::Number),
        ("Networks", Align::Number),
        ("Most on", Align::Text),
        ("Most with", Align::Text),
        ("Newest", Align::Text),
    ];
    parts::table("Campaigns", &COLUMNS, rows)
}

/// One campaign, named `2026-11-20.3`: its day and its number.
pub(super) async fn one(request: &Request<'_>) -> Result<Board, AppError> {
    let named = request.subject.split_once('.').and_then(|(date, id)| {
        Some((Timestamp::parse(&format!("{date}T00:00:00"))?, id.parse::<i32>().ok()?))
    });
    let Some((day, id)) = named else { return Err(AppError::NotFound) };
    let answer = store::members(request.db, id, day).await;
    let draw = |found: &Vec<_>| match found.is_empty() {
        true => vec![parts::panel(
            "Addresses",
            "",
            12,
            vec![parts::empty("There is no such campaign.", "It may be past its retention.")],
        )],
        false => vec![parts::panel(
            "Addresses",
            "the most severe first, 500 at most",
            12,
            vec![ja4::addresses(found)],
        )],
    };
    let panels = parts::answered(answer, request, draw, "Addresses");
    let span = format!("the day of {}", day.spaced().get(..10).unwrap_or_default());
    Ok(Board { span, ..parts::of_the_day(request, panels) })
}
