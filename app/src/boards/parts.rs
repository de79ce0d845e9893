//! Pieces that boards share.

use super::Request;
use crate::board::{
    Align, Axis, Block, Board, BoardPanel, Cell, Choice, Head, PlotBlock, RefusedSpan, TableBlock,
    Tick,
};
use crate::charts::radar;
use crate::domain::invalid::Invalid;
use crate::domain::metric;
use crate::domain::models::MIN_SESSIONS;
use crate::domain::params::Params;
use crate::domain::range::Range;
use crate::domain::time::{DAY, HOUR, Timestamp};
use crate::domain::zone::Zone;
use crate::error::AppError;
use crate::store::Error;
use crate::ui::number;

/// A refused parameter as the page shows it.
pub(super) fn refused(invalid: &Invalid) -> AppError {
    AppError::Invalid { field: invalid.field.to_owned(), reason: invalid.rule.to_string() }
}

/// The time span that was asked for, when it is what was refused.
pub(super) fn refused_span(invalid: &Invalid, params: &Params) -> Option<RefusedSpan> {
    let text = match invalid.field {
        "range" => invalid.input.clone(),
        "from" | "to" => {
            let end = |name| params.get(name).unwrap_or_default();
            format!("{} to {}", end("from"), end("to"))
        }
        _ => return None,
    };
    Some(RefusedSpan { text, reason: invalid.rule.to_string() })
}

/// The parameters with the time span a page has when none is asked for.
pub(super) fn without_span(params: &Params) -> Params {
    ["range", "from", "to"].iter().fold(params.clone(), |rest, name| rest.without(name))
}

/// What a page says in place of its figures while its time span cannot be read.
pub(super) fn no_span() -> Block {
    empty("Nothing was asked of the database.", "Correct the time span above, or choose another.")
}

/// A panel.
pub(super) fn panel(title: &str, note: &str, span: u8, blocks: Vec<Block>) -> BoardPanel {
    BoardPanel { title: title.to_owned(), note: note.to_owned(), span, blocks }
}

/// What stands where a part has nothing to show.
pub(super) fn empty(why: &str, help: &str) -> Block {
    Block::Empty { why: why.to_owned(), help: help.to_owned() }
}

/// What stands where nothing was scored.
pub(super) fn unscored(why: &str) -> Block {
    let help = format!(
        "The detector scores every few minutes, once there are {MIN_SESSIONS} sessions to learn from."
    );
    empty(why, &help)
}

/// Headings that order nothing.
pub(super) fn heads(heads: &[(&str, Align)]) -> Vec<Head> {
    heads.iter().map(|(text, align)| head(text, *align)).collect()
}

/// Text that may be long, or why there is none.
pub(super) fn prose(value: impl Into<String>, unknown: &str) -> Cell {
    let value = value.into();
    if value.is_empty() { Cell::Unknown(unknown.to_owned()) } else { Cell::Prose(value) }
}

/// A share of a whole as a number.
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// A heading that orders nothing.
pub(super) fn head(text: &str, align: Align) -> Head {
    let about = metric::meaning(text).unwrap_or_default().to_owned();
    Head { text: text.to_owned(), align, sort: String::new(), order: None, about }
}

/// The spans of time offered, the one that holds marked.
pub(super) fn ranges(path: &str, params: &Params, current: Option<Range>) -> Vec<Choice> {
    Range::OFFERED
        .iter()
        .filter_map(|(key, words)| {
            let range = Range::from_params(&Params::default().with("range", key)).ok()??;
            Some(Choice {
                text: (*words).to_owned(),
                href: range.put_into(params).href(path),
                is_current: Some(range) == current,
            })
        })
        .collect()
}

/// Seconds of one column of a chart over a span, so that 24 to 60 columns cover it.
pub(super) fn bucket(seconds: u32) -> u32 {
    const STEPS: [u32; 9] = [15, 60, 300, 900, 1_800, HOUR, 3 * HOUR, 6 * HOUR, DAY];
    STEPS.into_iter().find(|step| seconds / step <= 60).unwrap_or(7 * DAY)
}

/// The starts of all columns of a window, round on a zone's clock, oldest first, at most 200.
pub(super) fn bucket_starts(
    from: Timestamp,
    to: Timestamp,
    step: u32,
    zone: Zone,
) -> Vec<Timestamp> {
    // A row years ahead must not draw a column for every step until then.
    const MOST: usize = 200;
    let first = from.0 - zone.wall(from).0 % step;
    (first..to.0.max(first + 1)).step_by(step as usize).take(MOST).map(Timestamp).collect()
}

/// Labels under a chart over time: about eight, at round places.
pub(super) fn ticks(starts: &[Timestamp], step: u32) -> Vec<(f32, Tick)> {
    let every = starts.len().div_ceil(8).max(1);
    let label = |at: Timestamp| if step >= 6 * HOUR { Tick::Date(at) } else { Tick::Clock(at) };
    let count = starts.len().max(1) as f32;
    starts
        .iter()
        .enumerate()
        .step_by(every)
        .map(|(at, start)| (at as f32 / count, label(*start)))
        // There is no room for one that begins at the end.
        .filter(|(place, _)| *place < 0.94)
        .collect()
}

/// An empty table under a chart's drawing gets its rows here.
pub(super) fn numbers(label: &str, columns: Vec<Head>) -> TableBlock {
    TableBlock { label: label.to_owned(), columns, rows: Vec::new() }
}

/// A chart as a block.
pub(super) fn plot(plot: PlotBlock) -> Block {
    Block::Plot(plot)
}

/// A number that may be unknown, with so many decimals at most.
pub(super) fn decimal(value: Option<f64>, places: u8) -> Cell {
    match value {
        Some(value) if value.is_finite() => Cell::Decimal(value, places),
        _ => Cell::Unknown("not computed".to_owned()),
    }
}

/// Values on one axis, and whose they are.
type Owned = Vec<(&'static str, Option<f64>)>;

/// What a radar's axes show: the name of each, and the values on it.
pub(super) fn axes(axes: Vec<(String, Owned)>) -> Vec<Axis> {
    let words = |(whose, value): (&str, Option<f64>)| match value {
        Some(value) if value.is_finite() => format!("{whose} {}", number::decimal(value, 3)),
        _ => format!("{whose} not computed"),
    };
    let places = radar::names(axes.len());
    let axis = |(place, (name, values)): (_, (String, Owned))| {
        let said = values.into_iter().map(words).collect::<Vec<_>>().join(", ");
        Axis { place, name, said }
    };
    places.into_iter().zip(axes).map(axis).collect()
}

/// A value that may be empty.
pub(super) fn value(field: &str, text: &str, absent: &str) -> Cell {
    match text {
        "" => Cell::Unknown(absent.to_owned()),
        text => Cell::Value(field.to_owned(), text.to_owned()),
    }
}

/// A fingerprint that may be empty.
pub(super) fn ja4(text: &str) -> Cell {
    match text {
        "" => Cell::Unknown("no JA4".to_owned()),
        text => Cell::Ja4(text.to_owned()),
    }
}

/// A share of a whole as a bar.
pub(super) fn bar(part: u64, whole: u64, key: &str) -> Cell {
    Cell::Bar(part as f64 / whole.max(1) as f64, key.to_owned())
}

/// A table.
pub(super) fn table(label: &str, columns: &[(&str, Align)], rows: Vec<Vec<Cell>>) -> Block {
    Block::Table(TableBlock { label: label.to_owned(), columns: heads(columns), rows })
}

/// The answer to a question, or its failure in the place of what it would have filled.
pub(super) fn answered<T>(
    answer: Result<T, Error>,
    request: &Request<'_>,
    draw: impl FnOnce(&T) -> Vec<BoardPanel>,
    title: &str,
) -> Vec<BoardPanel> {
    match answer {
        Ok(answer) => draw(&answer),
        Err(error) => {
            vec![panel(title, "", 12, vec![Block::Failed((request.failed)(error))])]
        }
    }
}

/// A page over the sessions of the last 24 hours, which is all its view holds.
pub(super) fn of_the_day(request: &Request<'_>, panels: Vec<BoardPanel>) -> Board {
    Board {
        as_of: request.now,
        zone: request.zone,
        span: "sessions of the last 24 hours".to_owned(),
        ranges: Vec::new(),
        address: String::new(),
        refused: None,
        is_text: false,
        chips: Vec::new(),
        lead: Vec::new(),
        panels,
    }
}

/// What a page says about a database without the view it rests on.
pub(super) fn no_view(view: &str) -> Vec<BoardPanel> {
    let why = format!("This database has no {view}.");
    vec![panel(
        "Not in this database",
        "",
        12,
        vec![empty(&why, "Run ja4soc doctor to see what is missing, page by page.")],
    )]
}

/// Style key of a kind of network.
pub(super) fn label_key(label: &str) -> &'static str {
    match label {
        "human" | "isp" => "series-3",
        "datacenter" => "series-2",
        "hosting" => "series-7",
        "cdn" => "series-1",
        "vpn" => "series-6",
        "bot" | "scanner" => "series-4",
        _ => "series-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_draws_no_endless_chart() {
        let from = Timestamp::parse("2026-11-19T10:20:00").unwrap();
        let hours = bucket_starts(from, Timestamp(from.0 + DAY), HOUR, Zone::default());
        assert_eq!(hours.len(), 25);
        assert_eq!(hours[0], Timestamp::parse("2026-11-19T10:00:00").unwrap());
        assert_eq!(bucket_starts(from, Timestamp(u32::MAX), 15, Zone::default()).len(), 200);
        let east = bucket_starts(from, Timestamp(from.0 + DAY), DAY, Zone::parse("330"));
        assert_eq!(east[0], Timestamp::parse("2026-11-18T18:30:00").unwrap());
    }
}
