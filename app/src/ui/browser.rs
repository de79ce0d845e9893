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
    if let Some(html) = document().dyn_ref::<web_sys::HtmlDocument>() {
        let _ = html.set_cookie(&format!("{name}={next}; path=/; max-age={YEAR}; samesite=lax"));
    }
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

/// Moves the focus to the element with this id.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Whether the key was pressed while something is being typed.
#[must_use]
pub fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}
