//! The investigation of one address.

use leptos::prelude::*;

/// One address: how it scored, why, and the rows behind it.
#[component]
pub fn IpPage() -> impl IntoView {
    view! { <div class="page"><h1>"IP"</h1></div> }.into_any()
}
