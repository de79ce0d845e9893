//! Walking the rows of a table with j, k and Enter.

use leptos::prelude::*;
use leptos::web_sys;
use wasm_bindgen::JsCast;

/// Moves the focus to the next or the previous row, at first to the page's first; whether there is one.
pub fn step(is_down: bool) -> bool {
    let row = "main .table-frame:not(details *) tbody tr";
    let current = document().active_element().and_then(|e| e.closest(row).ok().flatten());
    let next = match current {
        None => document().query_selector(row).ok().flatten(),
        Some(current) if is_down => current.next_element_sibling(),
        Some(current) => current.previous_element_sibling(),
    };
    let Some(next) = next.and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return false;
    };
    let _ = next.set_attribute("tabindex", "-1");
    let _ = next.focus();
    true
}

/// The address page of the focused row, when a row has the focus.
#[must_use]
pub fn target() -> Option<String> {
    let row = document().active_element().filter(|element| element.tag_name() == "TR")?;
    let link = row.query_selector("a[data-field=src_ip], a[href]").ok().flatten()?;
    link.get_attribute("href")
}
