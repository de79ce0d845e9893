//! The rows of an address as tables.

use super::kin;
use super::parts::{empty, prose, table, unscored, value};
use crate::board::{Align, Block, Cell, Part};
use crate::domain::cascade::Cascade;
use crate::domain::ip_report::{
    Bounded, DetectionRow, RequestRow, ScoreRow, SessionFeatures, SessionName,
};
use crate::domain::ip_rows::IpRows;
use crate::domain::zone::Zone;
use crate::ui::number::exact;
use crate::ui::value::named_reason;
use crate::wire::Dated;

/// The table of one tab, or why it is empty.
#[must_use]
pub fn rows(rows: Dated<IpRows>) -> Part {
    let Dated { as_of, body } = rows;
    let blocks = match body {
        IpRows::Requests(rows) => requests(rows),
        IpRows::Detections(rows) => detections(rows),
        IpRows::Scores(rows) => scores(rows),
        IpRows::Fingerprints(rows) => kin::fingerprints(&rows),
        IpRows::Features(rows) => features(rows),
        IpRows::Loads(rows) => loads(rows),
        IpRows::Neighbours(found) => kin::neighbours(&found),
    };
    Part { as_of, zone: Zone::default(), blocks }
}

/// A bounded list: what is shown of how many, and the table.
fn listed<T, const N: usize>(
    rows: Bounded<T>,
    (label, window): (&str, &str),
    columns: [(&str, Align); N],
    cells: impl Fn(T) -> Vec<Cell>,
) -> Vec<Block> {
    let Bounded { rows, total } = rows;
    let shown = rows.len() as u64;
    let note = if shown < total {
        format!("Newest {} of {} in {window}", exact(shown), exact(total))
    } else {
        format!("All {} in {window}", exact(total))
    };
    let rows = rows.into_iter().map(cells).collect();
    vec![Block::Note(note, "shown".to_owned()), table(label, &columns, rows)]
}

fn unknown(words: &str) -> Cell {
    Cell::Unknown(words.to_owned())
}

fn ja4(value: String, absent: &str) -> Cell {
    if value.is_empty() { unknown(absent) } else { Cell::Ja4(value) }
}

fn requests(rows: Bounded<RequestRow>) -> Vec<Block> {
    let columns = [
        ("Time", Align::Text),
        ("Method", Align::Text),
        ("Host", Align::Text),
        ("Path", Align::Text),
        ("Status", Align::Number),
        ("HTTP", Align::Text),
        ("User-Agent", Align::Text),
        ("JA4", Align::Text),
    ];
    if rows.rows.is_empty() {
        return vec![empty(
            "No request of this address in the last 24 hours.",
            "Older requests count in detections and scores.",
        )];
    }
    listed(rows, ("Requests", "24 hours"), columns, |row| {
        // What is not there was encrypted, not logged, or not sent; these are not the same.
        let is_encrypted = row.orphan_side == "B";
        let or_none = |none| if is_encrypted { "encrypted" } else { none };
        let status = match row.status {
            Some(status) => Cell::Text(status.to_string()),
            None => unknown(or_none("not logged")),
        };
        let absent = if row.orphan_side == "A" { "not captured" } else { "no JA4" };
        vec![
            Cell::Ago(row.time),
            prose(row.method, or_none("none")),
            value("host", &row.host, "none"),
            value("path", &row.path, or_none("none")),
            status,
            prose(row.http_version, or_none("unknown")),
            value("header_user_agent", &row.header_user_agent, or_none("none sent")),
            ja4(row.ja4, absent),
        ]
    })
}

fn detections(rows: Bounded<DetectionRow>) -> Vec<Block> {
    let columns = [
        ("Detected", Align::Text),
        ("Level", Align::Text),
        ("Anomaly (0–1)", Align::Number),
        ("Why", Align::Prose),
        ("Host", Align::Text),
        ("JA4", Align::Text),
        ("Requests", Align::Number),
        ("Per second", Align::Number),
        ("Recurrence", Align::Number),
        ("Model", Align::Text),
    ];
    if rows.rows.is_empty() {
        return vec![empty(
            "This address was not detected in 30 days.",
            "Its scored sessions, if any, stand under Scores.",
        )];
    }
    listed(rows, ("Detections", "30 days"), columns, |row| {
        let why = named_reason(&row.bot_name, row.reason);
        vec![
            Cell::Ago(row.detected_at),
            Cell::Level(row.threat_level),
            Cell::Decimal(f64::from(row.anomaly_score), 3),
            prose(why, "no reason given"),
            value("host", &row.host, "none"),
            ja4(row.ja4, "no JA4"),
            Cell::Count(row.hits),
            Cell::Decimal(f64::from(row.hit_velocity), 2),
            Cell::Count(u64::from(row.recurrence)),
            value("model_name", &row.model_name, "unnamed"),
        ]
    })
}

fn scores(rows: Bounded<ScoreRow>) -> Vec<Block> {
    let columns = [
        ("Scored", Align::Text),
        ("Hour", Align::Text),
        ("Level", Align::Text),
        ("Anomaly (0–1)", Align::Number),
        ("Raw score", Align::Number),
        ("Host", Align::Text),
        ("JA4", Align::Text),
        ("Requests", Align::Number),
        ("Known as", Align::Text),
    ];
    if rows.rows.is_empty() {
        return vec![unscored("No session of this address was scored in 3 days.")];
    }
    listed(rows, ("Scored sessions", "3 days"), columns, |row| {
        let known = match row.bot_name.as_str() {
            "" => value("browser_family", &row.browser_family, "nobody known"),
            bot => value("bot_name", bot, ""),
        };
        vec![
            Cell::Ago(row.detected_at),
            Cell::Ago(row.window_start),
            Cell::Level(row.threat_level),
            Cell::Decimal(f64::from(row.anomaly_score), 3),
            Cell::Decimal(f64::from(row.raw_anomaly_score), 3),
            value("host", &row.host, "none"),
            ja4(row.ja4, "no JA4"),
            Cell::Count(row.hits),
            known,
        ]
    })
}

fn features(SessionFeatures { session, values }: SessionFeatures) -> Vec<Block> {
    let columns = [
        ("Feature", Align::Text),
        ("This address", Align::Number),
        ("Human average", Align::Number),
        ("Datacenter average", Align::Number),
        ("Meaning", Align::Prose),
    ];
    if values.iter().all(|value| value.value.is_none()) {
        return vec![empty(
            "No features are computed for this address.",
            "They are, hour by hour, while it sends requests.",
        )];
    }
    let number = |value: Option<f64>, absent| {
        value.map_or_else(|| unknown(absent), |value| Cell::Decimal(value, 3))
    };
    let radar = kin::radar(&values);
    let rows = values.into_iter().map(|value| {
        vec![
            Cell::Named(value.label, value.name),
            number(value.value, "not computed"),
            number(value.human_average, "no humans"),
            number(value.datacenter_average, "none seen"),
            Cell::Text(value.meaning),
        ]
    });
    let note = "Newest hour, session with most requests, beside the averages of the last day";
    let mut blocks = vec![Block::Note(note.to_owned(), "shown".to_owned())];
    blocks.extend(session.map(|SessionName { hour, ja4, host }| {
        let facts = [
            ("Hour", Cell::Moment(hour)),
            ("JA4", self::ja4(ja4, "clear text")),
            ("Host", value("host", &host, "none")),
        ];
        Block::Facts(facts.map(|(name, cell)| (name.to_owned(), cell)).into())
    }));
    blocks.extend([table("Behaviour", &columns, rows.collect()), radar]);
    blocks
}

fn loads(rows: Vec<Cascade>) -> Vec<Block> {
    let columns = [
        ("Hour", Align::Text),
        ("Host", Align::Text),
        ("Read aloud", Align::Prose),
        ("JA4", Align::Text),
        ("Pages", Align::Number),
        ("Assets", Align::Number),
        ("Pages with assets", Align::Number),
        ("To the first asset (ms)", Align::Number),
        ("Spread (ms)", Align::Number),
    ];
    if rows.is_empty() {
        return vec![empty(
            "No page load of this address in the last 24 hours.",
            "Encrypted connections of a capture show no requests.",
        )];
    }
    let time = |value: Option<f64>, absent| {
        value.map_or_else(|| unknown(absent), |value| Cell::Decimal(value, 0))
    };
    let rows = rows.into_iter().map(|row| {
        let reading = row.reading().to_owned();
        vec![
            Cell::Moment(row.window_start),
            value("host", &row.host, "none"),
            Cell::Text(reading),
            ja4(row.ja4, "no JA4"),
            Cell::Count(row.pages),
            Cell::Count(row.assets),
            Cell::Count(row.pages_with_assets),
            time(row.first_asset_ms, "none followed"),
            time(row.spread_ms, "none followed"),
        ]
    });
    let note = "Sessions of 24 hours, newest first, 50 at most: a browser asks for what stands on a page at once";
    vec![
        Block::Note(note.to_owned(), "shown".to_owned()),
        table("Page loads", &columns, rows.collect()),
    ]
}
