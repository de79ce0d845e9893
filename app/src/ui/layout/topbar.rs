//! The bar above every page: search, newer figures, zone of times, theme.

use std::time::Duration;

use leptos::prelude::*;

use crate::asked::Refresh;
use crate::domain::zone::COOKIE;
use crate::ui::browser;
use crate::ui::element::{El, boxed, el};
use crate::ui::icon::{Icon, glyph};

/// The bar.
pub(super) fn topbar(refresh: Refresh, is_local: bool) -> El {
    let is_live = RwSignal::new(false);
    keep_fresh(refresh, is_live);
    let theme = icon_button(Icon::Contrast, "Switch between light and dark")
        .on("click", |_| switch_theme());
    let again = icon_button(Icon::Again, "Ask for newer figures (r)")
        .on("click", move |_| refresh.ask_again());
    let pressed = move || Some(if is_live.get() { "true" } else { "false" }.to_owned());
    let live = el("button")
        .attr("type", "button")
        .class("button live")
        .attr_live("aria-pressed", pressed)
        .attr("title", "Ask for newer figures every 30 seconds")
        .child("live")
        .on("click", move |_| is_live.update(|is_live| *is_live = !*is_live));
    let help = el("a")
        .class("icon-button help")
        .attr("href", "/help")
        .attr("title", "Help: what words, figures and keys mean (?)")
        .attr("aria-label", "Help")
        .child("?");
    el("header")
        .class("topbar")
        .child(search_form("search", "Everywhere", String::new()))
        .child(again)
        .child(live)
        .child(zone_switch(is_local, refresh))
        .child(theme)
        .child(help)
}

/// A button with an icon, and words for those who cannot see it.
pub(super) fn icon_button(icon: Icon, words: &'static str) -> El {
    el("button").attr("type", "button").class("icon-button").child(glyph(icon)).child(boxed(
        "span",
        "visually-hidden",
        words,
    ))
}

/// The search for an address; a plain form, so that it works before and without the browser half.
///
/// `id` is that of its field, `label` its name among others on the page, `value` what the field
/// holds at first.
#[must_use]
pub fn search_form(id: &'static str, label: &'static str, value: String) -> AnyView {
    let words = el("label")
        .class("visually-hidden")
        .attr("for", id)
        .child("IP, block, JA4, host, ASN or page to go to");
    let field = el("input")
        .attr("id", id)
        .class("search-field")
        .attr("type", "search")
        .attr("name", "q")
        .attr("value", value)
        .attr("placeholder", "IP, block, JA4, host, ASN or page")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("maxlength", "2048")
        .attr("required", "");
    el("form")
        .class("search")
        .attr("method", "get")
        .attr("action", "/ip")
        .attr("role", "search")
        .attr("aria-label", label)
        .child(words)
        .child(field)
        .child(el("button").attr("type", "submit").class("button").child("Investigate"))
        .view()
}

/// Switches between UTC and the reader's own time, which the server learns by a cookie.
fn zone_switch(is_local: bool, refresh: Refresh) -> El {
    let is_local = RwSignal::new(is_local);
    let show = move || {
        let minutes = is_local.get_untracked().then(browser::minutes_east);
        if browser::kept(COOKIE) != minutes {
            browser::keep(COOKIE, minutes.as_deref());
            refresh.ask_again();
        }
    };
    // Clocks were changed since, or the reader travelled.
    Effect::new(show);
    let pressed = move || Some(is_local.get().to_string());
    el("button")
        .attr("type", "button")
        .class("button live zone")
        .attr_live("aria-pressed", pressed)
        .attr("title", "Show times in your own time zone instead of UTC")
        .child("local")
        .child(boxed("span", "visually-hidden", " time"))
        .on("click", move |_| {
            is_local.update(|is_local| *is_local = !*is_local);
            show();
        })
}

fn switch_theme() {
    let initial = if browser::prefers_dark() { "dark" } else { "light" };
    browser::toggle_preference("theme", ["light", "dark"], initial);
}

/// Asks again every half minute while the reader wants it and looks at the page.
fn keep_fresh(refresh: Refresh, is_live: RwSignal<bool>) {
    Effect::new(move || {
        if !is_live.get() {
            return;
        }
        let ask = move || {
            if !document().hidden() {
                refresh.ask_again();
            }
        };
        if let Ok(timer) = set_interval_with_handle(ask, Duration::from_secs(30)) {
            on_cleanup(move || timer.clear());
        }
    });
}
