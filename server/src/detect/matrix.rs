//! Sessions as numbers: a dense matrix with named columns, and what has to be
//! done to it before a forest can read it (choice of columns, missing values, scale).

use app::domain::feature::{Direction, Feature};
use serde::{Deserialize, Serialize};

/// Columns that vary less than this in training say nothing (domain facts §3.8).
pub const MIN_VARIANCE: f64 = 1e-6;

/// Rows of numbers under named columns; a value that is not known is NaN.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Matrix {
    columns: Vec<String>,
    values: Vec<f32>,
}

impl Matrix {
    /// An empty matrix with these columns.
    #[must_use]
    pub fn new<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), values: Vec::new() }
    }

    /// Adds a row: cut or filled with "not known" to the number of columns, infinities not known.
    pub fn push(&mut self, row: impl IntoIterator<Item = f32>) {
        let width = self.columns.len();
        let clean = row.into_iter().map(|v| if v.is_finite() { v } else { f32::NAN });
        self.values.extend(clean.chain(std::iter::repeat(f32::NAN)).take(width));
    }

    /// Names of the columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.values.len().checked_div(self.columns.len()).unwrap_or(0)
    }

    /// One row; empty when there is none of that number.
    #[must_use]
    pub fn row(&self, at: usize) -> &[f32] {
        let width = self.columns.len();
        self.values.get(at * width..(at + 1) * width).unwrap_or(&[])
    }

    /// The known values of one column among the given rows, in ascending order.
    fn sorted_column(&self, column: usize, rows: &[usize]) -> Vec<f32> {
        let mut known: Vec<f32> = rows
            .iter()
            .filter_map(|&row| self.row(row).get(column).copied())
            .filter(|v| !v.is_nan())
            .collect();
        known.sort_by(f32::total_cmp);
        known
    }
}

/// What training saw of one column, in the column's own unit.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ColumnStats {
    /// Column name.
    pub name: String,
    /// 5th, 25th, 50th, 75th and 95th percentile; the middle one stands in for missing values.
    pub quantiles: [f32; 5],
    /// Variance.
    pub variance: f64,
    /// The side on which leaving the usual range is suspicious.
    pub direction: Direction,
}

impl ColumnStats {
    /// The value that stands in for a missing one.
    #[must_use]
    pub fn median(&self) -> f32 {
        self.quantiles[2]
    }

    /// The usual range: 5th to 95th percentile.
    #[must_use]
    pub fn usual(&self) -> (f32, f32) {
        (self.quantiles[0], self.quantiles[4])
    }

    /// The value as the forest reads it: a missing one is the median, and one beyond the usual
    /// range on the side where that means nothing is the end of that range.
    #[must_use]
    pub fn prepare(&self, value: f32) -> f32 {
        let (low, high) = self.usual();
        let known = if value.is_nan() { self.median() } else { value };
        forest_scale(match self.direction {
            Direction::Either => known,
            Direction::High => known.max(low),
            Direction::Low => known.min(high),
        })
    }
}

/// How a matrix is made ready: the columns that are kept, and how they looked in training.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Preparation {
    /// The kept columns, in the order the forest reads them.
    pub columns: Vec<ColumnStats>,
    /// Columns left out because they hardly vary.
    pub dropped: Vec<String>,
}

impl Preparation {
    /// Learns medians and usual ranges from the given rows and drops what hardly varies.
    #[must_use]
    pub fn fit(matrix: &Matrix, rows: &[usize]) -> Self {
        let mut fitted = Self::default();
        for (column, name) in matrix.columns().iter().enumerate() {
            let known = matrix.sorted_column(column, rows);
            let variance = variance(&known);
            if variance < MIN_VARIANCE {
                fitted.dropped.push(name.clone());
                continue;
            }
            let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(|q| quantile(&known, q));
            let feature = Feature::from_column(name);
            let direction = feature.map_or(Direction::Either, |f| f.description().direction);
            let name = name.clone();
            fitted.columns.push(ColumnStats { name, quantiles, variance, direction });
        }
        fitted
    }

    /// The kept columns of every row, missing values filled with the median, on the forest's scale.
    ///
    /// Columns are found by name; one that `matrix` does not have counts as missing in all rows.
    #[must_use]
    pub fn apply(&self, matrix: &Matrix) -> Dense {
        let places: Vec<Option<usize>> = self
            .columns
            .iter()
            .map(|kept| matrix.columns().iter().position(|name| *name == kept.name))
            .collect();
        let mut dense = Dense { width: self.columns.len(), values: Vec::new() };
        dense.values.reserve_exact(matrix.rows() * dense.width);
        for at in 0..matrix.rows() {
            let row = matrix.row(at);
            dense.values.extend(self.columns.iter().zip(&places).map(|(column, place)| {
                column.prepare(place.and_then(|at| row.get(at).copied()).unwrap_or(f32::NAN))
            }));
        }
        dense
    }
}

/// Prepared rows: every value is finite.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Dense {
    /// Values per row.
    pub width: usize,
    /// The rows, one after the other.
    pub values: Vec<f32>,
}

impl Dense {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.values.len().checked_div(self.width).unwrap_or(0)
    }

    /// One row; empty when there is none of that number.
    #[must_use]
    pub fn row(&self, at: usize) -> &[f32] {
        self.values.get(at * self.width..(at + 1) * self.width).unwrap_or(&[])
    }

    /// A matrix of only these rows, in this order.
    #[must_use]
    pub fn pick(&self, rows: &[usize]) -> Self {
        let values = rows.iter().flat_map(|&at| self.row(at).iter().copied()).collect();
        Self { width: self.width, values }
    }
}

/// The scale the forest cuts on: sign · ln(1 + |x|).
///
/// Counts and variances span many powers of ten; cut evenly, only their largest value would
/// ever be told apart. Ratios between 0 and 1 stay almost as they are.
#[must_use]
pub fn forest_scale(value: f32) -> f32 {
    value.signum() * value.abs().ln_1p()
}

/// The quantile `q` in 0–1 of ascending values, interpolated; 0 of nothing.
#[must_use]
pub fn quantile(ascending: &[f32], q: f64) -> f32 {
    let Some(last) = ascending.len().checked_sub(1) else { return 0.0 };
    let place = q.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let (low, high) = (f64::from(ascending[below]), f64::from(ascending[(below + 1).min(last)]));
    (low + (high - low) * place.fract()) as f32
}

fn variance(values: &[f32]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let n = values.len() as f64;
    let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / n;
    values.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum::<f64>() / n
}

#[cfg(test)]
mod tests;
