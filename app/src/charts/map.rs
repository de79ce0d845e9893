//! Countries on a plane, each the deeper the more.

use super::{Canvas, Token};

/// Size of the plane, units.
pub const WIDTH: i32 = 1_000;
/// Height of the plane, units.
pub const HEIGHT: i32 = 450;

/// A country's outlines on the plane.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Land {
    /// ISO country code.
    pub code: String,
    /// Outlines, each a closed line of points from the top left.
    pub outlines: Vec<Vec<(i32, i32)>>,
}

impl Land {
    /// Reads one country a line: code, a tab, outlines separated by semicolons, points as `x,y`
    /// separated by blanks; what is not of that form is left out.
    #[must_use]
    pub fn read(text: &str) -> Vec<Self> {
        let point = |pair: &str| {
            let (x, y) = pair.split_once(',')?;
            Some((x.parse().ok()?, y.parse().ok()?))
        };
        let lands = text.lines().filter_map(|line| {
            let (code, outlines) = line.split_once('\t')?;
            let outlines = outlines
                .split(';')
                .map(|outline| outline.split(' ').filter_map(point).collect())
                .collect();
            Some(Self { code: code.to_owned(), outlines })
        });
        lands.collect()
    }

    /// The smallest frame around its largest outline: left, top, width, height, as shares of the plane.
    #[must_use]
    pub fn frame(&self) -> [f32; 4] {
        let largest = self.outlines.iter().max_by_key(|outline| outline.len());
        let points = largest.map(Vec::as_slice).unwrap_or_default();
        let ends = |of: fn(&(i32, i32)) -> i32| {
            let all = points.iter().map(of);
            (all.clone().min().unwrap_or(0) as f32, all.max().unwrap_or(0) as f32)
        };
        let ((left, right), (top, bottom)) = (ends(|p| p.0), ends(|p| p.1));
        let (width, height) = (WIDTH as f32, HEIGHT as f32);
        [left / width, top / height, (right - left) / width, (bottom - top) / height]
    }
}

/// Draws the countries; `share` is how much of the deepest a country has, `None` for none.
#[must_use]
pub fn svg(lands: &[Land], share: impl Fn(&str) -> Option<f64>) -> String {
    Canvas::new(WIDTH.unsigned_abs(), HEIGHT.unsigned_abs())
        .draw(|pen| {
            for land in lands {
                let depth = share(&land.code).map(|share| share.clamp(0.12, 1.0));
                for outline in &land.outlines {
                    match depth {
                        Some(depth) => pen.area(outline, Token::Accent, depth),
                        None => pen.area(outline, Token::Hairline, 1.0),
                    }
                }
            }
        })
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_read_and_drawn() {
        let lands =
            Land::read("FR\t480,150 500,150 500,170 480,170;10,10 11,10 11,11\nbroken\nXX\t\n");
        assert_eq!(lands.len(), 2);
        assert_eq!(lands[0].outlines[0], [(480, 150), (500, 150), (500, 170), (480, 170)]);
        assert_eq!(lands[0].frame(), [0.48, 150.0 / 450.0, 0.02, 20.0 / 450.0]);
        assert_eq!(lands[1].frame(), [0.0; 4]);
        let svg = svg(&lands, |code| (code == "FR").then_some(0.5));
        assert!(svg.contains("opacity=\"0.5\"") && svg.contains("var(--accent)"), "{svg}");
    }
}
