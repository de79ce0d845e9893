//! Search: an address leads to its investigation, anything else is explained.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;

use crate::domain::ip::Ip;
use crate::rpc;
use crate::ui::layout::SearchForm;

/// The page behind the search field.
#[component]
pub fn SearchPage() -> impl IntoView {
    let query = use_query_map();
    let answer = move || {
        let asked = query.with(|query| query.get("q")).unwrap_or_default();
        match asked.parse::<Ip>() {
            Ok(ip) => view! { <Redirect path=format!("/ip/{ip}")/> }.into_any(),
            Err(_) => view! { <Refused asked/> }.into_any(),
        }
    };
    view! {
        <Title text="IP investigation · ja4soc"/>
        {answer}
    }
    .into_any()
}

/// Asks for an address, and says what is wrong with the text that was given instead.
#[component]
pub fn Refused(
    /// What was given; empty when nothing was.
    asked: String,
) -> impl IntoView {
    let message = (!asked.trim().is_empty()).then(|| {
        rpc::set_page_status(422);
        view! {
            <p class="error" role="alert">
                <q><bdi>{asked.clone()}</bdi></q>
                " is not an IPv4 or IPv6 address. Write it like 203.0.113.7 or 2001:db8::7, without a port or a range."
            </p>
        }.into_any()
    });
    view! {
        <div class="page page-narrow">
            <h1>"Investigate an IP address"</h1>
            {message}
            <p>"What a client did in the last 24 hours, how it scored, and why."</p>
            <SearchForm id="address" label="This page" value=asked/>
        </div>
    }
    .into_any()
}
