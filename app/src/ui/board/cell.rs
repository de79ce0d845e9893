//! One value of a board.

use leptos::prelude::*;

use crate::board::Cell;
use crate::domain::time::Timestamp;
use crate::ui::badge::Badge;
use crate::ui::bar::Bar;
use crate::ui::number::{decimal, exact};
use crate::ui::table::{long_text, text};
use crate::ui::timestamp::{Ago, Moment};
use crate::ui::value::Value;

/// Draws a value; `as_of` is the instant ages count to.
#[must_use]
pub fn cell(cell: Cell, as_of: Timestamp) -> AnyView {
    match cell {
        Cell::Unknown(why) => view! { <span class="unknown">{why}</span> }.into_any(),
        Cell::Text(value) => text(value),
        Cell::Prose(value) => long_text(&value, ""),
        Cell::Count(count) => text(exact(count)),
        Cell::Decimal(value, places) => text(decimal(value, usize::from(places))),
        Cell::Ago(at) => view! { <Ago at as_of/> }.into_any(),
        Cell::Moment(at) => view! { <Moment at/> }.into_any(),
        Cell::Address(ip) => view! { <Value field="src_ip" value=ip.to_string()/> }.into_any(),
        Cell::Ja4(value) => view! { <Value field="ja4" value/> }.into_any(),
        Cell::Level(level) => view! { <Badge level/> }.into_any(),
        Cell::Value(field, value) => view! { <Value field value/> }.into_any(),
        Cell::Link(href, words) => view! { <a href=href><bdi>{words}</bdi></a> }.into_any(),
        Cell::Bar(ratio, level) => view! { <Bar ratio level=level/> }.into_any(),
    }
}
