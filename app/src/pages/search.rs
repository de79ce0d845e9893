//! Search: an address leads to its investigation, anything else is explained.

use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;

use super::narrow_page;
use crate::domain::jump;
use crate::rpc;
use crate::ui::element::{el, live};
use crate::ui::layout::search_form;

/// The page behind the search field.
#[component]
pub fn SearchPage() -> impl IntoView {
    let query = use_query_map();
    let answer = move || {
        let asked = query.with(|query| query.get("q")).unwrap_or_default();
        match jump::target(&asked) {
            Some(path) => view! { <Redirect path/> }.into_any(),
            None => refused("IP investigation", asked),
        }
    };
    live(answer)
}

/// Asks for an address, and says what is wrong with the text that was given instead, if any was.
#[must_use]
pub fn refused(title: &'static str, asked: String) -> AnyView {
    let mut views = vec![el("h1").child("Investigate an IP address").view()];
    if !asked.trim().is_empty() {
        rpc::set_page_status(422);
        let quoted = el("q").child(el("bdi").child(asked.clone()));
        let why = " is not an IPv4 or IPv6 address. Write it like 203.0.113.7 or 2001:db8::7, without a port or a range.";
        views.push(el("p").class("error").attr("role", "alert").child(quoted).child(why).view());
    }
    views.push(
        el("p").child("What a client did in the last 24 hours, how it scored, and why.").view(),
    );
    views.push(search_form("address", "This page", asked));
    narrow_page(title, views)
}
