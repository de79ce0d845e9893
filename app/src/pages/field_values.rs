//! The fields of a list's form offer the values there are, once somebody is in one.
//!
//! The server writes the fields with empty lists (`datalist`); they are filled in by hand here.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::Event;

use crate::rpc::values::get_values;
use crate::ui::browser;
use crate::ui::number::exact;

/// Between two letters at most: what is typed quickly is asked for once.
const PAUSE: Duration = Duration::from_millis(200);

/// Asks for the values of a field whenever it gets the focus or another text.
pub(super) fn listen() {
    Effect::new(move || {
        // Number of the newest question, so that an older answer does not take its place.
        let newest = Rc::new(Cell::new(0_u32));
        let asked = newest.clone();
        let focused = window_event_listener(ev::focusin, move |event| ask(&asked, &event));
        let typed = window_event_listener(ev::input, move |event| ask(&newest, &event));
        on_cleanup(move || {
            focused.remove();
            typed.remove();
        });
    });
}

fn ask(newest: &Rc<Cell<u32>>, event: &Event) {
    let Some((list, field, part)) = browser::field_with_values(event) else { return };
    let number = newest.get().wrapping_add(1);
    newest.set(number);
    let newest = newest.clone();
    let later = move || {
        if newest.get() != number {
            return;
        }
        leptos::task::spawn_local(async move {
            let (path, query) = browser::place();
            let list_name = path.trim_matches('/').to_owned();
            // Without an answer the field is what it is without the browser half: one for any text.
            let answer = get_values(list_name, field, query, part).await;
            let Ok(values) = answer.and_then(|values| values.untyped().open()) else { return };
            let values: Vec<(String, u64)> = values;
            if newest.get() == number {
                browser::fill_list(&list, values.into_iter().map(counted));
            }
        });
    };
    // Where there is no timer, nothing is offered.
    let _ = set_timeout_with_handle(later, PAUSE);
}

/// A value, and in words how many rows have it.
fn counted((value, rows): (String, u64)) -> (String, String) {
    let word = if rows == 1 { "row" } else { "rows" };
    (value, format!("{} {word}", exact(rows)))
}
