//! What stands where there is nothing to show: why, and the one action that helps.

use leptos::prelude::*;

/// An empty state.
#[component]
pub fn Empty(
    /// Why there is nothing.
    #[prop(into)]
    why: String,
    /// What would help; empty when nothing needs to be done.
    #[prop(optional, into)]
    help: String,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-why">{why}</p>
            {(!help.is_empty()).then(|| view! { <p class="empty-help">{help}</p> }.into_any())}
        </div>
    }
    .into_any()
}
