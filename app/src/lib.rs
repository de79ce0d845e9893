//! What ja4soc knows and shows: types, rules, SQL, server functions, screens.
//!
//! The layers are Cargo features, switched here and nowhere else.

pub mod charts;
pub mod domain;
#[cfg(feature = "store")]
pub mod store;
