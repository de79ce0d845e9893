//! A drawing in a page.

use leptos::prelude::*;

use super::element::el;

/// The one place where drawn SVG enters a page; it must come from `charts`, which escapes.
///
/// The label says in words what the drawing shows; it is empty when the words beside it say the same.
#[must_use]
pub fn drawing(label: String, svg: String) -> AnyView {
    let place = el("div").class("drawing").drawing(svg);
    match label.is_empty() {
        true => place.attr("aria-hidden", "true").view(),
        false => place.attr("role", "img").attr("aria-label", label).view(),
    }
}
