//! The frame of every page: navigation, search, theme, and the word about generated data.

mod topbar;

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

use super::browser;
use super::element::{boxed, el, several};
use super::icon::{Icon, glyph};
use super::menu::{Menu, value_menu};
use super::place;
use super::rows;
use super::timestamp;
use crate::asked::{Asked, Refresh};
use crate::domain::overview::{Lookup, SiteStatus};

pub use topbar::search_form;
use topbar::{icon_button, topbar};

/// Where the navigation leads: path, word, icon, group.
const PAGES: [(&str, &str, Icon, &str); 14] = [
    ("/", "Overview", Icon::Pulse, "Watch"),
    ("/detections", "Detections", Icon::Flag, ""),
    ("/traffic", "Traffic", Icon::Rows, ""),
    ("/ip", "IP investigation", Icon::Search, "Investigate"),
    ("/campaigns", "Campaigns", Icon::Group, ""),
    ("/classification", "Classification", Icon::Tick, "Decide"),
    ("/scores", "Scores", Icon::Gauge, "Understand"),
    ("/features", "Features", Icon::Bars, ""),
    ("/models", "Models", Icon::Layers, ""),
    ("/behavior", "Behaviour", Icon::Dots, ""),
    ("/fingerprints", "Fingerprints", Icon::Print, ""),
    ("/browsers", "Browsers", Icon::Window, ""),
    ("/geo", "Geo & ASN", Icon::Globe, ""),
    ("/heatmap", "Heat map", Icon::Grid, ""),
];

/// The frame with a page in it.
#[component]
pub fn Layout(
    /// What is known about the data as a whole.
    status: Asked<SiteStatus>,
    /// Asks for newer figures.
    refresh: Refresh,
    /// Whether times are shown in the reader's zone.
    is_local: bool,
    children: Children,
) -> impl IntoView {
    let menu = Menu::closed();
    let lookups = RwSignal::new(Vec::new());
    listen_for_keys(menu, refresh);
    place::keep();
    timestamp::grow_old();
    // `external` keeps the router from swallowing the jump.
    let skip = el("a")
        .class("skip")
        .attr("href", "#main")
        .attr("rel", "external")
        .child("Skip to the content");
    let credit = el("a")
        .attr("href", "https://db-ip.com")
        .attr("rel", "noreferrer")
        .child("IP Geolocation by DB-IP");
    let credits = el("footer")
        .class("credits")
        .child(el("a").attr("href", "/help").child("What words and figures mean"))
        .child(" · Networks and countries: ")
        .child(credit)
        .child(", RouteViews, NRO");
    let frame = el("div")
        .class("frame")
        .on("click", move |event| menu.follow(&event))
        .on("contextmenu", move |event| menu.follow(&event))
        .child(navigation())
        .child(topbar(refresh, is_local))
        .child(el("main").attr("id", "main").attr("tabindex", "-1").child(children()))
        .child(credits)
        // Last in the document, since the page streams in order and must not wait for it.
        .child(synthetic_notice(status, lookups))
        .child(value_menu(menu, lookups));
    several(vec![skip.view(), frame.view()])
}

fn navigation() -> AnyView {
    let path = use_location().pathname;
    let items = PAGES.into_iter().map(|(to, word, icon, group)| {
        let current = move || path.with(|path| is_within(path, to)).then(|| "page".to_owned());
        let link = el("a")
            .class("nav-link")
            .attr("href", to)
            .attr_live("aria-current", current)
            .child(glyph(icon))
            .child(boxed("span", "nav-word", word));
        let group = (!group.is_empty()).then(|| boxed("span", "nav-group", group));
        el("li").child(group).child(link).view()
    });
    let name = el("a").class("nav-name").attr("href", "/").child("JA4").child(boxed(
        "span",
        "nav-name-rest",
        "SOC",
    ));
    let switch = icon_button(Icon::Sidebar, "Wide or narrow navigation")
        .class("nav-switch")
        .attr("aria-keyshortcuts", "Alt+B")
        .on("click", |_| switch_navigation());
    el("nav")
        .class("nav")
        .attr("aria-label", "Pages")
        .child(name)
        .child(el("ul").children(items))
        .child(switch)
        .view()
}

fn synthetic_notice(status: Asked<SiteStatus>, lookups: RwSignal<Vec<Lookup>>) -> AnyView {
    let status = status.untyped();
    let notice = move || {
        Suspend::new(async move {
            // When the status cannot be had, the page's own panels say so.
            let status = status.await.0.and_then(|answer| answer.open::<SiteStatus>());
            if let Ok(status) = &status {
                lookups.set(status.lookups.clone());
            }
            match status.is_ok_and(|status| status.has_synthetic_data) {
                false => ().into_any(),
                true => el("aside")
                    .class("synthetic")
                    .attr("aria-label", "About this data")
                    .child(el("strong").child("Synthetic data."))
                    .child(" Generated demo traffic is among what you see.")
                    .view(),
            }
        })
    };
    view! { <Transition>{notice}</Transition> }.into_any()
}

fn is_within(path: &str, page: &str) -> bool {
    path == page || (page != "/" && path.strip_prefix(page).is_some_and(|r| r.starts_with('/')))
}

fn switch_navigation() {
    browser::toggle_preference("nav", ["wide", "narrow"], "wide");
}

fn has_modifier(event: &ev::KeyboardEvent) -> bool {
    event.ctrl_key() || event.alt_key() || event.meta_key()
}

/// Alt+B navigation, Alt+1… pages, Ctrl+K or / search, j and k rows, Enter opens one, ? help.
fn listen_for_keys(menu: Menu, refresh: Refresh) {
    let navigate = use_navigate();
    Effect::new(move || {
        let navigate = navigate.clone();
        let handle = window_event_listener(ev::keydown, move |event| {
            let key = event.key();
            let is_handled = match key.as_str() {
                "b" if event.alt_key() => {
                    switch_navigation();
                    true
                }
                "k" if event.ctrl_key() || event.meta_key() => {
                    browser::focus("search");
                    true
                }
                "/" if !browser::is_typing(&event) => {
                    browser::focus("search");
                    true
                }
                "Escape" => menu.close(),
                "r" if !browser::is_typing(&event) && !has_modifier(&event) => {
                    refresh.ask_again();
                    true
                }
                "?" if !browser::is_typing(&event) => {
                    navigate("/help", Default::default());
                    true
                }
                "j" | "k" if !browser::is_typing(&event) && !has_modifier(&event) => {
                    rows::step(key == "j")
                }
                "Enter" => match rows::target() {
                    Some(href) => {
                        navigate(&href, Default::default());
                        true
                    }
                    None => false,
                },
                digit if event.alt_key() => {
                    let at = digit.parse::<usize>().ok().and_then(|at| at.checked_sub(1));
                    let page = at.and_then(|at| PAGES.get(at));
                    page.inspect(|page| navigate(page.0, Default::default())).is_some()
                }
                _ => false,
            };
            if is_handled {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_current_for_what_lies_under_it() {
        assert!(is_within("/ip/203.0.113.7", "/ip"));
        assert!(is_within("/", "/"));
        assert!(!is_within("/ip", "/"));
        assert!(!is_within("/ipsec", "/ip"));
    }
}
