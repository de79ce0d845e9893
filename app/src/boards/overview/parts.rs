//! The smaller panels of the overview: levels, models, browsers, freshness.

use super::common::{empty, ratio, table, unscored, value};
use crate::board::{Align, Block, Cell};
use crate::domain::overview::{BrowserCount, LevelCount, Overview};
use crate::domain::params::Params;
use crate::domain::time::{HOUR, Timestamp};
use crate::ui::badge::level_key;
use crate::ui::number;

const NOT_SCORED: &str = "No session was scored in these 24 hours.";

/// Scored sessions per level with their share.
pub(super) fn levels(distribution: &[LevelCount]) -> Block {
    let total: u64 = distribution.iter().map(|level| level.cnt).sum();
    if total == 0 {
        return unscored(NOT_SCORED);
    }
    let rows = distribution.iter().map(|row| {
        let first = Cell::Level(row.threat_level.clone());
        let sessions = scored("threat_level", row.threat_level.as_str(), row.cnt);
        shared(first, level_key(&row.threat_level), (row.cnt, total), sessions)
    });
    table("Threat levels", &shares("Level"), rows.collect())
}

/// Scored sessions per browser family with their share of all.
pub(super) fn browsers(stats: &[BrowserCount], total: u64) -> Block {
    if stats.is_empty() {
        return empty(
            "No scored session had the JA4 of a known browser.",
            "Clear-text HTTP has no JA4, and new browser versions have to be learned.",
        );
    }
    let rows = stats.iter().map(|row| {
        let first = value("browser_family", &row.browser_family, "unknown");
        let sessions = scored("browser_family", &row.browser_family, row.cnt);
        shared(first, "", (row.cnt, total), sessions)
    });
    table("Browsers", &shares("Family"), rows.collect())
}

fn shares(first: &str) -> [(&str, Align); 4] {
    [
        (first, Align::Text),
        ("Bar", Align::Bar),
        ("Share", Align::Number),
        ("Sessions", Align::Number),
    ]
}

fn shared(first: Cell, bar: &str, (count, total): (u64, u64), sessions: Cell) -> Vec<Cell> {
    vec![
        first,
        Cell::Bar(ratio(count, total), bar.to_owned()),
        Cell::Text(number::share(count, total)),
        sessions,
    ]
}

/// A number of scored sessions, which leads to them unless no filter can ask for the value.
fn scored(field: &str, value: &str, count: u64) -> Cell {
    if value.is_empty() {
        return Cell::Count(count);
    }
    let href = Params::default().and(field, value).and("range", "24h").href("/scores");
    Cell::Link(href, number::exact(count))
}

/// What each model scored and found.
pub(super) fn models(overview: &Overview) -> Block {
    if overview.models.is_empty() {
        return unscored(NOT_SCORED);
    }
    let columns = [("Model", Align::Text), ("Scored", Align::Number), ("Last cycle", Align::Text)];
    let rows = overview.models.iter().map(|model| {
        vec![
            value("model_name", &model.model_name, "unnamed"),
            scored("model_name", &model.model_name, model.scored),
            Cell::Ago(model.last_scored),
        ]
    });
    table("Models", &columns, rows.collect())
}

/// How old each source's newest row is, with a word where it is too old to rely on.
pub(super) fn freshness(overview: &Overview) -> Block {
    let columns = [("Source", Align::Text), ("Newest row", Align::Text), ("State", Align::Text)];
    let rows = overview.freshness.iter().map(|source| {
        let newest = source.newest.map_or_else(|| Cell::Unknown("no rows".to_owned()), Cell::Ago);
        vec![Cell::Text(source.name.clone()), newest, state(source.newest, overview.as_of)]
    });
    table("Freshness of each source", &columns, rows.collect())
}

fn state(newest: Option<Timestamp>, as_of: Timestamp) -> Cell {
    // Aggregates cover whole hours, so an hour and a bit is their normal age.
    let word = match newest {
        None => "empty",
        Some(at) if as_of.since(at) > 2 * HOUR => "stale",
        Some(_) => "fresh",
    };
    Cell::State(word.to_owned(), word.to_owned())
}
