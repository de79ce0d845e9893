#![doc = include_str!("../README.md")]

pub mod cli;
pub mod config;
pub mod demo;
pub mod http;
pub mod open;
pub mod run;
pub mod serve;
pub mod tasks;
pub mod telemetry;
