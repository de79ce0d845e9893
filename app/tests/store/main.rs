//! The store against the real engine: one binary, one engine, a database for each test.

mod clients;
mod engine;
mod engine_http;
mod engine_process;
mod engine_remote;
mod reference;
mod support;
