//! Back and Forward find a page as it was left: scrolled, unfolded, with the same row focused.
//!
//! Each entry of the browser's history has a number in its state; what its page looked like stands
//! under that number in the session's storage.

mod sight;
mod text;

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::web_sys::{Event, History, ScrollRestoration, Storage};
use leptos_router::hooks::use_location;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use self::text::Place;

/// Frames of the screen a page gets to show its content in, about ten seconds.
const PATIENCE: u32 = 600;

/// The place the reader is to be brought back to once the page is there.
type Awaited = Rc<RefCell<Option<Place>>>;

/// Keeps the places of all pages from now on.
pub fn keep() {
    let location = use_location();
    Effect::new(move |was: Option<()>| {
        let (path, search) = (location.pathname, location.search);
        path.track();
        search.track();
        let is_first = was.is_none();
        if is_first {
            listen();
        }
        // The router writes the address after the page is drawn; by then it may be another page's.
        request_animation_frame(move || {
            let is_new = enter(&path.get_untracked(), &search.get_untracked());
            if is_new && !is_first {
                sight::begin_tables();
            }
        });
    });
}

fn listen() {
    let awaited = Awaited::default();
    for event in ["scroll", "toggle", "focusin"] {
        let awaited = awaited.clone();
        hear(event, move || {
            // Until the page is there, it is not the reader who scrolls.
            if awaited.borrow().is_none() {
                save();
            }
        });
    }
    for event in ["wheel", "touchmove", "pointerdown", "keydown"] {
        let awaited = awaited.clone();
        hear(event, move || drop(awaited.take()));
    }
    let back = awaited.clone();
    hear("popstate", move || {
        // A jump within the page makes an entry without a number, which is no page of its own.
        if number().is_some() {
            let top = Place { top: Some(0), ..Place::default() };
            *back.borrow_mut() = Some(saved().unwrap_or(top));
            restore(back.clone(), 0);
        }
    });
    // What is loaded anew is scrolled by the browser, long before this runs.
    hear("pagehide", || let_browser_scroll(ScrollRestoration::Auto));
    hear("pageshow", || let_browser_scroll(ScrollRestoration::Manual));
    let_browser_scroll(ScrollRestoration::Manual);
    if let Some(mut place) = saved() {
        if place.open.is_empty() {
            place.top = None;
        }
        *awaited.borrow_mut() = Some(place);
        restore(awaited, 0);
    }
}

/// Listens for an event wherever it happens; neither scrolling nor unfolding bubbles.
fn hear(event: &str, mut listener: impl FnMut() + 'static) {
    let listener = Closure::<dyn FnMut(Event)>::new(move |_| listener()).into_js_value();
    let _ =
        window().add_event_listener_with_callback_and_bool(event, listener.unchecked_ref(), true);
}

fn let_browser_scroll(who: ScrollRestoration) {
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(who);
    }
}

/// Gives the entry of a page its number, and a page its entry where the router made none; whether
/// the entry is new.
fn enter(path: &str, search: &str) -> bool {
    let Ok(history) = window().history() else { return false };
    let location = window().location();
    let sign = if search.is_empty() { "" } else { "?" };
    let address = format!("{path}{sign}{search}");
    let shown = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    // After Forward the router holds the entry before for the current one, and a link to that
    // page for no change of the address.
    match (shown == address, number_of(&history)) {
        (false, _) => history.push_state_with_url(&next_number(), "", Some(&address)).is_ok(),
        (true, None) => history.replace_state(&next_number(), "").is_ok(),
        (true, Some(_)) => false,
    }
}

/// Brings the reader back to the awaited place once the page has its content.
fn restore(awaited: Awaited, frames: u32) {
    request_animation_frame(move || {
        let Some(place) = awaited.borrow().clone() else { return };
        // The router needs one frame to draw the page at all.
        let is_ready = frames > 1 && (!sight::is_loading() || frames > PATIENCE);
        if is_ready {
            sight::show(&place);
            awaited.take();
        } else {
            restore(awaited, frames + 1);
        }
    });
}

fn save() {
    if let (Some(storage), Some(number)) = (storage(), number()) {
        // Where there is no room, the place is lost and nothing else.
        let _ = storage.set_item(&key(number), &sight::seen().to_string());
    }
}

fn saved() -> Option<Place> {
    let text = storage()?.get_item(&key(number()?)).ok().flatten()?;
    Some(Place::read(&text))
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn key(number: u32) -> String {
    format!("place {number}")
}

/// The number of the current entry of the history.
fn number() -> Option<u32> {
    number_of(&window().history().ok()?)
}

fn number_of(history: &History) -> Option<u32> {
    history.state().ok()?.as_f64().map(|number| number as u32)
}

/// A number no entry of this tab has.
fn next_number() -> JsValue {
    let last = storage().and_then(|storage| storage.get_item("places").ok().flatten());
    let next = last.and_then(|last| last.parse::<u32>().ok()).unwrap_or(0) + 1;
    if let Some(storage) = storage() {
        let _ = storage.set_item("places", &next.to_string());
    }
    f64::from(next).into()
}
