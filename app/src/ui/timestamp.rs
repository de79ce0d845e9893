//! An instant as its age, with the date and time in UTC behind it.

use leptos::prelude::*;

use crate::domain::time::Timestamp;

/// How long ago `at` was when the data was asked for.
#[component]
pub fn Ago(
    /// The instant.
    at: Timestamp,
    /// The instant of the question, from the answer; a view has no clock.
    as_of: Timestamp,
) -> impl IntoView {
    let age = match at.ago(as_of).as_str() {
        "now" => "just now".to_owned(),
        age => format!("{age} ago"),
    };
    view! { <time datetime=format!("{at}Z") title=format!("{} UTC", at.spaced())>{age}</time> }
        .into_any()
}

/// An instant in full, UTC.
#[component]
pub fn Moment(
    /// The instant.
    at: Timestamp,
) -> impl IntoView {
    view! { <time datetime=format!("{at}Z")>{format!("{} UTC", at.spaced())}</time> }.into_any()
}
