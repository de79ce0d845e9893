//! Reads from the document how a page looks, and makes it look so again.

use leptos::prelude::*;
use leptos::web_sys::Element;

use super::text::{Frame, Place};
use crate::ui::{browser, rows};

/// Whether a part of the page still waits for its content.
pub(super) fn is_loading() -> bool {
    let waiting = document().query_selector("main :is(.skeleton, [aria-busy])");
    waiting.ok().flatten().is_some()
}

/// How the page looks now.
pub(super) fn seen() -> Place {
    let frames = named("main .table-frame").into_iter().map(|(name, frame)| Frame {
        name,
        left: frame.scroll_left(),
        top: frame.scroll_top(),
    });
    Place {
        top: window().scroll_y().ok().map(|y| y.round() as i32),
        row: rows::current(),
        open: named("main details")
            .into_iter()
            .filter(|(_, details)| details.has_attribute("open"))
            .map(|(name, _)| name)
            .collect(),
        frames: frames.filter(|frame| (frame.left, frame.top) != (0, 0)).collect(),
    }
}

/// Makes the page look like that again, as far as it still has what was there.
pub(super) fn show(place: &Place) {
    for (name, details) in named("main details") {
        if place.open.contains(&name) {
            let _ = details.set_attribute("open", "");
        }
    }
    // Before anything is scrolled, since the focus scrolls too.
    if let Some((number, href)) = &place.row {
        rows::go_to(*number, href);
    }
    for (name, element) in named("main .table-frame") {
        if let Some(frame) = place.frames.iter().find(|frame| frame.name == name) {
            element.set_scroll_left(frame.left);
            element.set_scroll_top(frame.top);
        }
    }
    if let Some(top) = place.top {
        window().scroll_to_with_x_and_y(0.0, f64::from(top));
    }
}

/// Shows other rows in the place of those before from their first on.
pub(super) fn begin_tables() {
    for frame in browser::all("main .table-frame") {
        frame.set_scroll_top(0);
    }
}

/// Elements with names that hold while other parts of the page come and go: their number in the
/// panel around them, and its title.
fn named(selector: &str) -> Vec<(String, Element)> {
    let mut found = Vec::new();
    let mut titles: Vec<String> = Vec::new();
    for element in browser::all(selector) {
        let panel = element.closest("section[aria-label]").ok().flatten();
        let title = panel.and_then(|panel| panel.get_attribute("aria-label")).unwrap_or_default();
        let number = titles.iter().filter(|other| **other == title).count();
        found.push((format!("{number} {title}"), element));
        titles.push(title);
    }
    found
}
