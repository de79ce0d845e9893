//! An instant as its age, with the date and time in the reader's zone behind it, and the age of the
//! answers a page shows.

use std::time::Duration;

use leptos::prelude::*;

use super::browser::{self, IS_BROWSER};
use super::element::{El, el, live_text};
use crate::domain::time::Timestamp;
use crate::domain::zone::Zone;

/// What times are told by, since a view has no clock.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// The instant ages count to.
    pub as_of: Timestamp,
    /// Where dates and times are shown.
    pub zone: Zone,
}

/// How long ago `at` was when the data was asked for.
#[must_use]
pub fn ago(at: Timestamp, clock: Clock) -> AnyView {
    dated(el("time"), "datetime", at, clock)
}

/// The same as all that an element holds, such as a cell of a table.
#[must_use]
pub fn ago_in(place: El, at: Timestamp, clock: Clock) -> AnyView {
    dated(place, "data-at", at, clock)
}

fn dated(place: El, name: &'static str, at: Timestamp, clock: Clock) -> AnyView {
    let age = match at.ago(clock.as_of).as_str() {
        "now" => "just now".to_owned(),
        age => format!("{age} ago"),
    };
    let title = in_full(at, clock.zone);
    place.attr(name, format!("{at}Z")).attr("title", title).child(age).view()
}

/// An instant in full.
#[must_use]
pub fn moment(at: Timestamp, zone: Zone) -> AnyView {
    el("time").attr("datetime", format!("{at}Z")).child(in_full(at, zone)).view()
}

/// The time by the browser's clock, seconds since 1970, for what gets old while it is looked at.
#[derive(Clone, Copy)]
struct Now(ReadSignal<u32>);

/// Lets everything drawn from now on get older.
pub fn grow_old() {
    const EVERY: Duration = Duration::from_secs(5);
    let (now, set_now) = signal(0);
    provide_context(Now(now));
    Effect::new(move || {
        // A browser without timers still shows when, only not how long ago.
        let _ = set_interval_with_handle(move || set_now.set(browser::seconds()), EVERY);
    });
}

/// When an answer was given, and how long ago that is by now: `as of 12:03:10, 15 s`.
#[must_use]
pub fn freshness(clock: Clock) -> AnyView {
    let Clock { as_of, zone } = clock;
    let full = zone.spaced(as_of);
    let time = full.split_once(' ').map_or("", |(_, time)| time);
    // Counted from its arrival, since the clock of the browser may be wrong.
    let drawn = if IS_BROWSER { browser::seconds() } else { 0 };
    let now = use_context::<Now>();
    let age = move || match now.map_or(0, |now| now.0.get().saturating_sub(drawn)) {
        0 => String::new(),
        age => format!(", {}", Timestamp(0).ago(Timestamp(age))),
    };
    el("time")
        .class("fresh")
        .attr("datetime", format!("{as_of}Z"))
        .attr("title", in_full(as_of, zone))
        .child(format!("as of {time}"))
        .child(live_text(age))
        .view()
}

fn in_full(at: Timestamp, zone: Zone) -> String {
    format!("{} {}", zone.spaced(at), zone.name())
}
