//! Polygons on axes that leave one middle.

use std::f64::consts::TAU;

use super::{Canvas, Token};

/// Side of the plot, units.
const SIZE: i32 = 400;
/// Length of an axis; the rest is for the names of axes around it.
const REACH: f64 = 172.0;
/// How far out the name of an axis stands, in lengths of one.
const NAME: f64 = 1.09;

/// Draws each shape with one share (0 to 1) per axis, axes clockwise from the top.
#[must_use]
pub fn svg(axes: usize, shapes: &[(Token, Vec<f64>)]) -> String {
    let axes = axes.clamp(3, 100);
    let place = |axis: usize, share: f64| {
        let (x, y) = point(axis, axes, if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 });
        (x.round() as i32, y.round() as i32)
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

/// Where the names of so many axes stand: shares of the plot from its left and its top, 0 to 1.
#[must_use]
pub fn names(axes: usize) -> Vec<(f32, f32)> {
    let share = |units: f64| (units / f64::from(SIZE)) as f32;
    let name = |axis| point(axis, axes.max(3), NAME);
    (0..axes).map(name).map(|(x, y)| (share(x), share(y))).collect()
}

fn point(axis: usize, axes: usize, share: f64) -> (f64, f64) {
    let angle = TAU * axis as f64 / axes as f64;
    let middle = f64::from(SIZE) / 2.0;
    (middle + angle.sin() * REACH * share, middle - angle.cos() * REACH * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_around_the_plot_clockwise_from_the_top() {
        let names = names(4);
        assert_eq!(names.len(), 4);
        assert!((names[0].0 - 0.5).abs() < 0.001 && names[0].1 < 0.05, "{names:?}");
        assert!(names[1].0 > 0.95 && (names[1].1 - 0.5).abs() < 0.001, "{names:?}");
        assert!(names.iter().all(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y)));
    }
}
