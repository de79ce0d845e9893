//! One isolation tree: how it grows on a sample and how it walks a row.

use serde::{Deserialize, Serialize};

use super::matrix::Dense;
use super::rng::SplitMix64;

/// A tree whose nodes lie in one list, children after their parent and side by side.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Tree {
    nodes: Vec<Node>,
    guards: Vec<Guard>,
}

/// A place in the tree: the guards tried first, then the cut, if there is one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Node {
    /// Rows of the sample that came this far.
    size: u32,
    guards_start: u32,
    guards_len: u32,
    cut: Option<Cut>,
}

/// A cut: rows below `at` go to node `left`, the others to the one after it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Cut {
    column: u16,
    at: f32,
    low: f32,
    high: f32,
    left: u32,
}

/// A column drawn for a cut in which all the node's rows agree: no cut for them, but one
/// that sets apart a row with another value.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Guard {
    column: u16,
    value: f32,
}

/// What happens to a row on its way down.
pub trait Walk {
    /// With this probability, of all ways down, `column` sets the row apart from `size` others.
    fn isolated(&mut self, column: u16, probability: f64, size: u32);
    /// With this probability the row goes from a node of `from` rows to one of `to` by `column`.
    fn descended(&mut self, column: u16, probability: f64, from: u32, to: u32);
}

/// For walks where only the path length counts.
#[derive(Clone, Copy, Debug)]
pub struct Quiet;

impl Walk for Quiet {
    fn isolated(&mut self, _: u16, _: f64, _: u32) {}
    fn descended(&mut self, _: u16, _: f64, _: u32, _: u32) {}
}

/// Below this probability of still being together with training rows, the walk ends.
const NEGLIGIBLE: f64 = 1e-4;

impl Tree {
    /// Grows a tree on the given rows, at most `depth_limit` cuts deep.
    #[must_use]
    pub fn grow(
        data: &Dense,
        sample: &mut [usize],
        depth_limit: usize,
        rng: &mut SplitMix64,
    ) -> Self {
        let mut tree = Self::default();
        let mut columns: Vec<u16> = (0..data.width.min(usize::from(u16::MAX)) as u16).collect();
        tree.nodes.push(Node { size: sample.len() as u32, ..Node::EMPTY });
        let mut open = vec![(0_usize, 0_usize, sample.len(), 0_usize)];
        while let Some((at, from, to, depth)) = open.pop() {
            let rows = &mut sample[from..to];
            if rows.len() <= 1 || depth >= depth_limit {
                continue;
            }
            let guards_start = tree.guards.len() as u32;
            let range = tree.draw_column(data, rows, &mut columns, rng);
            tree.nodes[at].guards_start = guards_start;
            tree.nodes[at].guards_len = tree.guards.len() as u32 - guards_start;
            let Some((column, low, high)) = range else { continue };
            let cut_at = match low + rng.unit() * (high - low) {
                inside if inside > low => inside,
                _ => high,
            };
            let middle = partition(data, rows, usize::from(column), cut_at);
            let left = tree.nodes.len() as u32;
            tree.nodes[at].cut = Some(Cut { column, at: cut_at, low, high, left });
            tree.nodes.push(Node { size: middle as u32, ..Node::EMPTY });
            tree.nodes.push(Node { size: (to - from - middle) as u32, ..Node::EMPTY });
            open.push((left as usize + 1, from + middle, to, depth + 1));
            open.push((left as usize, from, from + middle, depth + 1));
        }
        tree
    }

    /// Draws columns without putting them back until the rows differ in one; those before it
    /// become guards. `None` when the rows agree in all.
    fn draw_column(
        &mut self,
        data: &Dense,
        rows: &[usize],
        columns: &mut [u16],
        rng: &mut SplitMix64,
    ) -> Option<(u16, f32, f32)> {
        for drawn in 0..columns.len() {
            let pick = drawn + rng.below(columns.len() - drawn);
            columns.swap(drawn, pick);
            let column = columns[drawn];
            let values = rows.iter().map(|&row| data.row(row)[usize::from(column)]);
            let (low, high) = values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| {
                (low.min(v), high.max(v))
            });
            if low < high {
                return Some((column, low, high));
            }
            self.guards.push(Guard { column, value: low });
        }
        None
    }

    /// Expected number of cuts that set `row` apart, as if it had been in the sample.
    ///
    /// A cut is drawn evenly over the range of the rows at a node. A row outside that range
    /// widens it, so the cut falls between the row and the others with the probability
    /// outside ÷ (outside + range), and the row is alone there and then. `slack` per column is
    /// a distance that still counts as the same value. In range, this is Liu's path length
    /// h(x), with c(size) for the subtree that was not grown.
    #[must_use]
    pub fn path_length(
        &self,
        row: &[f32],
        slack: &[f32],
        average_path: &[f64],
        walk: &mut impl Walk,
    ) -> f64 {
        let (mut length, mut together, mut at) = (0.0, 1.0, 0_usize);
        let mut depth = 0.0;
        loop {
            let Some(node) = self.nodes.get(at) else { return length };
            let guards = node.guards_start as usize..(node.guards_start + node.guards_len) as usize;
            let mut leave = |column: u16, low: f32, high: f32| {
                let value = row[usize::from(column)];
                let outside = (low - value).max(value - high);
                if outside > 0.0 {
                    let width = high - low + slack[usize::from(column)];
                    let apart = together * f64::from(outside / (outside + width));
                    length += apart * (depth + 1.0);
                    together -= apart;
                    walk.isolated(column, apart, node.size);
                }
            };
            for guard in self.guards.get(guards).unwrap_or(&[]) {
                leave(guard.column, guard.value, guard.value);
            }
            let Some(cut) = &node.cut else {
                let rest = average_path.get(node.size as usize).copied().unwrap_or(0.0);
                return length + together * (depth + rest);
            };
            leave(cut.column, cut.low, cut.high);
            depth += 1.0;
            if together < NEGLIGIBLE {
                return length + together * depth;
            }
            let is_right = row[usize::from(cut.column)] >= cut.at;
            at = cut.left as usize + usize::from(is_right);
            if let Some(child) = self.nodes.get(at) {
                walk.descended(cut.column, together, node.size, child.size);
            }
        }
    }

    /// Whether every index points where it should; a tree read from a file may be damaged.
    #[must_use]
    pub fn is_sound(&self, width: usize, sample_size: usize) -> bool {
        let column_fits = |column: u16| usize::from(column) < width;
        !self.nodes.is_empty()
            && self.guards.iter().all(|guard| column_fits(guard.column) && guard.value.is_finite())
            && self.nodes.iter().enumerate().all(|(at, node)| {
                let end = u64::from(node.guards_start) + u64::from(node.guards_len);
                end <= self.guards.len() as u64
                    && node.size as usize <= sample_size
                    && node.cut.as_ref().is_none_or(|cut| {
                        column_fits(cut.column)
                            && [cut.at, cut.low, cut.high].iter().all(|v| v.is_finite())
                            && cut.left as usize > at
                            && cut.left as usize + 1 < self.nodes.len()
                    })
            })
    }
}

impl Node {
    const EMPTY: Self = Self { size: 0, guards_start: 0, guards_len: 0, cut: None };
}

/// Puts rows below `at` first and tells how many they are.
fn partition(data: &Dense, rows: &mut [usize], column: usize, at: f32) -> usize {
    let mut below = 0;
    for next in 0..rows.len() {
        if data.row(rows[next])[column] < at {
            rows.swap(below, next);
            below += 1;
        }
    }
    below
}
