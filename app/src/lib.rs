//! What ja4soc knows and shows: types, rules, SQL, server functions, screens.
//!
//! The layers are Cargo features, switched here and nowhere else.

#[cfg(feature = "ui")]
pub mod app;
#[cfg(feature = "ui")]
pub mod asked;
#[cfg(feature = "ui")]
pub mod board;
#[cfg(feature = "ssr")]
pub mod boards;
pub mod charts;
pub mod domain;
pub mod error;
#[cfg(feature = "ui")]
pub mod pages;
#[cfg(feature = "ui")]
pub mod rpc;
#[cfg(feature = "store")]
pub mod store;
#[cfg(feature = "ui")]
pub mod ui;
#[cfg(feature = "ui")]
pub mod wire;
