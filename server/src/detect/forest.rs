//! Isolation forest (Liu, Ting and Zhou, ICDM 2008), the same for a seed whatever the threads.
//!
//! It learns on the human baseline and scores traffic the trees never saw, so a row is walked
//! as if it had been in each tree's sample (see [`Tree::path_length`]): a plain forest would put
//! a row far outside the baseline in the same leaf as the baseline's own extremes.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::matrix::Dense;
use super::parallel::map_in_order;
use super::rng::SplitMix64;
use super::tree::{Quiet, Tree, Walk};

/// Trees of a forest.
pub const TREES: usize = 300;
/// Rows a tree is grown on, when there are twice as many.
pub const SUBSAMPLE: usize = 256;
/// Share of a column's standard deviation that still counts as the same value.
const SLACK: f64 = 0.1;

/// Isolation trees and what is needed to read a score from them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Forest {
    trees: Vec<Tree>,
    subsample: u32,
    seed: u64,
    rows: u64,
    slack: Vec<f32>,
}

impl Forest {
    /// Grows `trees` trees on `data`, deterministic for a seed; an empty forest on no rows.
    #[must_use]
    pub fn grow(data: &Dense, trees: usize, seed: u64) -> Self {
        // At most half of the rows, so that every row is unseen by half of the trees and the
        // forest can be judged on its own training rows (see `unseen_scores`).
        let subsample = SUBSAMPLE.min(data.rows().div_ceil(2));
        let depth_limit = subsample.max(2).next_power_of_two().trailing_zeros() as usize;
        let numbers: Vec<usize> = if subsample == 0 { Vec::new() } else { (0..trees).collect() };
        let trees = map_in_order(&numbers, |&number| {
            let mut rng = SplitMix64::new(seed, number as u64);
            let mut sample = draw_sample(data.rows(), subsample, &mut rng);
            Tree::grow(data, &mut sample, depth_limit, &mut rng)
        });
        let slack = column_deviations(data).iter().map(|sd| (sd * SLACK) as f32).collect();
        Self { trees, subsample: subsample as u32, seed, rows: data.rows() as u64, slack }
    }

    /// Isolation score of each row, s = 2^(−E(h)/c(ψ)) in (0, 1): 0.5 is average, 1 isolated.
    #[must_use]
    pub fn scores(&self, data: &Dense) -> Vec<f64> {
        self.scores_by(data, |_| Vec::new())
    }

    /// The score of each row of the training data, by the trees that were not grown on it.
    #[must_use]
    pub fn unseen_scores(&self, data: &Dense) -> Vec<f64> {
        self.scores_by(data, |tree| {
            let mut rng = SplitMix64::new(self.seed, tree as u64);
            let mut seen = vec![false; data.rows()];
            for row in draw_sample(data.rows(), self.subsample as usize, &mut rng) {
                seen[row] = true;
            }
            seen
        })
    }

    /// Scores every row by the trees whose `seen` flag for it is not set.
    ///
    /// Each row's sum runs over the trees in their order, so threads do not change it.
    fn scores_by(&self, data: &Dense, seen: impl Fn(usize) -> Vec<bool> + Sync) -> Vec<f64> {
        let average_path = average_paths(self.subsample as usize);
        let starts: Vec<usize> = (0..data.rows()).step_by(BLOCK).collect();
        let seen: Vec<Vec<bool>> = (0..self.trees.len()).map(seen).collect();
        let blocks = map_in_order(&starts, |&start| {
            let rows = BLOCK.min(data.rows() - start);
            let mut sums = vec![(0.0_f64, 0_u32); rows];
            for (tree, seen) in self.trees.iter().zip(&seen) {
                for (offset, (length, count)) in sums.iter_mut().enumerate() {
                    if seen.get(start + offset).copied().unwrap_or(false) {
                        continue;
                    }
                    let row = data.row(start + offset);
                    *length += tree.path_length(row, &self.slack, &average_path, &mut Quiet);
                    *count += 1;
                }
            }
            sums
        });
        let normal = average_path.last().copied().unwrap_or(0.0);
        blocks
            .into_iter()
            .flatten()
            .map(|(sum, n)| score(sum / f64::from(n.max(1)), normal))
            .collect()
    }

    /// How much each column does to isolate a row, in bits summed over the trees.
    ///
    /// In the spirit of DIFFI (Carletti et al., 2019): a column earns log2(before ÷ after) of
    /// the rows around the row for each cut, less the one bit an even cut would give; a cut
    /// near the root therefore earns more than one near a leaf.
    #[must_use]
    pub fn contributions(&self, row: &[f32]) -> Vec<f64> {
        let average_path = average_paths(self.subsample as usize);
        let mut bits = Bits(vec![0.0; self.slack.len()]);
        if row.len() == self.slack.len() {
            for tree in &self.trees {
                let _length = tree.path_length(row, &self.slack, &average_path, &mut bits);
            }
        }
        bits.0
    }

    /// Whether a forest read from a file can be walked with rows of `width` values.
    #[must_use]
    pub fn is_sound(&self, width: usize) -> bool {
        self.slack.len() == width
            && !self.trees.is_empty()
            && self.subsample as usize <= SUBSAMPLE
            && self.slack.iter().all(|s| s.is_finite() && *s >= 0.0)
            && self.trees.iter().all(|tree| tree.is_sound(width, self.subsample as usize))
    }
}

/// Rows one thread takes at a time, walked tree by tree so that the tree stays in cache.
const BLOCK: usize = 512;

struct Bits(Vec<f64>);

impl Walk for Bits {
    fn isolated(&mut self, column: u16, probability: f64, size: u32) {
        self.0[usize::from(column)] += probability * (f64::from(size + 1).log2() - 1.0).max(0.0);
    }

    fn descended(&mut self, column: u16, probability: f64, from: u32, to: u32) {
        let bits = (f64::from(from.max(1)) / f64::from(to.max(1))).log2() - 1.0;
        self.0[usize::from(column)] += probability * bits.max(0.0);
    }
}

/// c(n): average path length of an unsuccessful search among `n` rows (Liu et al., eq. 1).
#[must_use]
pub fn average_path(n: usize) -> f64 {
    average_paths(n).last().copied().unwrap_or(0.0)
}

/// c(0) to c(n), each from the harmonic number before it.
fn average_paths(n: usize) -> Vec<f64> {
    let mut harmonic = 0.0;
    (0..=n)
        .map(|n| {
            if n < 2 {
                return 0.0;
            }
            harmonic += 1.0 / (n - 1) as f64;
            2.0 * harmonic - 2.0 * (n - 1) as f64 / n as f64
        })
        .collect()
}

/// s(x) of an expected path length, given c(ψ).
#[must_use]
pub fn score(path_length: f64, normal: f64) -> f64 {
    if normal > 0.0 { (-path_length / normal).exp2() } else { 0.5 }
}

/// `size` different rows below `rows`, in the order they were drawn.
fn draw_sample(rows: usize, size: usize, rng: &mut SplitMix64) -> Vec<usize> {
    // Floyd's sampling: no list of all rows per tree.
    let mut drawn = Vec::with_capacity(size);
    let mut taken = HashSet::with_capacity(size);
    for last in rows.saturating_sub(size)..rows {
        let pick = rng.below(last + 1);
        let row = if taken.insert(pick) { pick } else { last };
        taken.insert(row);
        drawn.push(row);
    }
    drawn
}

fn column_deviations(data: &Dense) -> Vec<f64> {
    let n = data.rows().max(1) as f64;
    (0..data.width)
        .map(|column| {
            let values = || (0..data.rows()).map(move |row| f64::from(data.row(row)[column]));
            let mean = values().sum::<f64>() / n;
            (values().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt()
        })
        .collect()
}

#[cfg(test)]
mod tests;
