//! Browser families by their JA4.

use super::{Request, fingerprints, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell};
use crate::domain::browsers::Browsers;
use crate::store::browsers as store;
use crate::ui::number::share;

pub(super) async fn board(request: &Request<'_>) -> Board {
    let answer = store::browsers(request.db).await;
    parts::of_the_day(request, parts::answered(answer, request, panels, "Browsers"))
}

fn panels(found: &Browsers) -> Vec<BoardPanel> {
    if !found.is_available {
        return parts::no_view("view_ai_features_1h");
    }
    vec![
        parts::panel("Families", "sessions by JA4, without named bots", 12, vec![families(found)]),
        parts::panel("Fingerprints of each family", "50 at most", 12, vec![ja4s(found)]),
    ]
}

fn families(found: &Browsers) -> Block {
    let known: u64 = found.distribution.iter().map(|row| row.sessions).sum();
    let total = known + found.unknown_sessions;
    if total == 0 {
        return parts::empty("There are no sessions in the last 24 hours.", "");
    }
    let mut rows: Vec<Vec<Cell>> = found
        .distribution
        .iter()
        .map(|row| {
            vec![
                parts::value("browser_family", &row.browser_family, "unknown"),
                parts::bar(row.sessions, total, ""),
                Cell::Text(share(row.sessions, total)),
                Cell::Count(row.sessions),
                Cell::Count(row.unique_ips),
                Cell::Count(row.total_hits),
            ]
        })
        .collect();
    rows.push(vec![
        Cell::Unknown("neither a known browser nor a named bot".to_owned()),
        parts::bar(found.unknown_sessions, total, "normal"),
        Cell::Text(share(found.unknown_sessions, total)),
        Cell::Count(found.unknown_sessions),
        Cell::Unknown("not counted".to_owned()),
        Cell::Unknown("not counted".to_owned()),
    ]);
    const COLUMNS: [(&str, Align); 6] = [
        ("Family", Align::Text),
        ("Bar", Align::Bar),
        ("Share", Align::Number),
        ("Sessions", Align::Number),
        ("Addresses", Align::Number),
        ("Requests", Align::Number),
    ];
    parts::table("Browser families", &COLUMNS, rows)
}

fn ja4s(found: &Browsers) -> Block {
    if found.top_ja4_by_browser.is_empty() {
        return parts::empty(
            "No session has the JA4 of a known browser.",
            "Clear-text HTTP has no JA4, and new browser versions have to be learned.",
        );
    }
    let rows = found
        .top_ja4_by_browser
        .iter()
        .map(|row| {
            vec![
                parts::value("browser_family", &row.browser_family, "unknown"),
                parts::ja4(&row.ja4),
                Cell::Prose(fingerprints::words(&row.ja4)),
                Cell::Count(row.sessions),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 4] = [
        ("Family", Align::Text),
        ("JA4", Align::Text),
        ("Read aloud", Align::Prose),
        ("Sessions", Align::Number),
    ];
    parts::table("Fingerprints of each family", &COLUMNS, rows)
}
