//! The detector: sessions in, scores and reasons out.

pub mod artifact;
pub mod baseline;
pub mod calibrate;
pub mod explain;
pub mod forest;
pub mod levels;
pub mod matrix;
pub mod model;
pub mod parallel;
pub mod rng;
#[cfg(test)]
mod synthetic;
pub mod tree;
