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
use crate::ui::number::{decimal, exact, share};

/// Versions that are listed.
const MOST_VERSIONS: usize = 50;
/// Entries of a file, or of a list or map in it, that are shown.
const MOST_FACTS: usize = 60;
/// Maps within each other that are unfolded; what is deeper is shown in one line.
const DEEPEST: u8 = 2;
/// Entries of a line, and its length in characters.
const MOST_WORDS: usize = 100;
const LONGEST_LINE: usize = 1_000;

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
        return parts::unscored("No session was scored in the last 7 days.");
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

/// What a file says: values first, then its lists and maps, each to be unfolded.
fn facts(file: &Map<String, Value>) -> Vec<Block> {
    entries(file, DEEPEST)
}

fn entries(map: &Map<String, Value>, depth: u8) -> Vec<Block> {
    let (nested, plain): (Vec<_>, Vec<_>) =
        map.iter().take(MOST_FACTS).partition(|(_, value)| is_nested(value));
    let mut blocks = Vec::new();
    if !plain.is_empty() {
        let facts = plain.into_iter().map(|(key, value)| (key.clone(), fact(value)));
        blocks.push(Block::Facts(facts.collect()));
    }
    for (key, value) in nested {
        let inside = match value {
            Value::Object(map) if depth > 0 => entries(map, depth - 1),
            Value::Array(list) if list.iter().any(is_nested) => {
                let lines = list.iter().take(MOST_FACTS).map(|entry| Block::Words(inline(entry)));
                lines.chain(more(list.len())).collect()
            }
            value => vec![Block::Words(inline(value))],
        };
        blocks.push(Block::Folded(format!("{key}: {}", counted(length(value))), inside));
    }
    blocks.extend(more(map.len()));
    blocks
}

/// What is left out of so many entries.
fn more(entries: usize) -> Option<Block> {
    let more = entries.checked_sub(MOST_FACTS).filter(|more| *more > 0)?;
    Some(Block::Words(format!("and {} more", exact(more as u64))))
}

/// A value in one line: entries of lists apart by commas, those of maps by semicolons.
fn inline(value: &Value) -> String {
    let words = match value {
        Value::Array(list) => {
            list.iter().take(MOST_WORDS).map(inline).collect::<Vec<_>>().join(", ")
        }
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| format!("{key}: {}", inline(value));
            map.iter().take(MOST_WORDS).map(entry).collect::<Vec<_>>().join("; ")
        }
        Value::String(text) => text.clone(),
        Value::Number(number) if !number.is_u64() => {
            number.as_f64().map_or_else(|| number.to_string(), |value| decimal(value, 4))
        }
        other => other.to_string(),
    };
    match words.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

fn is_nested(value: &Value) -> bool {
    length(value) > 0
}

/// Entries of a list or a map.
fn length(value: &Value) -> u64 {
    match value {
        Value::Array(list) => list.len() as u64,
        Value::Object(map) => map.len() as u64,
        _ => 0,
    }
}

fn counted(entries: u64) -> String {
    let word = if entries == 1 { "entry" } else { "entries" };
    format!("{} {word}", exact(entries))
}

fn fact(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Unknown("unknown".to_owned()),
        Value::Bool(is) => Cell::Text(if *is { "yes" } else { "no" }.to_owned()),
        Value::Number(number) => match (number.as_u64(), number.as_f64()) {
            // It may be a number or a name of something.
            (Some(count), _) => Cell::Text(count.to_string()),
            (None, Some(value)) => Cell::Decimal(value, 4),
            (None, None) => Cell::Text(number.to_string()),
        },
        Value::String(text) => match Timestamp::parse(text.trim_end_matches('Z')) {
            Some(at) => Cell::Moment(at),
            None => Cell::Prose(text.clone()),
        },
        Value::Array(_) | Value::Object(_) => match length(value) {
            0 => Cell::Unknown("empty".to_owned()),
            length => Cell::Text(counted(length)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(blocks: &[Block]) -> Vec<(&str, &[Block])> {
        let pairs = blocks.iter().filter_map(|block| match block {
            Block::Folded(label, inside) => Some((label.as_str(), inside.as_slice())),
            _ => None,
        });
        pairs.collect()
    }

    fn words(text: &str) -> Block {
        Block::Words(text.to_owned())
    }

    #[test]
    fn lists_and_maps_of_a_file_are_unfolded() {
        let file = serde_json::json!({
            "name": "m",
            "baseline": { "kind": "human", "sessions": 3, "deeper": { "a": [1, 2.5] } },
            "features": ["hits", "post_ratio"],
            "columns": [{ "name": "hits", "ends": [1, 9] }, { "name": "posts", "ends": [] }],
            "nothing": {},
        });
        let blocks = facts(file.as_object().unwrap());
        assert!(matches!(&blocks[0], Block::Facts(facts) if facts.len() == 2));
        let found = folded(&blocks);
        let labels: Vec<&str> = found.iter().map(|(label, _)| *label).collect();
        assert_eq!(labels, ["baseline: 3 entries", "columns: 2 entries", "features: 2 entries"]);
        assert!(matches!(&found[0].1[0], Block::Facts(facts) if facts.len() == 2));
        let deeper = folded(found[0].1)[0];
        assert_eq!((deeper.0, folded(deeper.1)[0].1), ("deeper: 1 entry", &[words("1, 2.5")][..]));
        assert_eq!(found[1].1, [words("ends: 1, 9; name: hits"), words("ends: ; name: posts")]);
        assert_eq!(found[2].1, [words("hits, post_ratio")]);
    }

    #[test]
    fn a_file_of_any_size_and_depth_is_shown_within_bounds() {
        let mut deep = serde_json::json!({ "end": 1 });
        for _ in 0..100 {
            deep = serde_json::json!({ "deep": deep });
        }
        let long = vec![0.123_456; 10_000];
        let file = serde_json::json!({ "deep": deep, "long": long, "rows": vec![[1]; 1_000] });
        let blocks = facts(file.as_object().unwrap());
        let found = folded(&blocks);
        let depth =
            std::iter::successors(Some(found[0]), |(_, inside)| folded(inside).first().copied());
        assert_eq!(depth.count(), usize::from(DEEPEST) + 1);
        assert!(
            matches!(&found[1].1[0], Block::Words(line) if line.chars().count() <= LONGEST_LINE + 1)
        );
        assert_eq!(found[2].1.len(), MOST_FACTS + 1);
        assert_eq!(found[2].1.last(), Some(&words("and 940 more")));
    }
}
