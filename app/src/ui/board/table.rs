//! A table of a board: headings that order it, cells by their kind.

use leptos::prelude::*;

use super::cell::cell;
use crate::board::{Align, Cell, Head, TableBlock};
use crate::ui::about::about_button;
use crate::ui::element::{El, el};
use crate::ui::timestamp::{Clock, ago_in};

/// Draws the table with a class for its looks; its rows can be walked with the keys j and k, and the first cell names its row.
pub(super) fn view(table: TableBlock, clock: Clock, looks: &'static str) -> AnyView {
    let TableBlock { label, columns, rows } = table;
    let classes: Vec<&'static str> = columns.iter().map(|head| class(head.align)).collect();
    let rows = rows.into_iter().map(|cells| {
        let cells = cells.into_iter().zip(&classes).enumerate().map(|(at, (value, class))| {
            let place = match at {
                0 => el("th").attr("scope", "row"),
                _ => el("td"),
            };
            match value {
                // One node instead of two, of which a long table has hundreds.
                Cell::Unknown(why) => place.class(*class).class("unknown").child(why).view(),
                Cell::Ago(at) => ago_in(place.class(*class), at, clock),
                value => place.class(*class).child(cell(value, clock)).view(),
            }
        });
        el("tr").children(cells).view()
    });
    let head = columns.into_iter().map(|head| heading(&label, head));
    let head = el("tr").children(head);
    frame(label)
        .class(looks)
        .child(el("table").child(el("thead").child(head)).child(el("tbody").children(rows)))
        .view()
}

/// The frame a table scrolls in; focusable, so that the keyboard can do it.
fn frame(label: String) -> El {
    el("div")
        .class("table-frame")
        .attr("role", "group")
        .attr("aria-label", label)
        .attr("tabindex", "0")
}

fn heading(label: &str, head: Head) -> AnyView {
    let Head { text, align, sort, order, about } = head;
    let about = about_button(label, &text, about);
    let (state, mark) = match order {
        Some(true) => (Some("descending"), " ▼"),
        Some(false) => (Some("ascending"), " ▲"),
        None => (None, ""),
    };
    let mark = (!mark.is_empty()).then(|| el("span").attr("aria-hidden", "true").child(mark));
    let place = el("th").attr("scope", "col").class(class(align)).attr_if("aria-sort", state);
    let title = match sort.is_empty() {
        // A bar needs no heading to be read, but a table does.
        true if align == Align::Bar => el("span").class("visually-hidden").child(text),
        true => return place.child(text).child(about).view(),
        false => el("a")
            .class("sort")
            .attr("href", sort)
            .attr("data-noscroll", "true")
            .child(text)
            .child(mark),
    };
    place.child(title).child(about).view()
}

fn class(align: Align) -> &'static str {
    match align {
        Align::Text => "cell-text",
        Align::Prose => "cell-prose",
        Align::Number => "cell-number",
        Align::Bar => "cell-bar",
    }
}
