//! Types and pure rules: no clock, no I/O, nothing that can fail for reasons outside its arguments.

pub mod crawler;
pub mod feature;
pub mod invalid;
pub mod ip;
pub mod ip_report;
pub mod ip_rows;
pub mod ip_summary;
pub mod legitimacy;
pub mod listing;
pub mod log_record;
pub mod net;
pub mod overview;
pub mod params;
pub mod range;
pub mod risk;
pub mod tcp;
pub mod threat;
pub mod time;
