//! Screens: an address of ours becomes questions, their answers become components.

pub mod board;
mod field_values;
pub mod ip;
pub mod not_found;
pub mod overview;
pub mod search;
mod verdict_keys;

use leptos::prelude::*;
use leptos_meta::Title;

use crate::ui::element::{el, several};

/// A page with its title and what stands on it.
fn page(title: impl Fn() -> String + Send + Sync + 'static, views: Vec<AnyView>) -> AnyView {
    titled(Box::new(title), el("div").class("page").children(views).view())
}

/// A page for a sentence or two.
fn narrow_page(title: &'static str, views: Vec<AnyView>) -> AnyView {
    let body = el("div").class("page page-narrow").children(views).view();
    titled(Box::new(move || title.to_owned()), body)
}

fn titled(title: Box<dyn Fn() -> String + Send + Sync>, body: AnyView) -> AnyView {
    let title = move || format!("{} · ja4soc", title());
    several(vec![view! { <Title text=title/> }.into_any(), body])
}
