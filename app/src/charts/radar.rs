//! Polygons on axes that leave one middle.

use std::f64::consts::TAU;

use super::{Canvas, Token};

/// Side of the plot, units.
const SIZE: i32 = 400;
/// Length of an axis.
const REACH: f64 = 190.0;

/// Draws each shape with one share (0 to 1) per axis, axes clockwise from the top.
#[must_use]
pub fn svg(axes: usize, shapes: &[(Token, Vec<f64>)]) -> String {
    let axes = axes.clamp(3, 100);
    let place = |axis: usize, share: f64| {
        let angle = TAU * axis as f64 / axes as f64;
        let reach = REACH * if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        let middle = f64::from(SIZE) / 2.0;
        (
            (middle + angle.sin() * reach).round() as i32,
            (middle - angle.cos() * reach).round() as i32,
        )
    };
    let ring = |share: f64| (0..=axes).map(move |axis| place(axis % axes, share));
    Canvas::new(SIZE.unsigned_abs(), SIZE.unsigned_abs())
        .draw(|pen| {
            for share in [0.25, 0.5, 0.75, 1.0] {
                pen.line(ring(share), Token::Hairline);
            }
            for axis in 0..axes {
                pen.line([place(axis, 0.0), place(axis, 1.0)], Token::Hairline);
            }
            for (token, shares) in shapes {
                let share = |axis: usize| shares.get(axis).copied().unwrap_or(0.0);
                pen.wide_line(
                    (0..=axes).map(|axis| place(axis % axes, share(axis % axes))),
                    *token,
                );
            }
        })
        .finish()
}
