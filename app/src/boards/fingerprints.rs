//! The TLS fingerprints of the day, read aloud.

use super::{Request, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell};
use crate::domain::fingerprints::{BotJa4, Fingerprints, Ja4Stats};
use crate::domain::ja4::Ja4;
use crate::store::fingerprints as store;

pub(super) async fn board(request: &Request<'_>) -> Board {
    let answer = store::fingerprints(request.db).await;
    parts::of_the_day(request, parts::answered(answer, request, panels, "Fingerprints"))
}

fn panels(found: &Fingerprints) -> Vec<BoardPanel> {
    if !found.is_available {
        return parts::no_view("view_ai_features_1h");
    }
    let note = "the 100 pairs of JA4 and kind of network with most sessions";
    vec![
        parts::panel("JA4 fingerprints", note, 12, vec![all(&found.ja4_stats)]),
        parts::panel("Fingerprints of named bots", "sessions", 12, vec![bots(&found.bot_ja4)]),
    ]
}

fn all(rows: &[Ja4Stats]) -> Block {
    if rows.is_empty() {
        return parts::empty(
            "No session has a JA4.",
            "Access logs have none: feed captures, Suricata events with JA4, or records of a sensor.",
        );
    }
    let most = rows.iter().map(|row| row.sessions).max().unwrap_or(0);
    let rows = rows
        .iter()
        .map(|row| {
            vec![
                parts::ja4(&row.ja4),
                Cell::Prose(words(&row.ja4)),
                parts::value("asn_label", &row.asn_label, "unknown"),
                parts::bar(row.sessions, most, parts::label_key(&row.asn_label)),
                Cell::Count(row.sessions),
                Cell::Count(row.total_hits),
                parts::decimal(row.avg_velocity, 3),
                parts::decimal(row.avg_fuzz, 2),
                parts::decimal(row.avg_browser_score, 0),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 9] = [
        ("JA4", Align::Text),
        ("Read aloud", Align::Prose),
        ("Kind of network", Align::Text),
        ("Against the largest", Align::Bar),
        ("Sessions", Align::Number),
        ("Requests", Align::Number),
        ("Per second", Align::Number),
        ("Fuzzing index", Align::Number),
        ("Browser score", Align::Number),
    ];
    parts::table("JA4 fingerprints", &COLUMNS, rows)
}

fn bots(rows: &[BotJa4]) -> Block {
    if rows.is_empty() {
        return parts::empty("No session of a bot that a list names has a JA4.", "");
    }
    let most = rows.iter().map(|row| row.sessions).max().unwrap_or(0);
    let rows = rows
        .iter()
        .map(|row| {
            vec![
                parts::value("bot_name", &row.bot_name, "none"),
                parts::ja4(&row.ja4),
                Cell::Prose(words(&row.ja4)),
                parts::bar(row.sessions, most, "known_bot"),
                Cell::Count(row.sessions),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 5] = [
        ("Bot", Align::Text),
        ("JA4", Align::Text),
        ("Read aloud", Align::Prose),
        ("Against the largest", Align::Bar),
        ("Sessions", Align::Number),
    ];
    parts::table("Fingerprints of named bots", &COLUMNS, rows)
}

/// What a fingerprint says.
pub(super) fn words(ja4: &str) -> String {
    Ja4::parse(ja4).map_or_else(|| "not of the form of a JA4".to_owned(), |ja4| ja4.to_string())
}
