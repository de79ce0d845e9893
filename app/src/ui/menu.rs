//! The menu of a value: open it, filter by it, copy it, look it up elsewhere.

use leptos::prelude::*;
use leptos::web_sys;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

use super::browser;
use super::element::{el, live};
use super::value::{list_of, value_href};
use crate::domain::overview::Lookup;
use crate::domain::params::{Params, encoded};

/// A value whose menu is open.
#[derive(Clone, PartialEq, Debug)]
struct Opened {
    field: String,
    value: String,
}

/// Id of the menu in the document.
const ID: &str = "value-menu";

/// Which value's menu is open, shared by the frame of the page.
#[derive(Clone, Copy)]
pub struct Menu(RwSignal<Option<Opened>>);

impl Menu {
    /// No menu.
    #[must_use]
    pub fn closed() -> Self {
        Self(RwSignal::new(None))
    }

    /// Opens the menu of the value that was clicked, or whose context menu was asked for; other
    /// links and new tabs are left alone.
    pub fn follow(self, event: &web_sys::Event) {
        self.0.set(None);
        let Some(event) = event.dyn_ref::<web_sys::MouseEvent>() else { return };
        let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let Some(link) = target.and_then(|e| e.closest("a[data-field]").ok().flatten()) else {
            return;
        };
        let attribute = |name| link.get_attribute(name).unwrap_or_default();
        let (field, value) = (attribute("data-field"), attribute("data-value"));
        let has_modifier = event.ctrl_key() || event.meta_key() || event.shift_key();
        // What has a page of its own is opened by a click; its menu by the other button.
        let has_page = matches!(field.as_str(), "src_ip" | "ja4");
        if event.type_() == "click" && (has_modifier || has_page || event.button() != 0) {
            return;
        }
        event.prevent_default();
        self.0.set(Some(Opened { field, value }));
        browser::show_beside(ID, link);
    }

    /// Closes the menu; whether one was open.
    pub fn close(self) -> bool {
        let was_open = self.0.with_untracked(Option::is_some);
        if was_open {
            self.0.set(None);
        }
        was_open
    }
}

/// The open menu, if any.
#[must_use]
pub fn value_menu(menu: Menu, lookups: RwSignal<Vec<Lookup>>) -> AnyView {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    live(move || match menu.0.get() {
        None => ().into_any(),
        Some(Opened { field, value }) => {
            let filter = |is_out: bool| {
                filtered(&path.get_untracked(), &search.get_untracked(), &field, &value, is_out)
            };
            let copied = value.clone();
            let copy = el("button").attr("type", "button").child("Copy").on("click", move |_| {
                browser::copy(&copied);
                menu.close();
            });
            let mut items = vec![
                item("Open", value_href(&field, &value), false),
                item("Filter for", filter(false), false),
                item("Filter out", filter(true), false),
                el("li").child(copy).view(),
            ];
            let elsewhere = lookups.get_untracked().into_iter().filter(|l| l.field == field);
            items.extend(elsewhere.map(|lookup| {
                let href = lookup.template.replace("{}", &encoded(&value));
                item(&format!("Look up at {}", lookup.name), href, true)
            }));
            el("div")
                .attr("id", ID)
                .class("menu")
                .attr("role", "group")
                .attr("aria-label", "What to do with this value")
                .attr("tabindex", "-1")
                .child(el("p").class("menu-value").child(el("bdi").child(value)))
                .child(el("ul").children(items))
                .view()
        }
    })
}

fn item(words: &str, href: String, is_outside: bool) -> AnyView {
    // What the router must not take, and where the other site must not learn of.
    let rel = is_outside.then_some("external noreferrer noopener");
    let target = is_outside.then_some("_blank");
    let link = el("a").attr("href", href).attr_if("rel", rel).attr_if("target", target);
    el("li").child(link.child(words.to_owned())).view()
}

/// The list filtered by a value: this page when it is one that can, else the list that has it.
fn filtered(path: &str, search: &str, field: &str, value: &str, is_out: bool) -> String {
    let list = list_of(field, value);
    let is_of_requests = list == "/traffic";
    let is_of_sessions = !is_of_requests && !matches!(field, "src_ip" | "host" | "ja4");
    let stays = match path {
        "/detections" | "/scores" => !is_of_requests,
        "/traffic" => !is_of_sessions,
        _ => false,
    };
    let (path, params) = match stays {
        true => (path, Params::parse(search).without("page")),
        false => (list, Params::default()),
    };
    let params = match is_out {
        true => params.and(&format!("not_{field}"), value),
        false => params.with(field, value),
    };
    params.href(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_stays_on_the_list_that_can_hold_it() {
        let on = |path, field, is_out| filtered(path, "range=7d&page=3", field, "x", is_out);
        assert_eq!(on("/scores", "country_code", false), "/scores?range=7d&country_code=x");
        assert_eq!(on("/scores", "country_code", true), "/scores?range=7d&not_country_code=x");
        assert_eq!(on("/traffic", "host", false), "/traffic?range=7d&host=x");
        assert_eq!(on("/traffic", "asn_org", false), "/detections?asn_org=x");
        assert_eq!(
            filtered("/", "", "threat_level", "NORMAL", false),
            "/scores?threat_level=NORMAL"
        );
        assert_eq!(on("/", "method", true), "/traffic?not_method=x");
        assert_eq!(on("/ip/203.0.113.7", "src_ip", false), "/detections?src_ip=x");
    }
}
