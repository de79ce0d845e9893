//! Pages and components as the server writes them: filled, empty, failing, and under hostile data.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod classification;
mod fixtures;
mod hostile;
mod html;
mod ip;
mod overview;
mod pages;
