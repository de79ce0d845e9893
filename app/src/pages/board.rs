//! Every page that is a board: its address in, its panels out.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};

use crate::asked::Asked;
use crate::board::BoardKind;
use crate::rpc::board::get_board;
use crate::ui::board::board_view;
use crate::ui::panel::Loaded;

/// A page with a heading and a board; what it is about stands in its path as `:subject`.
fn page(kind: BoardKind, title: &'static str) -> AnyView {
    let search = use_location().search;
    let params = use_params_map();
    let subject = Memo::new(move |_| params.with(|p| p.get("subject")).unwrap_or_default());
    let board = Asked::keyed(
        move || format!("{}?{}", subject.get(), search.get()),
        move |key| {
            let (subject, query) = key.split_once('?').unwrap_or((&key, ""));
            get_board(kind, subject.to_owned(), query.to_owned())
        },
    );
    let heading = move || match subject.get() {
        subject if subject.is_empty() => title.to_owned(),
        subject => format!("{title} {subject}"),
    };
    view! {
        <Title text=move || format!("{} · ja4soc", heading())/>
        <div class="page">
            <h1><bdi>{heading}</bdi></h1>
            <Loaded data=board reserve="board" view=board_view/>
        </div>
    }
    .into_any()
}

/// Detected sessions.
#[component]
pub fn DetectionsPage() -> impl IntoView {
    page(BoardKind::Detections, "Detections")
}

/// All scored sessions.
#[component]
pub fn ScoresPage() -> impl IntoView {
    page(BoardKind::Scores, "Scores")
}

/// Requests.
#[component]
pub fn TrafficPage() -> impl IntoView {
    page(BoardKind::Traffic, "Traffic")
}
