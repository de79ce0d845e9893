//! Search: what has a page of its own leads there, anything else is said what it was taken for.

use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;

use super::narrow_page;
use crate::domain::jump::{self, Found, Way, Ways};
use crate::rpc;
use crate::ui::element::{el, live};
use crate::ui::layout::search_form;

/// The page behind the search field.
#[component]
pub fn SearchPage() -> impl IntoView {
    let query = use_query_map();
    let answer = move || {
        let asked = query.with(|query| query.get("q")).unwrap_or_default();
        match jump::read(&asked) {
            Some(Found::Page(path)) => view! { <Redirect path/> }.into_any(),
            Some(Found::Ways(ways)) => understood(ways, asked),
            None => refused("IP investigation", asked),
        }
    };
    live(answer)
}

/// Says what a text was taken for, and what each list makes of it.
fn understood(found: Ways, asked: String) -> AnyView {
    let Ways { taken_for, text, ways } = found;
    let ways = ways.into_iter().enumerate().map(|(at, Way { list, shows, href })| {
        // Enter once more is the most usual way.
        let first = (at == 0).then_some("");
        let link = el("a").attr("href", href).attr_if("autofocus", first);
        el("li").child(link.child(format!("{list}: {shows}"))).view()
    });
    let quoted = el("q").child(el("bdi").child(text));
    let other = "If you meant something else: an address is written like 203.0.113.7 or \
                 2001:db8::7, a block like 203.0.113.0/24, a network like AS64500, a path like \
                 /login, and a JA4 in whole.";
    let views = vec![
        el("h1").child("Where to look").view(),
        el("p").child(quoted).child(format!(" was taken for {taken_for}.")).view(),
        el("ul").class("ways").children(ways).view(),
        el("p").class("hint").child(other).view(),
        search_form("address", "This page", asked),
    ];
    narrow_page("Search", views)
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
