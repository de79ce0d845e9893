//! An instant as its age, with the date and time in the reader's zone behind it.

use leptos::prelude::*;

use super::element::el;
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
    let age = match at.ago(clock.as_of).as_str() {
        "now" => "just now".to_owned(),
        age => format!("{age} ago"),
    };
    let title = in_full(at, clock.zone);
    el("time").attr("datetime", format!("{at}Z")).attr("title", title).child(age).view()
}

/// An instant in full.
#[must_use]
pub fn moment(at: Timestamp, zone: Zone) -> AnyView {
    el("time").attr("datetime", format!("{at}Z")).child(in_full(at, zone)).view()
}

fn in_full(at: Timestamp, zone: Zone) -> String {
    format!("{} {}", zone.spaced(at), zone.name())
}
