//! Points on two axes.

use super::{Canvas, Rects, Token};

/// Side of the plot, units.
const WIDTH: i32 = 800;
const HEIGHT: i32 = 400;
/// Half the side of a point.
const RADIUS: i32 = 4;

/// A point, as shares of both axes from the lower left, and its colour.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dot {
    /// From the left, 0 to 1.
    pub x: f64,
    /// From below, 0 to 1.
    pub y: f64,
    /// Colour.
    pub token: Token,
}

/// Draws the points over lines at every quarter.
#[must_use]
pub fn svg(dots: &[Dot]) -> String {
    let canvas = Canvas::new(WIDTH.unsigned_abs(), HEIGHT.unsigned_abs());
    canvas
        .draw(|pen| {
            for quarter in 0..=4 {
                let (x, y) = (WIDTH * quarter / 4, HEIGHT * quarter / 4);
                pen.line([(0, y), (WIDTH, y)], Token::Hairline);
                pen.line([(x, 0), (x, HEIGHT)], Token::Hairline);
            }
            let mut squares = Rects::default();
            for dot in dots {
                let (x, y) = (along(dot.x, WIDTH), HEIGHT - along(dot.y, HEIGHT));
                squares.add((x - RADIUS, y - RADIUS), (x + RADIUS, y + RADIUS), dot.token);
            }
            squares.fewest_last();
            pen.rects(&squares);
        })
        .finish()
}

/// Where a share lies, with room for half a point at both ends.
fn along(share: f64, length: i32) -> i32 {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    RADIUS + (share * f64::from(length - 2 * RADIUS)).round() as i32
}
