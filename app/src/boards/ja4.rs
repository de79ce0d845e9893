//! One JA4 fingerprint: read aloud, who shows it, and what contradicts it.

use super::{Request, fingerprints, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell};
use crate::domain::client_claim::{contradiction, likely_contradiction};
use crate::domain::ja4::Ja4;
use crate::domain::ja4_report::{Counted, Ja4Report, SharedBy};
use crate::domain::range::Range;
use crate::domain::time::DAY;
use crate::error::AppError;
use crate::store::ja4 as store;

/// Longest text that can be a fingerprint.
const LONGEST: usize = 100;

pub(super) async fn board(request: &Request<'_>) -> Result<Board, AppError> {
    let ja4 = request.subject;
    if ja4.is_empty() || ja4.len() > LONGEST {
        return Err(AppError::NotFound);
    }
    let path = format!("/ja4/{ja4}");
    let range = match Range::from_params(&request.params) {
        Ok(range) => range.unwrap_or(Range::Last(3 * DAY)),
        Err(invalid) => {
            return Ok(Board {
                span: String::new(),
                ranges: parts::ranges(&path, &request.params, None),
                address: parts::without_span(&request.params).href(&path),
                refused: parts::refused_span(&invalid, &request.params),
                ..parts::of_the_day(
                    request,
                    vec![parts::panel("Fingerprint", "", 12, vec![parts::no_span()])],
                )
            });
        }
    };
    let answer = store::report(request.db, ja4, range.window(request.now), request.now).await;
    Ok(Board {
        as_of: request.now,
        zone: request.zone,
        span: format!("sessions scored in the {}", range.words(request.zone)),
        ranges: parts::ranges(&path, &request.params, Some(range)),
        address: request.params.href(&path),
        refused: None,
        is_text: false,
        chips: Vec::new(),
        lead: Vec::new(),
        panels: parts::answered(answer, request, |report| panels(ja4, report), "Fingerprint"),
    })
}

fn panels(ja4: &str, report: &Ja4Report) -> Vec<BoardPanel> {
    let mut panels = vec![
        parts::panel("Read aloud", "", 5, vec![read_aloud(ja4, report)]),
        parts::panel(
            "User-Agents sent with it",
            "sessions seen, scored or not",
            7,
            vec![user_agents(report)],
        ),
    ];
    if report.sessions == 0 {
        let help = "Choose a longer time span above. Its form can be read without any session.";
        panels.push(parts::panel(
            "Sessions",
            "",
            12,
            vec![parts::empty("No session shows it in this time span.", help)],
        ));
        return panels;
    }
    panels.extend([
        parts::panel(
            "Levels",
            "sessions",
            4,
            vec![shares("Level", "threat_level", &report.levels, report.sessions)],
        ),
        parts::panel(
            "Networks",
            "sessions",
            4,
            vec![shares("Network", "asn_org", &report.networks, report.sessions)],
        ),
        parts::panel(
            "Countries",
            "sessions",
            4,
            vec![shares("Country", "country_code", &report.countries, report.sessions)],
        ),
        parts::panel("Addresses", "the most severe 50", 12, vec![addresses(&report.worst)]),
        parts::panel(
            "Hosts",
            "sessions",
            5,
            vec![shares("Host", "host", &report.hosts, report.sessions)],
        ),
        parts::panel(
            "Neighbours",
            "same ciphers, other extensions",
            7,
            vec![neighbours(&report.neighbours)],
        ),
    ]);
    panels
}

fn read_aloud(ja4: &str, report: &Ja4Report) -> Block {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut facts = vec![("Whole", Cell::Prose(ja4.to_owned()))];
    match Ja4::parse(ja4) {
        None => facts.push(("Form", Cell::Unknown("not that of a JA4".to_owned()))),
        Some(read) => {
            facts.extend([
                (
                    "TLS version offered",
                    read.tls_version.map_or_else(
                        || Cell::Unknown("not one the specification names".to_owned()),
                        text,
                    ),
                ),
                (
                    "Server name (SNI)",
                    text(if read.has_sni { "sent" } else { "not sent: it asked for an address" }),
                ),
                ("Ciphers", Cell::Count(u64::from(read.ciphers))),
                ("Extensions", Cell::Count(u64::from(read.extensions))),
                ("First ALPN", text(read.alpn_words())),
                ("Hash of the ciphers", text(&read.cipher_hash)),
                ("Hash of the extensions", text(&read.extension_hash)),
            ]);
        }
    }
    facts.extend([
        ("Known bot", parts::value("bot_name", &report.bot_name, "on no list")),
        ("Known browser", parts::value("browser_family", &report.browser_family, "on no list")),
        (
            "On lists with the same ciphers",
            match report.like.words() {
                none if none.is_empty() => Cell::Unknown("nobody".to_owned()),
                words => Cell::Prose(words),
            },
        ),
        ("Sessions", Cell::Count(report.sessions)),
        ("Addresses", Cell::Count(report.addresses)),
        ("Requests", Cell::Count(report.hits)),
    ]);
    let never = || Cell::Unknown("not in this time span".to_owned());
    facts.push(("First scored", report.first_seen.map_or_else(never, Cell::Ago)));
    facts.push(("Newest", report.last_seen.map_or_else(never, Cell::Ago)));
    Block::Facts(facts.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect())
}

fn user_agents(report: &Ja4Report) -> Block {
    if report.user_agents.is_empty() {
        return parts::empty("No session shows it in this time span.", "");
    }
    let rows = report
        .user_agents
        .iter()
        .map(|row| {
            let against = contradiction(&row.value, &report.bot_name, &report.browser_family)
                .or_else(|| likely_contradiction(&row.value, &report.like));
            vec![
                match row.value.as_str() {
                    "" => Cell::Unknown("none seen".to_owned()),
                    text => Cell::Value("header_user_agent".to_owned(), text.to_owned()),
                },
                Cell::Count(row.sessions),
                against.map_or_else(
                    || Cell::Unknown("nothing known against it".to_owned()),
                    Cell::Prose,
                ),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 3] = [
        ("User-Agent", Align::Prose),
        ("Sessions", Align::Number),
        ("Contradiction", Align::Prose),
    ];
    parts::table("User-Agents", &COLUMNS, rows)
}

fn shares(title: &str, field: &str, rows: &[Counted], total: u64) -> Block {
    let cells = rows
        .iter()
        .map(|row| {
            let value = match field {
                "threat_level" => Cell::Level(row.value.as_str().into()),
                _ => parts::value(field, &row.value, "unknown"),
            };
            vec![value, parts::bar(row.sessions, total, ""), Cell::Count(row.sessions)]
        })
        .collect();
    let columns = [(title, Align::Text), ("Bar", Align::Bar), ("Sessions", Align::Number)];
    parts::table(title, &columns, cells)
}

/// Addresses that share a trait, the most severe first.
pub(super) fn addresses(rows: &[SharedBy]) -> Block {
    let rows = rows
        .iter()
        .map(|row| {
            vec![
                Cell::Address(row.src_ip),
                Cell::Level(row.threat_level.clone()),
                Cell::Decimal(row.worst_score, 3),
                Cell::Count(row.sessions),
                Cell::Count(row.hits),
                parts::value("asn_org", &row.asn_org, "unknown"),
                parts::value("country_code", &row.country_code, "unknown"),
                Cell::Ago(row.last_seen),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 8] = [
        ("Address", Align::Text),
        ("Level", Align::Text),
        ("Anomaly (0–1)", Align::Number),
        ("Sessions", Align::Number),
        ("Requests", Align::Number),
        ("Network", Align::Text),
        ("Country", Align::Text),
        ("Newest", Align::Text),
    ];
    parts::table("Addresses", &COLUMNS, rows)
}

fn neighbours(rows: &[Counted]) -> Block {
    if rows.is_empty() {
        return parts::empty("No other fingerprint has the same ciphers in this time span.", "");
    }
    let rows = rows
        .iter()
        .map(|row| {
            vec![
                parts::ja4(&row.value),
                Cell::Prose(fingerprints::words(&row.value)),
                Cell::Count(row.sessions),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 3] =
        [("JA4", Align::Text), ("Read aloud", Align::Prose), ("Sessions", Align::Number)];
    parts::table("Neighbours", &COLUMNS, rows)
}
