//! The frame of every page: navigation, search, theme, and the word about generated data.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

use super::browser;
use super::icon::{Icon, glyph};
use crate::asked::Asked;
use crate::domain::overview::SiteStatus;

/// Where the navigation leads: path, word, icon, group.
const PAGES: [(&str, &str, Icon, &str); 5] = [
    ("/", "Overview", Icon::Pulse, "Watch"),
    ("/detections", "Detections", Icon::Flag, ""),
    ("/traffic", "Traffic", Icon::Rows, ""),
    ("/ip", "IP investigation", Icon::Search, "Investigate"),
    ("/scores", "Scores", Icon::Gauge, "Understand"),
];

/// The frame with a page in it.
#[component]
pub fn Layout(
    /// What is known about the data as a whole.
    status: Asked<SiteStatus>,
    children: Children,
) -> impl IntoView {
    listen_for_keys();
    view! {
        // `external` keeps the router from swallowing the jump.
        <a class="skip" href="#main" rel="external">"Skip to the content"</a>
        <div class="frame">
            <Navigation/>
            <header class="topbar">
                <SearchForm id="search" label="Everywhere"/>
                <button type="button" class="icon-button" on:click=|_| switch_theme()>
                    {glyph(Icon::Contrast)}
                    <span class="visually-hidden">"Switch between light and dark"</span>
                </button>
            </header>
            <main id="main" tabindex="-1">{children()}</main>
            <footer class="credits">
                "Networks and countries: "
                <a href="https://db-ip.com" rel="noreferrer">"IP Geolocation by DB-IP"</a>
                ", RouteViews, NRO"
            </footer>
            // Last in the document, since the page streams in order and must not wait for it.
            <SyntheticNotice status/>
        </div>
    }
    .into_any()
}

/// The search for an address; a plain form, so that it works before and without the browser half.
#[component]
pub fn SearchForm(
    /// Id of the field.
    id: &'static str,
    /// Name of the search among others on the page.
    label: &'static str,
    /// What the field holds at first.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView {
    view! {
        <form class="search" method="get" action="/ip" role="search" aria-label=label>
            <label class="visually-hidden" for=id>"IP address to investigate"</label>
            <input
                id=id
                class="search-field"
                type="search"
                name="q"
                value=value
                placeholder="IP address, v4 or v6"
                autocomplete="off"
                spellcheck="false"
                maxlength="64"
                required
            />
            <button type="submit" class="button">"Investigate"</button>
        </form>
    }
    .into_any()
}

#[component]
fn Navigation() -> impl IntoView {
    let path = use_location().pathname;
    let items = PAGES
        .into_iter()
        .map(|(to, word, icon, group)| {
            let is_current = move || path.with(|path| is_within(path, to));
            view! {
                <li>
                    {(!group.is_empty()).then(|| view! { <span class="nav-group">{group}</span> }.into_any())}
                    <a class="nav-link" href=to aria-current=move || is_current().then_some("page")>
                        {glyph(icon)}
                        <span class="nav-word">{word}</span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <nav class="nav" aria-label="Pages">
            <a class="nav-name" href="/">"JA4"<span class="nav-name-rest">"SOC"</span></a>
            <ul>{items}</ul>
            <button
                type="button"
                class="icon-button nav-switch"
                aria-keyshortcuts="Alt+B"
                on:click=|_| switch_navigation()
            >
                {glyph(Icon::Sidebar)}
                <span class="visually-hidden">"Wide or narrow navigation"</span>
            </button>
        </nav>
    }
    .into_any()
}

#[component]
fn SyntheticNotice(status: Asked<SiteStatus>) -> impl IntoView {
    let status = status.untyped();
    let notice = move || {
        Suspend::new(async move {
            // When the status cannot be had, the page's own panels say so.
            let status = status.await.0.and_then(|answer| answer.open::<SiteStatus>());
            status.is_ok_and(|status| status.has_synthetic_data).then(|| {
                view! {
                    <aside class="synthetic" aria-label="About this data">
                        <strong>"Synthetic data."</strong>
                        " Generated demo traffic is among what you see."
                    </aside>
                }
                .into_any()
            })
        })
    };
    view! { <Transition>{notice}</Transition> }.into_any()
}

fn is_within(path: &str, page: &str) -> bool {
    path == page || (page != "/" && path.strip_prefix(page).is_some_and(|r| r.starts_with('/')))
}

fn switch_theme() {
    let initial = if browser::prefers_dark() { "dark" } else { "light" };
    browser::toggle_preference("theme", ["light", "dark"], initial);
}

fn switch_navigation() {
    browser::toggle_preference("nav", ["wide", "narrow"], "wide");
}

/// Alt+B navigation, Alt+1… pages, Ctrl+K or / search.
fn listen_for_keys() {
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
