//! The button beside a figure's name that says what the figure means.

use super::element::{El, el};

/// A button that opens the words as a popover, which needs no script; nothing without words.
///
/// `place` tells it from buttons of the same name elsewhere on the page.
#[must_use]
pub(super) fn about_button(place: &str, name: &str, words: String) -> Option<El> {
    if words.is_empty() {
        return None;
    }
    let letters = format!("about {place} {name}");
    let id: String =
        letters.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let button = el("button")
        .class("about")
        .attr("type", "button")
        .attr("popovertarget", id.clone())
        .attr("aria-label", format!("What {name} means"));
    let words = el("span").class("about-words").attr("id", id).attr("popover", "").child(words);
    Some(el("span").class("about-box").child(button).child(words))
}
