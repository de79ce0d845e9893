//! A spark line: the shape of a day, without axes.

use super::scale::place;
use super::{Canvas, Token};

const STEP: i32 = 10;
const HEIGHT: i32 = 40;

/// Draws the values left to right on their own scale; fewer than two make no line.
#[must_use]
pub fn svg(values: &[u64], token: Token) -> String {
    let steps = values.len().saturating_sub(1).min(10_000);
    if steps == 0 {
        return String::new();
    }
    let width = STEP * i32::try_from(steps).unwrap_or(1);
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    // One unit of room at both edges, so that the line is not cut in half.
    let y = |value: u64| HEIGHT - 1 - place(value, most, HEIGHT - 2);
    let points = (0..).map(|at| at * STEP).zip(values.iter().map(|value| y(*value)));
    let canvas = Canvas::new(width.unsigned_abs(), HEIGHT.unsigned_abs());
    canvas.draw(|pen| pen.line(points, token)).finish()
}
