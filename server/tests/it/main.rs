//! The program as an operator meets it: the real binary, the real engine, plain HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and says when it is skipped"
)]

mod analytics;
mod boards;
mod contract;
mod crash;
mod detector;
mod failing;
mod figures;
mod formats;
mod http;
mod ingest;
mod known;
mod lifecycle;
mod lists;
mod migrations;
mod openapi;
mod platform;
mod program;
mod refusals;
mod verdicts;
