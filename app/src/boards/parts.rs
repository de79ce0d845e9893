//! Pieces that boards share.

use crate::board::{Align, Block, BoardPanel, Cell, Choice, Head, PlotBlock, TableBlock, Tick};
use crate::domain::invalid::Invalid;
use crate::domain::params::Params;
use crate::domain::range::Range;
use crate::domain::time::{DAY, HOUR, Timestamp};
use crate::error::AppError;

/// A refused parameter as the page shows it.
pub(super) fn refused(invalid: &Invalid) -> AppError {
    AppError::Invalid { field: invalid.field.to_owned(), reason: invalid.rule.to_string() }
}

/// A panel.
pub(super) fn panel(title: &str, note: &str, span: u8, blocks: Vec<Block>) -> BoardPanel {
    BoardPanel { title: title.to_owned(), note: note.to_owned(), span, blocks }
}

/// What stands where a part has nothing to show.
pub(super) fn empty(why: &str, help: &str) -> Block {
    Block::Empty { why: why.to_owned(), help: help.to_owned() }
}

/// Headings that order nothing.
pub(super) fn heads<const N: usize>(heads: [(&str, Align); N]) -> Vec<Head> {
    heads.into_iter().map(|(text, align)| head(text, align)).collect()
}

/// A table whose headings order nothing.
pub(super) fn table<const N: usize>(
    label: &str,
    columns: [(&str, Align); N],
    rows: Vec<Vec<Cell>>,
) -> Block {
    Block::Table(TableBlock { label: label.to_owned(), columns: heads(columns), rows })
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
    Head { text: text.to_owned(), align, sort: String::new(), order: None }
}

/// The spans of time offered, the one that holds marked.
pub(super) fn ranges(path: &str, params: &Params, current: Range) -> Vec<Choice> {
    Range::OFFERED
        .iter()
        .filter_map(|(key, words)| {
            let range = Range::from_params(&Params::default().with("range", key)).ok()??;
            Some(Choice {
                text: (*words).to_owned(),
                href: range.put_into(params).href(path),
                is_current: range == current,
            })
        })
        .collect()
}

/// Seconds of one column of a chart over a span, so that 24 to 60 columns cover it.
pub(super) fn bucket(seconds: u32) -> u32 {
    const STEPS: [u32; 9] = [15, 60, 300, 900, 1_800, HOUR, 3 * HOUR, 6 * HOUR, DAY];
    STEPS.into_iter().find(|step| seconds / step <= 60).unwrap_or(7 * DAY)
}

/// The starts of all columns of a window, oldest first.
pub(super) fn bucket_starts(from: Timestamp, to: Timestamp, step: u32) -> Vec<Timestamp> {
    let first = from.0 - from.0 % step;
    (first..to.0.max(first + 1)).step_by(step as usize).map(Timestamp).collect()
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
