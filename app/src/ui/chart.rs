//! A drawing in a page, and the one place where markup enters it.

use leptos::prelude::*;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::Element;

use super::element::el;

/// The markup of a drawing from `charts`, which escapes; nothing else makes one.
pub(super) struct Markup(String);

impl Markup {
    /// Puts it into an element of the document.
    pub(super) fn show_in(&self, element: &Element) {
        Rndr::set_inner_html(element, &self.0);
    }

    /// The markup as the server writes it.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A drawing from `charts`, and what it shows in words; these are empty when the words beside it
/// say the same.
#[must_use]
pub fn drawing(label: String, svg: String) -> AnyView {
    let place = el("div").class("drawing").markup(Markup(svg));
    match label.is_empty() {
        true => place.attr("aria-hidden", "true").view(),
        false => place.attr("role", "img").attr("aria-label", label).view(),
    }
}
