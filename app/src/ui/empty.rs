//! What stands where there is nothing to show: why, and the one action that helps.

use leptos::prelude::*;

use super::element::{boxed, el};

/// An empty state: why there is nothing, and what would help, which may be empty.
#[must_use]
pub fn empty(why: String, help: String) -> AnyView {
    let help = (!help.is_empty()).then(|| boxed("p", "empty-help", help));
    el("div").class("empty").child(boxed("p", "empty-why", why)).child(help).view()
}
