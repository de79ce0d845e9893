//! Detections per hour, stacked by level.

use std::cmp::Reverse;

use leptos::prelude::*;

use crate::charts::columns::{self, Column};
use crate::charts::{Token, scale};
use crate::domain::overview::{HourLevelCount, Overview};
use crate::domain::threat::ThreatLevel;
use crate::domain::time::Timestamp;
use crate::ui::badge::level_key;
use crate::ui::chart::HourChart;
use crate::ui::empty::Empty;
use crate::ui::number;
use crate::ui::table::{Kind, Table, text};

/// Hours of the window with their counts, as one level had them.
#[must_use]
pub(super) fn per_hour(overview: &Overview, level: &ThreatLevel) -> Vec<u64> {
    let rows = &overview.timeline_by_level;
    let found = |hour| rows.iter().find(|row| row.hour == hour && row.threat_level == *level);
    overview.timeline.iter().map(|row| found(row.hour).map_or(0, |row| row.cnt)).collect()
}

/// The chart with its legend and its table.
#[must_use]
pub(super) fn view(overview: &Overview) -> AnyView {
    if overview.timeline.iter().all(|hour| hour.cnt == 0) {
        return view! {
            <Empty
                why="Nothing was detected in these 24 hours."
                help="If you expected something, look at the freshness of the sources below."
            />
        }
        .into_any();
    }
    let hours = hours(overview);
    let columns: Vec<Column> = hours.iter().map(column).collect();
    let most = hours.iter().map(|hour| hour.total).max().unwrap_or(0);
    let top = scale::top(most);
    let present = ThreatLevel::ALL
        .iter()
        .filter(|level| hours.iter().any(|hour| hour.levels.iter().any(|(l, _)| l == *level)))
        .map(|level| (level_key(level), level.as_str().replace('_', " ")))
        .collect();
    let label = format!(
        "Detections per hour, {} to {} UTC; most in one hour: {most}",
        overview.timeline.first().map(|hour| hour.hour.clock()).unwrap_or_default(),
        overview.timeline.last().map(|hour| hour.hour.clock()).unwrap_or_default(),
    );
    view! {
        <HourChart
            label
            svg=columns::svg(&columns, top)
            values=vec![number::compact(top), number::compact(top / 2), "0".to_owned()]
            hours=hours.iter().map(|hour| hour.start.clock()).collect()
            legend=present
            table=table(&hours)
        />
    }
    .into_any()
}

struct Hour {
    start: Timestamp,
    total: u64,
    /// Most severe first; foreign words after ours.
    levels: Vec<(ThreatLevel, u64)>,
}

fn hours(overview: &Overview) -> Vec<Hour> {
    let hours = overview.timeline.iter().map(|row| Hour {
        start: row.hour,
        total: row.cnt,
        levels: levels_of(row.hour, &overview.timeline_by_level),
    });
    hours.collect()
}

/// Put in place one by one: a handful of levels is not worth a sort's code in the browser.
fn levels_of(hour: Timestamp, rows: &[HourLevelCount]) -> Vec<(ThreatLevel, u64)> {
    let mut levels: Vec<(ThreatLevel, u64)> = Vec::new();
    for row in rows.iter().filter(|row| row.hour == hour && row.cnt > 0) {
        let level = &row.threat_level;
        let rank = (Reverse(level.severity()), level.as_str());
        let at = levels.partition_point(|(l, _)| (Reverse(l.severity()), l.as_str()) < rank);
        levels.insert(at, (level.clone(), row.cnt));
    }
    levels
}

fn column(hour: &Hour) -> Column {
    let parts = hour.levels.iter().map(|(level, count)| (Token::Level(level_key(level)), *count));
    let words = hour.levels.iter().map(|(level, count)| format!("\n{level}: {count}"));
    Column {
        parts: parts.collect(),
        hover: format!("{} UTC: {}{}", hour.start.clock(), hour.total, words.collect::<String>()),
        is_marked: false,
    }
}

fn table(hours: &[Hour]) -> AnyView {
    let rows = hours.iter().map(|hour| {
        let levels = hour.levels.iter().map(|(level, count)| format!("{level} {count}"));
        vec![
            text(hour.start.spaced()),
            text(number::exact(hour.total)),
            text(levels.collect::<Vec<_>>().join(", ")),
        ]
    });
    const COLUMNS: [(&str, Kind); 3] =
        [("Hour (UTC)", Kind::Text), ("Detections", Kind::Number), ("By level", Kind::Prose)];
    view! { <Table label="Detections per hour" columns=&COLUMNS rows=rows.collect()/> }.into_any()
}
