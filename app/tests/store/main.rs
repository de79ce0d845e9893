//! The store against the real engine: one binary, one engine, a database for each test.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and says when it is skipped"
)]

mod analytics;
mod cascade;
mod clients;
mod engine;
mod engine_http;
mod engine_process;
mod engine_remote;
mod feedback;
mod logs;
mod memo;
mod migrate;
mod order;
mod over_time;
mod reference;
mod request_orders;
mod schema;
mod settle;
mod shared;
mod support;
mod values;
mod views;
mod views_support;
