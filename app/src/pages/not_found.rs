//! The page for paths that lead nowhere.

use leptos::prelude::*;

use super::narrow_page;
use crate::rpc;
use crate::ui::element::el;

/// Says that there is no such page; the server answers with 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    rpc::set_page_status(404);
    let back = el("a").class("button").attr("href", "/").child("Go to the overview");
    let why = "The address may be mistyped, or from another version of ja4soc.";
    narrow_page(
        "Not found",
        vec![
            el("h1").child("There is no such page").view(),
            el("p").child(why).view(),
            el("p").child(back).view(),
        ],
    )
}
