//! The titled box of a page, and the one place that waits for an answer.

use std::sync::Arc;

use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::browser::IS_BROWSER;
use super::element::{boxed, el};
use super::error::error_panel;
use crate::asked::{Asked, Untyped};
use crate::wire::Packed;

/// A titled region of a page: heading, which is also its accessible name, a remark beside it (the
/// window, the unit, what is shown of how many), how fresh it is, and the class that places it in
/// its page's grid.
#[must_use]
pub fn panel(
    (title, note): (String, String),
    fresh: Option<AnyView>,
    class: &'static str,
    children: impl IntoIterator<Item = AnyView>,
) -> AnyView {
    let note = (!note.is_empty()).then(|| boxed("span", "panel-note", note));
    let classes = if class.is_empty() { "panel".to_owned() } else { format!("panel {class}") };
    let head = el("header").class("panel-head").child(el("h2").child(title.clone())).child(note);
    let head = head.child(fresh);
    el("section").class(classes).attr("aria-label", title).child(head).children(children).view()
}

/// Shows `data` through `view` when it has arrived, its error when it failed, and reserved space
/// before; while newer data is on its way the old stays, marked busy.
///
/// The error is part of the data: it is matched here instead of in an error boundary, since a
/// boundary's errors reach the browser as text and the panel there would differ from the server's.
///
/// Nothing else on the page may read the same answer. `reserve` names the space to reserve,
/// `.loaded[data-reserve=…]` in the styles.
#[must_use]
pub fn loaded<T: DeserializeOwned + 'static>(
    data: Asked<T>,
    reserve: &'static str,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let draw = move |answer: Packed| match answer.open() {
        Ok(answer) => view(answer),
        Err(error) => error_panel(error),
    };
    waiting(data.untyped(), reserve, Arc::new(draw))
}

/// The part of [`loaded`] that is the same for all types.
fn waiting(
    data: Untyped,
    reserve: &'static str,
    draw: Arc<dyn Fn(Packed) -> AnyView + Send + Sync>,
) -> AnyView {
    let (pending, set_pending) = signal(false);
    // On the server this would race with the writing of the attribute.
    let mark = SignalSetter::map(move |is_pending: bool| {
        if IS_BROWSER {
            set_pending.set(is_pending);
        }
    });
    let body = move || {
        let draw = draw.clone();
        Suspend::new(async move {
            match data.await.0 {
                Ok(answer) => draw(answer),
                Err(error) => error_panel(error),
            }
        })
    };
    let waiting = view! {
        <Transition fallback=skeleton set_pending=mark>
            {body.clone()}
        </Transition>
    };
    el("div")
        .class("loaded")
        .attr("data-reserve", reserve)
        .attr_live("aria-busy", move || pending.get().then(|| "true".to_owned()))
        .child(waiting.into_any())
        .view()
}

/// Quiet placeholder of data on its way.
fn skeleton() -> AnyView {
    let words = boxed("span", "visually-hidden", "Loading");
    el("div").class("skeleton").attr("role", "status").child(words).view()
}
