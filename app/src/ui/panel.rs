//! The titled box of a page, and the one place that waits for an answer.

use std::sync::Arc;

use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::browser::IS_BROWSER;
use super::error::ErrorPanel;
use crate::asked::{Asked, Untyped};
use crate::wire::Packed;

/// A titled region of a page.
#[component]
pub fn Panel(
    /// Heading, also the region's accessible name.
    #[prop(into)]
    title: String,
    /// A remark beside the heading: the window, the unit, what is shown of how many.
    #[prop(optional, into)]
    note: Option<String>,
    /// Class that places the panel in its page's grid.
    #[prop(optional)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let label = title.clone();
    let classes = if class.is_empty() { "panel".to_owned() } else { format!("panel {class}") };
    view! {
        <section class=classes aria-label=label>
            <header class="panel-head">
                <h2>{title}</h2>
                {note.map(|note| view! { <span class="panel-note">{note}</span> }.into_any())}
            </header>
            {children()}
        </section>
    }
    .into_any()
}

/// Shows `data` through `view` when it has arrived, its error when it failed, and reserved space
/// before; while newer data is on its way the old stays, marked busy.
///
/// The error is part of the data: it is matched here instead of in an error boundary, since a
/// boundary's errors reach the browser as text and the panel there would differ from the server's.
#[component]
pub fn Loaded<T: DeserializeOwned + 'static>(
    /// The answer to wait for; nothing else on the page may read the same one.
    data: Asked<T>,
    /// Names the space to reserve, `.loaded[data-reserve=…]` in the styles.
    reserve: &'static str,
    /// Draws the answer.
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let draw = move |answer: Packed| match answer.open() {
        Ok(answer) => view(answer),
        Err(error) => view! { <ErrorPanel error/> }.into_any(),
    };
    waiting(data.untyped(), reserve, Arc::new(draw))
}

/// The part of [`Loaded`] that is the same for all types.
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
                Err(error) => view! { <ErrorPanel error/> }.into_any(),
            }
        })
    };
    view! {
        <div
            class="loaded"
            data-reserve=reserve
            aria-busy=move || pending.get().then_some("true")
        >
            <Transition fallback=|| view! { <Skeleton/> } set_pending=mark>
                {body.clone()}
            </Transition>
        </div>
    }
    .into_any()
}

/// Quiet placeholder of data on its way.
#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading"</span>
        </div>
    }
}
