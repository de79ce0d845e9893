//! A strip of cells, one per hour, filled where something was seen.

use super::{Canvas, Rects, Token};

const STEP: i32 = 40;
const GAP: i32 = 6;
const HEIGHT: i32 = 10;

/// Draws one cell per entry; what was not seen stays a thin line.
#[must_use]
pub fn svg(seen: &[bool], token: Token) -> String {
    let cells = i32::try_from(seen.len().clamp(1, 1_000)).unwrap_or(1);
    let width = STEP * cells;
    Canvas::new(width.unsigned_abs(), HEIGHT.unsigned_abs())
        .draw(|pen| {
            pen.line([(0, HEIGHT / 2), (width, HEIGHT / 2)], Token::Hairline);
            let mut cells = Rects::default();
            for (at, _) in (0..).zip(seen).filter(|(_, seen)| **seen) {
                let left = at * STEP;
                cells.add((left + GAP / 2, 0), (left + STEP - GAP / 2, HEIGHT), token);
            }
            pen.rects(&cells);
        })
        .finish()
}
