//! Pages and components as the server writes them: filled, empty, failing, and under hostile data.

mod fixtures;
mod hostile;
mod html;
mod ip;
mod overview;
mod pages;
