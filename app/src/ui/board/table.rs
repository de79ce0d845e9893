//! A table of a board: headings that order it, cells by their kind.

use leptos::prelude::*;

use super::cell::cell;
use crate::board::{Align, Head, TableBlock};
use crate::domain::time::Timestamp;

/// Draws the table; its rows can be walked with the keys j and k.
pub(super) fn view(table: TableBlock, as_of: Timestamp) -> AnyView {
    let TableBlock { label, columns, rows } = table;
    let classes: Vec<&'static str> = columns.iter().map(|head| class(head.align)).collect();
    let body = rows
        .into_iter()
        .map(|cells| {
            let cells = cells
                .into_iter()
                .zip(&classes)
                .map(|(value, class)| {
                    view! { <td class=*class>{cell(value, as_of)}</td> }.into_any()
                })
                .collect_view();
            view! { <tr>{cells}</tr> }.into_any()
        })
        .collect_view();
    let head = columns.into_iter().map(heading).collect_view();
    view! {
        // Focusable, so that the keyboard can scroll it.
        <div class="table-frame" role="group" aria-label=label tabindex="0">
            <table>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn heading(head: Head) -> AnyView {
    let Head { text, align, sort, order } = head;
    let class = class(align);
    let (state, mark) = match order {
        Some(true) => (Some("descending"), " ▼"),
        Some(false) => (Some("ascending"), " ▲"),
        None => (None, ""),
    };
    let title = match sort.is_empty() {
        true => view! { <span class=(align == Align::Bar).then_some("visually-hidden")>{text}</span> }
            .into_any(),
        false => {
            view! { <a class="sort" href=sort data-noscroll="true">{text}<span aria-hidden="true">{mark}</span></a> }
                .into_any()
        }
    };
    view! { <th scope="col" class=class aria-sort=state>{title}</th> }.into_any()
}

fn class(align: Align) -> &'static str {
    match align {
        Align::Text => "cell-text",
        Align::Prose => "cell-prose",
        Align::Number => "cell-number",
        Align::Bar => "cell-bar",
    }
}
