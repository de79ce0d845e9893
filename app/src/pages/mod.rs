//! Screens: an address of ours becomes questions, their answers become components.

pub mod board;
pub mod ip;
pub mod not_found;
pub mod overview;
pub mod search;
