//! A grid of cells, each the deeper the more.

use super::{Canvas, Token};

/// Side of a cell and of the gap in it, units.
const CELL: i32 = 40;
const GAP: i32 = 2;

/// Draws rows of cells, each a share of the deepest, 0 to 1; `None` is a cell without a value.
#[must_use]
pub fn svg(rows: &[Vec<Option<f64>>]) -> String {
    let across = rows.iter().map(Vec::len).max().unwrap_or(0).clamp(1, 1_000);
    let width = CELL * i32::try_from(across).unwrap_or(1);
    let height = CELL * i32::try_from(rows.len().clamp(1, 1_000)).unwrap_or(1);
    Canvas::new(width.unsigned_abs(), height.unsigned_abs())
        .draw(|pen| {
            for (top, row) in (0..).map(|at| at * CELL).zip(rows) {
                for (left, share) in (0..).map(|at| at * CELL).zip(row) {
                    let from = (left + GAP, top + GAP);
                    let to = (left + CELL - GAP, top + CELL - GAP);
                    match share {
                        None => {}
                        // Nothing is drawn as an empty frame, something never as nothing.
                        Some(share) if *share <= 0.0 => pen.frame(from, to, Token::Hairline),
                        Some(share) => pen.tint(from, to, Token::Accent, share.clamp(0.08, 1.0)),
                    }
                }
            }
        })
        .finish()
}
