//! A data table in its own scroll frame, with a header that stays.

use leptos::prelude::*;

/// How a column is aligned and set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Left, wraps nowhere.
    Text,
    /// Left, may take several lines.
    Prose,
    /// Right, tabular figures.
    Number,
    /// A bar, which takes the room that is left.
    Bar,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Text => "cell-text",
            Self::Prose => "cell-prose",
            Self::Number => "cell-number",
            Self::Bar => "cell-bar",
        }
    }
}

/// A column's heading, with its unit, and its kind.
pub type Column = (&'static str, Kind);

/// A table of `rows`, each with one view per column; the first cell names its row.
#[component]
pub fn Table(
    /// What the table lists, for those who cannot see where it stands.
    #[prop(into)]
    label: String,
    /// Headings, left to right.
    columns: &'static [Column],
    /// Cells, row by row.
    rows: Vec<Vec<AnyView>>,
) -> impl IntoView {
    let head = columns
        .iter()
        .map(|(title, kind)| {
            // A bar needs no heading to be read, but a table does.
            let class = if *kind == Kind::Bar { "visually-hidden" } else { "" };
            view! { <th scope="col" class=kind.class()><span class=class>{*title}</span></th> }
                .into_any()
        })
        .collect_view();
    let body = rows
        .into_iter()
        .map(|cells| {
            let cells = cells
                .into_iter()
                .zip(columns)
                .enumerate()
                .map(|(at, (cell, (_, kind)))| match at {
                    0 => view! { <th scope="row" class=kind.class()>{cell}</th> }.into_any(),
                    _ => view! { <td class=kind.class()>{cell}</td> }.into_any(),
                })
                .collect_view();
            view! { <tr>{cells}</tr> }.into_any()
        })
        .collect_view();
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

/// A cell of plain text; what a client sent is kept apart from the direction of the text around it.
#[must_use]
pub fn text(value: impl Into<String>) -> AnyView {
    let value = value.into();
    view! { <bdi>{value}</bdi> }.into_any()
}

/// A cell of text that may be long: cut by the styles, whole in the tooltip; `unknown` when empty.
#[must_use]
pub fn long_text(value: &str, unknown: &'static str) -> AnyView {
    if value.is_empty() {
        return view! { <span class="unknown">{unknown}</span> }.into_any();
    }
    view! { <bdi class="cut" title=value.to_owned()>{value.to_owned()}</bdi> }.into_any()
}
