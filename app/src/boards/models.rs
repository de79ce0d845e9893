//! The detector's models: what they scored, how much of it was anomalous, and what their files say.

use std::cmp::Reverse;

use serde_json::{Map, Value};

use super::{Request, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell, Plot, PlotBlock, Point};
use crate::charts::scale;
use crate::domain::models::{ModelHour, ScoringStats};
use crate::domain::time::{DAY, HOUR, Timestamp};
use crate::domain::zone::Zone;
use crate::store::models::{self as store, Models};
use crate::ui::number::{exact, share};

/// Versions that are listed.
const MOST_VERSIONS: usize = 50;
/// Entries of a file that are shown.
const MOST_FACTS: usize = 60;

pub(super) async fn board(request: &Request<'_>) -> Board {
    let answer = store::models(request.db, &request.models, request.now).await;
    let draw = |found: &Models| panels(found, request.now, request.zone);
    let panels = parts::answered(answer, request, draw, "Models");
    Board { span: "last 7 days".to_owned(), ..parts::of_the_day(request, panels) }
}

fn panels(found: &Models, now: Timestamp, zone: Zone) -> Vec<BoardPanel> {
    let mut panels =
        vec![parts::panel("Scored sessions", "per model", 12, vec![volumes(&found.scoring_stats)])];
    for stats in &found.scoring_stats {
        let hours: Vec<&ModelHour> =
            found.hours.iter().filter(|hour| hour.model_name == stats.model_name).collect();
        let title = format!("{} over time", name(&stats.model_name));
        panels.push(parts::panel(
            &title,
            &format!("sessions per 3 hours, {}", zone.name()),
            6,
            vec![over_time(&hours, now, zone)],
        ));
    }
    if found.models.is_empty() {
        let help = "The detector writes one with each model it trains, into --models-dir.";
        let none = vec![parts::empty("There are no model files.", help)];
        panels.push(parts::panel("Model files", "", 12, none));
        return panels;
    }
    for file in newest(&found.models) {
        let title = format!("Newest {}", model_of(file));
        panels.push(parts::panel(&title, "as its file says", 6, facts(file)));
    }
    let note = format!("{} files, newest first", exact(found.models.len() as u64));
    panels.push(parts::panel("All versions", &note, 12, vec![versions(&found.models)]));
    panels
}

/// The newest file of each model; files are in the order of their names, which hold the instant.
fn newest(files: &[Map<String, Value>]) -> Vec<&Map<String, Value>> {
    let mut newest: Vec<&Map<String, Value>> = Vec::new();
    for file in files.iter().rev() {
        if !newest.iter().any(|known| model_of(known) == model_of(file)) {
            newest.push(file);
        }
    }
    newest.reverse();
    newest
}

fn model_of(file: &Map<String, Value>) -> &str {
    let known =
        ["model_name", "name", "version_id"].iter().find_map(|key| file.get(*key)?.as_str());
    known.unwrap_or("model without a name")
}

/// What the versions have in common: the keys known to be in most files.
fn versions(files: &[Map<String, Value>]) -> Block {
    const KEYS: [(&str, &str, Align); 7] = [
        ("version_id", "Version", Align::Text),
        ("trained_at", "Trained", Align::Text),
        ("n_train", "Sessions trained on", Align::Number),
        ("n_val", "Held out", Align::Number),
        ("contamination", "Contamination", Align::Number),
        ("threshold", "Threshold", Align::Number),
        ("val_anomaly_rate", "Anomalous of held out", Align::Number),
    ];
    let cell = |file: &Map<String, Value>, key: &str| {
        file.get(key).map_or_else(|| Cell::Unknown("not in the file".to_owned()), fact)
    };
    let mut files: Vec<_> = files.iter().rev().collect();
    // A stable sort: files without an instant keep the order of their names, after the others.
    files.sort_by_key(|file| Reverse(file.get("trained_at").and_then(Value::as_str)));
    let rows = files
        .into_iter()
        .take(MOST_VERSIONS)
        .map(|file| KEYS.iter().map(|(key, _, _)| cell(file, key)).collect())
        .collect();
    let columns: Vec<(&str, Align)> = KEYS.iter().map(|(_, text, align)| (*text, *align)).collect();
    parts::table("Versions of the models", &columns, rows)
}

fn name(model: &str) -> &str {
    if model.is_empty() { "unnamed model" } else { model }
}

fn volumes(stats: &[ScoringStats]) -> Block {
    if stats.is_empty() {
        return parts::empty(
            "No session was scored in the last 7 days.",
            "The detector scores every few minutes, once there are requests.",
        );
    }
    let rows = stats
        .iter()
        .map(|row| {
            vec![
                parts::value("model_name", &row.model_name, "unnamed"),
                Cell::Count(row.scored),
                Cell::Count(row.anomalous),
                Cell::Text(share(row.anomalous, row.scored)),
                Cell::Ago(row.first_seen),
                Cell::Ago(row.last_seen),
                Cell::Prose(meaning(&row.model_name).to_owned()),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 7] = [
        ("Model", Align::Text),
        ("Scored", Align::Number),
        ("Anomalous", Align::Number),
        ("Share", Align::Number),
        ("First", Align::Text),
        ("Newest", Align::Text),
        ("What it reads", Align::Prose),
    ];
    parts::table("Scored sessions per model", &COLUMNS, rows)
}

fn meaning(model: &str) -> &'static str {
    match model {
        "Complet" => "Sessions whose TLS and TCP handshakes are known, with all features.",
        "Applicatif" => "Sessions known by their requests alone, without handshakes.",
        _ => "",
    }
}

fn over_time(hours: &[&ModelHour], now: Timestamp, zone: Zone) -> Block {
    const STEP: u32 = 3 * HOUR;
    let starts = parts::bucket_starts(now - 7 * DAY, now, STEP, Zone::default());
    let columns: Vec<Vec<u64>> = starts
        .iter()
        .map(|start| {
            let within = hours.iter().filter(|hour| hour.hour.0 - hour.hour.0 % STEP == start.0);
            let (scored, anomalous) = within
                .fold((0, 0), |(scored, bad), hour| (scored + hour.scored, bad + hour.anomalous));
            vec![anomalous, scored - anomalous.min(scored)]
        })
        .collect();
    let most = columns.iter().map(|parts| parts.iter().sum::<u64>()).max().unwrap_or(0);
    let width = 1.0 / starts.len().max(1) as f32;
    let points = starts.iter().zip(&columns).enumerate().map(|(at, (start, parts))| Point {
        place: [at as f32 * width, 0.0, width, 1.0],
        text: format!(
            "{} {}: {} anomalous, {} not",
            zone.spaced(*start),
            zone.name(),
            exact(parts[0]),
            exact(parts[1])
        ),
        window: None,
        href: String::new(),
    });
    let points = points.collect();
    let mut table = parts::numbers(
        "Scored sessions over time",
        vec![
            parts::head(&format!("From ({})", zone.name()), Align::Text),
            parts::head("Anomalous", Align::Number),
            parts::head("Not anomalous", Align::Number),
        ],
    );
    table.rows = starts
        .iter()
        .zip(&columns)
        .map(|(start, counts)| {
            vec![Cell::Text(zone.spaced(*start)), Cell::Count(counts[0]), Cell::Count(counts[1])]
        })
        .collect();
    parts::plot(PlotBlock {
        label: format!("Scored sessions per 3 hours; most: {}", exact(most)),
        plot: Plot::Columns { top: scale::top(most), columns },
        values: Vec::new(),
        ticks: parts::ticks(&starts, DAY),
        legend: vec![
            ("high".to_owned(), "anomalous".to_owned()),
            ("normal".to_owned(), "not anomalous".to_owned()),
        ],
        points,
        table,
    })
}

/// What a file says, its lists and maps in short.
fn facts(file: &Map<String, Value>) -> Vec<Block> {
    let facts = file.iter().take(MOST_FACTS).map(|(key, value)| (key.clone(), fact(value)));
    let mut blocks = vec![Block::Facts(facts.collect())];
    if file.len() > MOST_FACTS {
        blocks.push(Block::Words(format!("and {} more entries", file.len() - MOST_FACTS)));
    }
    blocks
}

fn fact(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Unknown("unknown".to_owned()),
        Value::Bool(is) => Cell::Text(if *is { "yes" } else { "no" }.to_owned()),
        Value::Number(number) => match (number.as_u64(), number.as_f64()) {
            (Some(count), _) => Cell::Count(count),
            (None, Some(value)) => Cell::Decimal(value, 4),
            (None, None) => Cell::Text(number.to_string()),
        },
        Value::String(text) => match Timestamp::parse(text.trim_end_matches('Z')) {
            Some(at) => Cell::Moment(at),
            None => Cell::Prose(text.clone()),
        },
        Value::Array(entries) => {
            let names: Vec<&str> = entries.iter().filter_map(Value::as_str).collect();
            match names.len() == entries.len() && !names.is_empty() {
                true => Cell::Named(format!("{} entries", entries.len()), names.join(", ")),
                false => Cell::Text(format!("{} entries", exact(entries.len() as u64))),
            }
        }
        Value::Object(entries) => Cell::Text(format!("{} entries", exact(entries.len() as u64))),
    }
}
