#![doc = include_str!("../README.md")]

pub mod cli;
pub mod config;
pub mod demo;
pub mod demo_run;
pub mod detect;
pub mod http;
pub mod ingest;
pub mod ingest_counts;
pub mod open;
pub mod prepare;
pub mod reference;
pub mod run;
pub mod serve;
pub mod settle;
pub mod tasks;
pub mod telemetry;
