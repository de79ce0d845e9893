//! Detections per hour, stacked by level.

use std::cmp::Reverse;

use super::common::{self, empty};
use crate::board::{Align, Block, Cell, Plot, PlotBlock, Point, TableBlock};
use crate::charts::scale;
use crate::domain::overview::Overview;
use crate::domain::params::Params;
use crate::domain::range::Range;
use crate::domain::threat::ThreatLevel;
use crate::domain::time::{HOUR, Timestamp};
use crate::domain::zone::Zone;
use crate::ui::badge::level_key;

/// Hours of the window with their counts, as one level had them.
pub(super) fn per_hour(overview: &Overview, level: &ThreatLevel) -> Vec<u64> {
    let rows = &overview.timeline_by_level;
    let found = |hour| rows.iter().find(|row| row.hour == hour && row.threat_level == *level);
    overview.timeline.iter().map(|row| found(row.hour).map_or(0, |row| row.cnt)).collect()
}

/// The chart with its legend and its table.
pub(super) fn block(overview: &Overview, zone: Zone) -> Block {
    if overview.timeline.iter().all(|hour| hour.cnt == 0) {
        return empty(
            "Nothing was detected in these 24 hours.",
            "If you expected something, look at the freshness of the sources below.",
        );
    }
    let most = overview.timeline.iter().map(|hour| hour.cnt).max().unwrap_or(0);
    let label = format!(
        "Detections per hour, {} to {} {}; most in one hour: {most}",
        overview.timeline.first().map(|hour| zone.clock(hour.hour)).unwrap_or_default(),
        overview.timeline.last().map(|hour| zone.clock(hour.hour)).unwrap_or_default(),
        zone.name(),
    );
    let levels = levels(overview);
    let columns = overview.timeline.iter().map(|hour| {
        let of = levels_of(hour.hour, overview);
        let count =
            |key: &str| of.iter().filter(|(l, _)| level_key(l) == key).map(|(_, n)| n).sum();
        levels.iter().map(|(key, _)| count(key)).collect()
    });
    let width = 1.0 / overview.timeline.len().max(1) as f32;
    let points = overview.timeline.iter().enumerate().map(|(at, hour)| {
        let words: String = levels_of(hour.hour, overview)
            .iter()
            .map(|(level, count)| format!("\n{level}: {count}"))
            .collect();
        let span = Range::Between { from: hour.hour, to: Timestamp(hour.hour.0 + HOUR) };
        Point {
            place: [at as f32 * width, 0.0, width, 1.0],
            text: format!("{} {}: {}{words}", zone.clock(hour.hour), zone.name(), hour.cnt),
            window: None,
            href: span.put_into(&Params::default()).href("/detections"),
        }
    });
    let starts: Vec<Timestamp> = overview.timeline.iter().map(|hour| hour.hour).collect();
    Block::Plot(PlotBlock {
        label,
        plot: Plot::Columns { top: scale::top(most), columns: columns.collect() },
        values: Vec::new(),
        ticks: common::ticks(&starts, HOUR),
        points: points.collect(),
        table: table(overview, zone),
        legend: levels,
    })
}

/// The levels that occur, ours by severity, then all foreign words as one.
fn levels(overview: &Overview) -> Vec<(String, String)> {
    let mut found: Vec<&ThreatLevel> = overview
        .timeline_by_level
        .iter()
        .filter(|row| row.cnt > 0)
        .map(|row| &row.threat_level)
        .collect();
    found.sort_by_key(|level| (Reverse(level.severity()), level_key(level)));
    found.dedup_by_key(|level| level_key(level));
    found
        .into_iter()
        .map(|level| (level_key(level).to_owned(), level_key(level).replace('_', " ")))
        .collect()
}

/// Most severe first; foreign words after ours.
fn levels_of(hour: Timestamp, overview: &Overview) -> Vec<(&ThreatLevel, u64)> {
    let rows = overview.timeline_by_level.iter();
    let mut levels: Vec<(&ThreatLevel, u64)> = rows
        .filter(|row| row.hour == hour && row.cnt > 0)
        .map(|row| (&row.threat_level, row.cnt))
        .collect();
    levels.sort_by_key(|(level, _)| (Reverse(level.severity()), level.as_str()));
    levels
}

fn table(overview: &Overview, zone: Zone) -> TableBlock {
    let hour = format!("Hour ({})", zone.name());
    let columns =
        [(hour.as_str(), Align::Text), ("Detections", Align::Number), ("By level", Align::Prose)];
    let rows = overview.timeline.iter().map(|hour| {
        let levels = levels_of(hour.hour, overview);
        let words: Vec<String> =
            levels.iter().map(|(level, count)| format!("{level} {count}")).collect();
        vec![
            Cell::Text(zone.spaced(hour.hour)),
            Cell::Count(hour.cnt),
            Cell::Text(words.join(", ")),
        ]
    });
    TableBlock {
        label: "Detections per hour".to_owned(),
        columns: common::heads(&columns),
        rows: rows.collect(),
    }
}
