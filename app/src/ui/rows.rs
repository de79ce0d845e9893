//! Walking the rows of a table with j, k and Enter.

use leptos::prelude::*;
use leptos::web_sys;
use wasm_bindgen::JsCast;

use super::browser;

/// The rows that are walked.
const ROWS: &str = "main .table-frame:not(details *) tbody tr";

/// Moves the focus to the next or the previous row, at first to the page's first; whether there is one.
pub fn step(is_down: bool) -> bool {
    let next = match with_focus() {
        None => document().query_selector(ROWS).ok().flatten(),
        Some(current) if is_down => current.next_element_sibling(),
        Some(current) => current.previous_element_sibling(),
    };
    next.is_some_and(focus)
}

/// The row with the focus, or with it somewhere inside: its number and where it leads.
#[must_use]
pub fn current() -> Option<(u32, String)> {
    let row = with_focus()?;
    let number = browser::all(ROWS).iter().position(|other| *other == row)?;
    Some((u32::try_from(number).ok()?, href(&row)?))
}

/// Moves the focus to the row that leads there, of several to the one nearest to this number.
pub fn go_to(number: u32, to: &str) {
    let rows = browser::all(ROWS).into_iter().enumerate();
    let leading = rows.filter(|(_, row)| href(row).as_deref() == Some(to));
    if let Some((_, row)) = leading.min_by_key(|(at, _)| at.abs_diff(number as usize)) {
        focus(row);
    }
}

fn with_focus() -> Option<web_sys::Element> {
    document().active_element()?.closest(ROWS).ok().flatten()
}

fn focus(row: web_sys::Element) -> bool {
    let Ok(row) = row.dyn_into::<web_sys::HtmlElement>() else { return false };
    let _ = row.set_attribute("tabindex", "-1");
    let _ = row.focus();
    true
}

fn href(row: &web_sys::Element) -> Option<String> {
    let link = |what| row.query_selector(what).ok().flatten();
    link("a[data-field=src_ip]").or_else(|| link("a[href]"))?.get_attribute("href")
}

/// The address page of the focused row, when a row has the focus.
#[must_use]
pub fn target() -> Option<String> {
    href(&document().active_element().filter(|element| element.tag_name() == "TR")?)
}
