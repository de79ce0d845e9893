//! Stacked columns, one per hour.

use super::scale::place;
use super::{Canvas, Rects, Token};

/// Width of one column's place and of the gap in it.
const STEP: i32 = 40;
const GAP: i32 = 6;
/// Height of the plot.
const HEIGHT: i32 = 200;

/// One column: its parts from the bottom up, and what the pointer reads over it.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// Colour and count of each part.
    pub parts: Vec<(Token, u64)>,
    /// Text shown over the whole column; empty for none.
    pub hover: String,
    /// Whether a mark stands over it, at the top of the plot.
    pub is_marked: bool,
}

/// Draws columns on an axis from 0 to `top`, with lines at its middle and end.
#[must_use]
pub fn svg(columns: &[Column], top: u64) -> String {
    let width = STEP * i32::try_from(columns.len().clamp(1, 1_000)).unwrap_or(1);
    let mut canvas = Canvas::new(width.unsigned_abs(), HEIGHT.unsigned_abs()).draw(|pen| {
        for y in [0, HEIGHT / 2, HEIGHT] {
            pen.line([(0, y), (width, y)], Token::Hairline);
        }
        let (mut parts, mut marks) = (Rects::default(), Rects::default());
        for (left, column) in lefts().zip(columns) {
            let right = left + STEP - GAP / 2;
            let mut sum = 0;
            let mut bottom = HEIGHT;
            for (token, count) in &column.parts {
                sum += count;
                // From the running sum, so that rounding does not add up over the parts.
                let y = (HEIGHT - place(sum, top, HEIGHT)).min(bottom - i32::from(*count > 0));
                if *count > 0 {
                    parts.add((left + GAP / 2, y.max(0)), (right, bottom), *token);
                    bottom = y.max(0);
                }
            }
            if column.is_marked {
                marks.add((left + GAP / 2, 0), (right, 6), Token::Level("critical"));
            }
        }
        pen.rects(&parts);
        pen.rects(&marks);
    });
    // What a surface over the drawing reads out needs no place of its own in it.
    for (left, column) in lefts().zip(columns).filter(|(_, column)| !column.hover.is_empty()) {
        canvas.hover((left, 0), (left + STEP, HEIGHT), &column.hover);
    }
    canvas.finish()
}

fn lefts() -> impl Iterator<Item = i32> {
    (0..).map(|at| at * STEP)
}
