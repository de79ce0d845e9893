//! Every page that is a board: its address in, its panels out.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::page;
use crate::asked::Asked;
use crate::board::BoardKind;
use crate::rpc::board::get_board;
use crate::ui::board::board_view;
use crate::ui::element::{el, live_text};
use crate::ui::panel::loaded;

/// A page with a heading and a board; what it is about stands in its path as `:subject`.
fn board(kind: BoardKind, title: &'static str) -> AnyView {
    let search = use_location().search;
    let params = use_params_map();
    let subject = Memo::new(move |_| params.with(|p| p.get("subject")).unwrap_or_default());
    let asked = Asked::keyed(
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
    let title = el("h1").child(el("bdi").child(live_text(heading)));
    page(heading, vec![title.view(), loaded(asked, "board", board_view)])
}

/// Detected sessions.
#[component]
pub fn DetectionsPage() -> impl IntoView {
    board(BoardKind::Detections, "Detections")
}

/// All scored sessions.
#[component]
pub fn ScoresPage() -> impl IntoView {
    board(BoardKind::Scores, "Scores")
}

/// Requests.
#[component]
pub fn TrafficPage() -> impl IntoView {
    board(BoardKind::Traffic, "Traffic")
}
