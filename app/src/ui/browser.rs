//! The browser itself: cookies, clipboard, keys. Call only from effects and event handlers.

use leptos::prelude::*;
use leptos::web_sys;
use wasm_bindgen::JsCast;

/// A year in seconds, how long a preference is kept.
const YEAR: u32 = 31_536_000;

/// Whether this code runs in a browser; a constant, so that the other side is compiled away.
pub const IS_BROWSER: bool = cfg!(target_arch = "wasm32");

/// Switches a `data-…` attribute of the document between two values and keeps it as a cookie.
///
/// `initial` says which value holds while there is no attribute.
pub fn toggle_preference(name: &str, values: [&str; 2], initial: &str) {
    let Some(root) = document().document_element() else { return };
    let attribute = format!("data-{name}");
    let current = root.get_attribute(&attribute).unwrap_or_else(|| initial.to_owned());
    let next = if current == values[0] { values[1] } else { values[0] };
    // A browser that refuses the attribute or the cookie only loses the preference.
    let _ = root.set_attribute(&attribute, next);
    keep(name, Some(next));
}

/// Keeps a value as a cookie, or no more.
pub fn keep(name: &str, value: Option<&str>) {
    let age = if value.is_some() { YEAR } else { 0 };
    let cookie =
        format!("{name}={}; path=/; max-age={age}; samesite=lax", value.unwrap_or_default());
    if let Some(html) = document().dyn_ref::<web_sys::HtmlDocument>() {
        let _ = html.set_cookie(&cookie);
    }
}

/// The value of a cookie.
#[must_use]
pub fn kept(name: &str) -> Option<String> {
    let cookies = document().dyn_ref::<web_sys::HtmlDocument>()?.cookie().ok()?;
    let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// How many minutes the reader's clock is east of UTC today.
#[must_use]
pub fn minutes_east() -> String {
    (-web_sys::js_sys::Date::new_0().get_timezone_offset() as i32).to_string()
}

/// Seconds since 1970 by the reader's clock.
#[must_use]
pub fn seconds() -> u32 {
    (web_sys::js_sys::Date::now() / 1000.0) as u32
}

/// Whether the system asks for dark colours.
#[must_use]
pub fn prefers_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)");
    query.ok().flatten().is_some_and(|list| list.matches())
}

/// Puts text on the clipboard; where that is not allowed, nothing happens.
pub fn copy(text: &str) {
    // The promise's failure has no better place to go than the button not changing.
    let _ = window().navigator().clipboard().write_text(text);
}

/// Puts the element with this id under another one once it has been drawn, and gives it the focus.
pub fn show_beside(id: &'static str, anchor: web_sys::Element) {
    request_animation_frame(move || {
        let shown = document().get_element_by_id(id);
        let Some(shown) = shown.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) else {
            return;
        };
        let place = anchor.get_bounding_client_rect();
        let room = |from: f64, length: f64, whole: Option<f64>| {
            from.min(whole.unwrap_or(f64::MAX) - length - 8.0).max(8.0)
        };
        let size = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|v| v.as_f64());
        let (width, height) = (f64::from(shown.offset_width()), f64::from(shown.offset_height()));
        let left = room(place.left(), width, size(window().inner_width()));
        let top = room(place.bottom() + 4.0, height, size(window().inner_height()));
        // Through the object model: the page's policy forbids style attributes.
        let _ = shown.style().set_property("left", &format!("{left}px"));
        let _ = shown.style().set_property("top", &format!("{top}px"));
        let _ = shown.focus();
    });
}

/// All elements that `what` selects, in the order of the document.
#[must_use]
pub fn all(what: &str) -> Vec<web_sys::Element> {
    let Ok(list) = document().query_selector_all(what) else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect()
}

/// Moves the focus to the element with this id.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// The table row that has the focus in it.
fn focused_row() -> Option<web_sys::Element> {
    document().active_element()?.closest("tr").ok().flatten()
}

/// What `what` selects in the table row with the focus.
#[must_use]
pub fn in_focused_row(what: &str) -> Option<web_sys::Element> {
    focused_row()?.query_selector(what).ok().flatten()
}

/// The value of the field that `what` selects inside an element.
#[must_use]
pub fn value_in(element: &web_sys::Element, what: &str) -> Option<String> {
    element.query_selector(what).ok().flatten()?.get_attribute("value")
}

/// Writes text into what `what` selects inside an element.
pub fn write_in(element: &web_sys::Element, what: &str, text: &str) {
    if let Ok(Some(place)) = element.query_selector(what) {
        place.set_text_content(Some(text));
    }
}

/// Sets an attribute, or takes it away.
pub fn mark(element: &web_sys::Element, name: &str, value: Option<&str>) {
    // Names are ours, so setting one cannot fail.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// The field of an event that offers values: the id of their list, its name, and its text.
#[must_use]
pub fn field_with_values(event: &web_sys::Event) -> Option<(String, String, String)> {
    let field = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let list = field.get_attribute("list")?;
    Some((list, field.get_attribute("name")?, event_target_value(event)))
}

/// Puts values and words about each into the list with this id.
pub fn fill_list(id: &str, values: impl Iterator<Item = (String, String)>) {
    let Some(list) = document().get_element_by_id(id) else { return };
    list.set_text_content(None);
    for (value, words) in values {
        if let Ok(option) = document().create_element("option") {
            mark(&option, "value", Some(&value));
            mark(&option, "label", Some(&words));
            // It cannot contain itself, which alone would fail.
            let _ = list.append_child(&option);
        }
    }
}

/// The page's path, and its query without the question mark.
#[must_use]
pub fn place() -> (String, String) {
    let location = window().location();
    let part = |text: Result<String, _>| text.unwrap_or_default();
    let query = part(location.search());
    (part(location.pathname()), query.trim_start_matches('?').to_owned())
}

/// Whether the key was pressed while something is being typed.
#[must_use]
pub fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}
