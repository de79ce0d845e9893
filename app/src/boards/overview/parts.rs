//! The smaller panels of the overview: levels, models, browsers, freshness.

use leptos::prelude::*;

use crate::domain::overview::{BrowserCount, LevelCount, Overview};
use crate::domain::time::{HOUR, Timestamp};
use crate::ui::badge::{Badge, level_key};
use crate::ui::bar::Bar;
use crate::ui::empty::Empty;
use crate::ui::number;
use crate::ui::table::{Column, Kind, Table, long_text, text};
use crate::ui::timestamp::Ago;

const LEVELS: [Column; 4] = [
    ("Level", Kind::Text),
    ("Bar", Kind::Bar),
    ("Share", Kind::Number),
    ("Sessions", Kind::Number),
];
const FAMILIES: [Column; 4] = [
    ("Family", Kind::Text),
    ("Bar", Kind::Bar),
    ("Share", Kind::Number),
    ("Sessions", Kind::Number),
];

const NOT_SCORED: &str = "No session was scored in these 24 hours.";
const DETECTOR_HELP: &str = "The detector scores every few minutes, once there are requests.";

/// Scored sessions per level with their share.
#[must_use]
pub(super) fn levels(distribution: &[LevelCount]) -> AnyView {
    let total: u64 = distribution.iter().map(|level| level.cnt).sum();
    if total == 0 {
        return view! { <Empty why=NOT_SCORED help=DETECTOR_HELP/> }.into_any();
    }
    let rows = distribution.iter().map(|row| {
        let level = row.threat_level.clone();
        let bar = level_key(&level);
        vec![
            view! { <Badge level/> }.into_any(),
            view! { <Bar ratio=ratio(row.cnt, total) level=bar/> }.into_any(),
            text(number::share(row.cnt, total)),
            text(number::exact(row.cnt)),
        ]
    });
    view! { <Table label="Threat levels" columns=&LEVELS rows=rows.collect()/> }.into_any()
}

/// Scored sessions per browser family with their share.
#[must_use]
pub(super) fn browsers(stats: &[BrowserCount]) -> AnyView {
    let total: u64 = stats.iter().map(|browser| browser.cnt).sum();
    if total == 0 {
        return view! {
            <Empty
                why="No scored session had the JA4 of a known browser."
                help="Clear-text HTTP has no JA4, and new browser versions have to be learned."
            />
        }
        .into_any();
    }
    let rows = stats.iter().map(|row| {
        vec![
            long_text(&row.browser_family, "unknown"),
            view! { <Bar ratio=ratio(row.cnt, total)/> }.into_any(),
            text(number::share(row.cnt, total)),
            text(number::exact(row.cnt)),
        ]
    });
    view! { <Table label="Browsers" columns=&FAMILIES rows=rows.collect()/> }.into_any()
}

/// What each model scored and found.
#[must_use]
pub(super) fn models(overview: &Overview) -> AnyView {
    if overview.models.is_empty() {
        return view! { <Empty why=NOT_SCORED help=DETECTOR_HELP/> }.into_any();
    }
    const COLUMNS: [Column; 3] =
        [("Model", Kind::Text), ("Scored", Kind::Number), ("Last cycle", Kind::Text)];
    let rows = overview.models.iter().map(|model| {
        vec![
            long_text(&model.model_name, "unnamed"),
            text(number::exact(model.scored)),
            view! { <Ago at=model.last_scored as_of=overview.as_of/> }.into_any(),
        ]
    });
    view! { <Table label="Models" columns=&COLUMNS rows=rows.collect()/> }.into_any()
}

/// How old each source's newest row is, with a word where it is too old to rely on.
#[must_use]
pub(super) fn freshness(overview: &Overview) -> AnyView {
    const COLUMNS: [Column; 3] =
        [("Source", Kind::Text), ("Newest row", Kind::Text), ("State", Kind::Text)];
    let rows = overview.freshness.iter().map(|source| {
        let newest = match source.newest {
            Some(at) => view! { <Ago at as_of=overview.as_of/> }.into_any(),
            None => view! { <span class="unknown">"no rows"</span> }.into_any(),
        };
        vec![text(source.name.clone()), newest, state(source.newest, overview.as_of)]
    });
    view! { <Table label="Freshness of each source" columns=&COLUMNS rows=rows.collect()/> }
        .into_any()
}

fn state(newest: Option<Timestamp>, as_of: Timestamp) -> AnyView {
    // Aggregates cover whole hours, so an hour and a bit is their normal age.
    let (key, word) = match newest {
        None => ("empty", "empty"),
        Some(at) if as_of.since(at) > 2 * HOUR => ("stale", "stale"),
        Some(_) => ("fresh", "fresh"),
    };
    view! { <span class="state" data-state=key>{word}</span> }.into_any()
}

fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}
