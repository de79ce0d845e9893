//! Keys of the desk: verdicts on the row with the focus, without leaving the page.
//!
//! What they do is drawn by hand on the rows the server wrote; buttons are plain forms.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::Element;

use crate::rpc::feedback::judge;
use crate::ui::{browser, rows};

/// Verdicts given by keys, oldest first: the row's form and the verdict's id.
type Given = Rc<RefCell<Vec<(Element, String)>>>;

/// b, l and s judge the row with the focus, u takes the last one back; each one that was stored
/// changes `stored`.
pub(super) fn listen(stored: RwSignal<u32>) {
    Effect::new(move || {
        let given = Given::default();
        let handle = window_event_listener(ev::keydown, move |event| {
            if browser::is_typing(&event) || event.alt_key() || event.ctrl_key() || event.meta_key()
            {
                return;
            }
            let is_handled = match event.key().as_str() {
                "b" => give(&given, stored, "bot"),
                "l" => give(&given, stored, "legitimate"),
                "s" => give(&given, stored, "suspicious"),
                "u" => take_back(&given, stored),
                _ => false,
            };
            if is_handled {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn give(given: &Given, stored: RwSignal<u32>, verdict: &'static str) -> bool {
    let Some(form) = browser::in_focused_row("form:not([data-said])") else { return false };
    let Some(ip) = browser::value_in(&form, "[name=target]") else { return false };
    let given = given.clone();
    say(&form, Some("…"));
    rows::step(true);
    leptos::task::spawn_local(async move {
        let id = judge(ip, verdict.to_owned(), String::new()).await;
        match id.and_then(|id| id.untyped().open()) {
            Ok(id) => {
                say(&form, Some(verdict));
                tell(stored);
                given.borrow_mut().push((form, id));
            }
            Err(error) => {
                say(&form, None);
                browser::write_in(&form, "output", &format!("not stored: {error}"));
            }
        }
    });
    true
}

fn take_back(given: &Given, stored: RwSignal<u32>) -> bool {
    let Some((form, id)) = given.borrow_mut().pop() else { return false };
    leptos::task::spawn_local(async move {
        match judge(String::new(), String::new(), id).await {
            Ok(_) => {
                say(&form, None);
                tell(stored);
            }
            Err(error) => {
                browser::write_in(&form, "output", &format!("not undone: {error}"));
            }
        }
    });
    true
}

/// Says that a verdict was stored, unless the reader has left.
fn tell(stored: RwSignal<u32>) {
    let _ = stored.try_update(|times| *times = times.wrapping_add(1));
}

/// Puts a word in the place of the buttons, or the buttons back.
fn say(form: &Element, word: Option<&str>) {
    browser::mark(form, "data-said", word);
    browser::write_in(form, "output", word.unwrap_or_default());
}
