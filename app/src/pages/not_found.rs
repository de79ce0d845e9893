//! The page for paths that lead nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::rpc;

/// Says that there is no such page; the server answers with 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    rpc::set_page_status(404);
    view! {
        <Title text="Not found · ja4soc"/>
        <div class="page page-narrow">
            <h1>"There is no such page"</h1>
            <p>"The address may be mistyped, or from another version of ja4soc."</p>
            <p><a class="button" href="/">"Go to the overview"</a></p>
        </div>
    }
    .into_any()
}
