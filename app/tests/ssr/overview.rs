//! The overview, filled and empty.

use app::board::{Block, Board, Part};
use app::boards::overview::{overview, worst};
use app::domain::zone::Zone;
use app::ui::board::board_view;
use insta::assert_snapshot;

use crate::fixtures::{self, PLAIN};
use crate::html::{assert_inert, html};

/// A board with the answer to the page's other question in its place.
pub(crate) fn with(mut board: Board, part: Part) -> Board {
    let place = board.panels.iter_mut().find(|panel| panel.blocks == [Block::Later]).unwrap();
    place.blocks = part.blocks;
    board
}

#[test]
fn a_busy_day() {
    let board =
        with(overview(&fixtures::overview(PLAIN), Zone::default()), worst(fixtures::worst(PLAIN)));
    let html = html(move || board_view(board));
    assert_inert(&html);
    assert_snapshot!("overview_filled", html);
}

#[test]
fn a_day_without_anything_says_why_and_what_helps() {
    let none = worst(fixtures::dated(Vec::new()));
    let html = html(move || {
        board_view(with(overview(&fixtures::nothing_happened(), Zone::default()), none))
    });
    assert_inert(&html);
    assert_snapshot!("overview_empty", html);
}
