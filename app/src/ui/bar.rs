//! A horizontal bar inside a row, for a share of a whole; its number stands beside it as text.

use leptos::prelude::*;

/// A bar filled from the left.
#[component]
pub fn Bar(
    /// How much of it is filled, 0 to 1; anything else is clamped.
    ratio: f64,
    /// Level or series whose colour it takes, as in `data-level`; the accent colour when empty.
    #[prop(optional, into)]
    level: String,
) -> impl IntoView {
    let width = if ratio.is_finite() { (ratio.clamp(0.0, 1.0) * 1000.0).round() } else { 0.0 };
    view! {
        <svg
            class="bar"
            data-level=(!level.is_empty()).then_some(level)
            viewBox="0 0 1000 8"
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            <rect class="bar-track" width="1000" height="8"></rect>
            <rect class="bar-fill" width=width.to_string() height="8"></rect>
        </svg>
    }
    .into_any()
}
