//! Parts that pages are put together from; they show what they are given and ask for nothing.

mod about;
pub mod badge;
pub mod bar;
pub mod board;
pub mod browser;
pub mod chart;
pub mod element;
pub mod empty;
pub mod error;
pub mod icon;
pub mod layout;
pub mod menu;
pub mod number;
pub mod panel;
pub mod place;
pub mod rows;
pub mod shell;
pub mod timestamp;
pub mod value;
