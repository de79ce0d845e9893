//! Requests per hour, and in which hours each JA4 was seen.

use std::cmp::Reverse;

use super::parts::{empty, heads, ticks};
use crate::board::{Align, BandsBlock, Block, Cell, Plot, PlotBlock, Point, TableBlock};
use crate::charts::{Token, columns, scale, strip};
use crate::domain::ip_summary::HourActivity;
use crate::domain::time::{HOUR, Timestamp};
use crate::domain::zone::Zone;
use crate::ui::number;

/// Fingerprints that get a band of their own.
const BANDS: usize = 8;

/// The chart with its bands and its table.
pub(super) fn blocks(hours: &[HourActivity], zone: Zone) -> Vec<Block> {
    if hours.iter().all(|hour| hour.hits == 0) {
        return vec![empty(
            "No request of this address in the last 24 hours.",
            "Older activity, if any is kept, stands under detections and scores.",
        )];
    }
    let most = hours.iter().map(|hour| hour.hits).max().unwrap_or(0);
    let top = scale::top(most);
    let drawn: Vec<columns::Column> = hours.iter().map(column).collect();
    let has_detections = hours.iter().any(|hour| hour.detections > 0);
    let meanings = [("accent", "requests"), ("mark", "hours with detections")];
    let legend = meanings.iter().filter(|_| has_detections);
    let width = 1.0 / hours.len().max(1) as f32;
    let points = hours.iter().enumerate().map(|(at, hour)| Point {
        place: [at as f32 * width, 0.0, width, 1.0],
        text: words(hour, zone),
        window: None,
        href: String::new(),
    });
    let starts: Vec<Timestamp> = hours.iter().map(|hour| hour.window_start).collect();
    let chart = PlotBlock {
        label: format!("Requests per hour over 24 hours; most in one hour: {most}"),
        plot: Plot::Drawn { svg: columns::svg(&drawn, top), shape: "wide".to_owned() },
        values: vec![number::compact(top), number::compact(top / 2), "0".to_owned()],
        ticks: ticks(&starts, HOUR),
        legend: legend.map(|(key, word)| ((*key).to_owned(), (*word).to_owned())).collect(),
        points: points.collect(),
        table: table(hours, zone),
    };
    let mut blocks = vec![Block::Plot(chart)];
    blocks.extend(bands(hours));
    blocks
}

fn column(hour: &HourActivity) -> columns::Column {
    columns::Column {
        parts: vec![(Token::Accent, hour.hits)],
        hover: String::new(),
        is_marked: hour.detections > 0,
    }
}

/// What the chart says about an hour.
fn words(hour: &HourActivity, zone: Zone) -> String {
    let ja4s: String = hour.all_ja4s.iter().map(|ja4| format!("\n{}", named(ja4))).collect();
    let detections = match hour.detections {
        0 => String::new(),
        found => format!(", {found} detections"),
    };
    let (clock, zone) = (zone.clock(hour.window_start), zone.name());
    format!("{clock} {zone}: {} requests{detections}{ja4s}", hour.hits)
}

fn named(ja4: &str) -> &str {
    if ja4.is_empty() { "no JA4" } else { ja4 }
}

/// One strip per fingerprint, those seen in most hours first.
fn bands(hours: &[HourActivity]) -> Vec<Block> {
    let bands = ranked(hours);
    let rest = bands.len().saturating_sub(BANDS);
    let strips = bands.iter().take(BANDS).enumerate().map(|(at, (ja4, cells))| {
        let count = hours_of(cells);
        let words = if count == 1 { "1 hour".to_owned() } else { format!("{count} hours") };
        let strip = strip::svg(cells, Token::Series(at));
        ((*ja4).to_owned(), format!("seen in {words}"), strip)
    });
    let title = "JA4 fingerprints by hour".to_owned();
    let mut blocks = vec![Block::Bands(BandsBlock { title, bands: strips.collect() })];
    if rest > 0 {
        let words = format!("and {rest} more JA4s, listed in the table");
        blocks.push(Block::Note(words, "hint".to_owned()));
    }
    blocks
}

/// Each fingerprint with the hours it was seen in, those of most hours first, then by name.
fn ranked(hours: &[HourActivity]) -> Vec<(&str, Vec<bool>)> {
    let mut seen: Vec<(&str, Vec<bool>)> = Vec::new();
    for ja4 in hours.iter().flat_map(|hour| &hour.all_ja4s) {
        if seen.iter().any(|(known, _)| known == ja4) {
            continue;
        }
        let cells: Vec<bool> = hours.iter().map(|hour| hour.all_ja4s.contains(ja4)).collect();
        let rank = (Reverse(hours_of(&cells)), ja4.as_str());
        let at = seen.partition_point(|(known, cells)| (Reverse(hours_of(cells)), *known) < rank);
        seen.insert(at, (ja4, cells));
    }
    seen
}

fn hours_of(cells: &[bool]) -> usize {
    cells.iter().filter(|is_seen| **is_seen).count()
}

fn table(hours: &[HourActivity], zone: Zone) -> TableBlock {
    let hour = format!("Hour ({})", zone.name());
    let columns = [
        (hour.as_str(), Align::Text),
        ("Requests", Align::Number),
        ("Detections", Align::Number),
        ("JA4s", Align::Prose),
    ];
    let rows = hours.iter().map(|hour| {
        let ja4s: Vec<&str> = hour.all_ja4s.iter().map(|ja4| named(ja4)).collect();
        vec![
            Cell::Text(zone.spaced(hour.window_start)),
            Cell::Count(hour.hits),
            Cell::Count(hour.detections),
            Cell::Text(ja4s.join(", ")),
        ]
    });
    TableBlock {
        label: "Requests per hour".to_owned(),
        columns: heads(&columns),
        rows: rows.collect(),
    }
}
