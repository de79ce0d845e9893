//! A horizontal bar inside a row, for a share of a whole; its number stands beside it as text.

use leptos::prelude::*;

use super::element::el;

/// A bar filled from the left: how much of it, 0 to 1 (anything else is clamped), and the level or
/// series whose colour it takes, as in `data-level`; the accent colour when that is empty.
#[must_use]
pub fn bar(ratio: f64, level: String) -> AnyView {
    let width = if ratio.is_finite() { (ratio.clamp(0.0, 1.0) * 1000.0).round() } else { 0.0 };
    let rect = |class: &'static str, width: String| {
        el("rect").class(class).attr("width", width).attr("height", "8")
    };
    el("svg")
        .class("bar")
        .attr_if("data-level", (!level.is_empty()).then_some(level))
        .attr("viewBox", "0 0 1000 8")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(rect("bar-track", "1000".to_owned()))
        .child(rect("bar-fill", (width as u32).to_string()))
        .view()
}
