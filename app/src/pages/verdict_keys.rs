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

/// b, l and s judge the row with the focus, u takes the last one back.
pub(super) fn listen() {
    Effect::new(move || {
        let given = Given::default();
        let handle = window_event_listener(ev::keydown, move |event| {
            if browser::is_typing(&event) || event.alt_key() || event.ctrl_key() || event.meta_key()
            {
                return;
            }
            let is_handled = match event.key().as_str() {
                "b" => give(&given, "bot"),
                "l" => give(&given, "legitimate"),
                "s" => give(&given, "suspicious"),
                "u" => take_back(&given),
                _ => false,
            };
            if is_handled {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn give(given: &Given, verdict: &'static str) -> bool {
    let Some(form) = browser::in_focused_row("form:not([data-said])") else { return false };
    let Some(ip) = browser::value_in(&form, "[name=target]") else { return false };
    let given = given.clone();
    say(&form, Some("…"));
    rows::step(true);
    leptos::task::spawn_local(async move {
        let stored = judge(ip, verdict.to_owned(), String::new()).await;
        match stored.and_then(|id| id.untyped().open()) {
            Ok(id) => {
                say(&form, Some(verdict));
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

fn take_back(given: &Given) -> bool {
    let Some((form, id)) = given.borrow_mut().pop() else { return false };
    leptos::task::spawn_local(async move {
        match judge(String::new(), String::new(), id).await {
            Ok(_) => say(&form, None),
            Err(error) => {
                browser::write_in(&form, "output", &format!("not undone: {error}"));
            }
        }
    });
    true
}

/// Puts a word in the place of the buttons, or the buttons back.
fn say(form: &Element, word: Option<&str>) {
    browser::mark(form, "data-said", word);
    browser::write_in(form, "output", word.unwrap_or_default());
}
