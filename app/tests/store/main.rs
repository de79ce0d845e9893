//! The store against the real engine: one binary, one engine, a database for each test.

mod engine;
