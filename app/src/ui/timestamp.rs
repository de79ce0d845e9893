//! An instant as its age, with the date and time in UTC behind it.

use leptos::prelude::*;

use super::element::el;
use crate::domain::time::Timestamp;

/// How long ago `at` was when the data was asked for; a view has no clock.
#[must_use]
pub fn ago(at: Timestamp, as_of: Timestamp) -> AnyView {
    let age = match at.ago(as_of).as_str() {
        "now" => "just now".to_owned(),
        age => format!("{age} ago"),
    };
    let title = format!("{} UTC", at.spaced());
    el("time").attr("datetime", format!("{at}Z")).attr("title", title).child(age).view()
}

/// An instant in full, UTC.
#[must_use]
pub fn moment(at: Timestamp) -> AnyView {
    el("time").attr("datetime", format!("{at}Z")).child(format!("{} UTC", at.spaced())).view()
}
