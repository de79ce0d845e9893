//! One value of a board.

use leptos::prelude::*;

use super::sent;
use crate::board::Cell;
use crate::ui::badge::{badge, level_key, risk_level};
use crate::ui::bar::bar;
use crate::ui::element::{boxed, el};
use crate::ui::number::{decimal, exact};
use crate::ui::timestamp::{Clock, ago, moment};
use crate::ui::value::value_link;

/// Draws a value.
///
/// What a client sent is kept apart from the direction of the text around it by the styles of the
/// elements that hold it: `td`, `th`, `dd`, `a`, and `bdi`.
#[must_use]
pub fn cell(cell: Cell, clock: Clock) -> AnyView {
    match cell {
        Cell::Unknown(why) => boxed("span", "unknown", why),
        Cell::Text(value) => value.into_any(),
        Cell::Prose(value) => {
            el("bdi").class("cut").attr("title", value.clone()).child(value).view()
        }
        Cell::Sentence(value) => value.into_any(),
        Cell::Named(words, name) => el("span").attr("title", name).child(words).view(),
        Cell::State(state, words) => {
            el("span").class("state").attr("data-state", state).child(words).view()
        }
        Cell::Risk(score) => {
            let level = level_key(&risk_level(score)).to_owned();
            el("span")
                .class("risk-cell")
                .child(el("strong").child(score.to_string()))
                .child(bar(f64::from(score) / 100.0, level))
                .view()
        }
        Cell::Count(count) => exact(count).into_any(),
        Cell::Decimal(value, places) => decimal(value, usize::from(places)).into_any(),
        Cell::Ago(at) => ago(at, clock),
        Cell::Moment(at) => moment(at, clock.zone),
        Cell::Address(ip) => value_link("src_ip", ip.to_string()),
        Cell::Ja4(value) => value_link("ja4", value),
        Cell::Level(level) => badge(&level),
        Cell::Value(field, value) => value_link(&field, value),
        Cell::Link(href, words) => el("a").attr("href", href).child(words).view(),
        Cell::Bar(ratio, level) => bar(ratio, level),
        Cell::Sent(form) => sent::view(form, "sent-row"),
    }
}
