//! The overview: is something happening, who is it, and is the data fresh enough to say so.

use leptos::prelude::*;

use super::page;
use crate::asked::Asked;
use crate::board::{Board, BoardKind, PartKind};
use crate::rpc::board::{get_board, get_part};
use crate::ui::board::board_around;
use crate::ui::element::el;
use crate::ui::panel::loaded;

/// The overview of the last 24 hours.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let none = String::new;
    let overview = Asked::once(move || get_board(BoardKind::Overview, none(), none()));
    let worst = Asked::once(move || get_part(PartKind::Worst, none(), none()));
    let view = move |board: Board| board_around(board, Some(worst));
    page(
        || "Overview".to_owned(),
        vec![el("h1").child("Overview").view(), loaded(overview, "overview", view)],
    )
}
