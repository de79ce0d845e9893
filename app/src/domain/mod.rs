//! Types and pure rules: no clock, no I/O, nothing that can fail for reasons outside its arguments.

pub mod crawler;
pub mod feature;
pub mod ip;
pub mod ip_report;
pub mod ip_rows;
pub mod ip_summary;
pub mod legitimacy;
pub mod log_record;
pub mod overview;
pub mod risk;
pub mod tcp;
pub mod threat;
pub mod time;
