//! The investigation of one address, filled and empty.

use app::boards::ip::{origin, rows, summary};
use app::domain::ip_rows::RowKind;
use app::domain::zone::Zone;
use app::ui::board::{board_view, line_view, part_view};
use insta::assert_snapshot;

use crate::fixtures::{self, PLAIN};
use crate::html::{assert_inert, html};

#[test]
fn a_suspect_with_every_part_of_the_score() {
    let html = html(move || board_view(summary(fixtures::summary(PLAIN), Zone::default())));
    assert_inert(&html);
    assert_snapshot!("ip_summary_filled", html);
}

#[test]
fn an_address_nobody_saw_is_unknown_not_harmless() {
    let html = html(move || board_view(summary(fixtures::unseen(), Zone::default())));
    assert_inert(&html);
    for words in [
        "not scored yet",
        "Not scored yet: the detector knows no session of it.",
        "No TCP data",
        "None in 24 hours: one JA4, or none known.",
        "None in 7 days.",
    ] {
        assert!(html.contains(words), "{words}");
    }
    assert_snapshot!("ip_summary_empty", html);
}

#[test]
fn the_origin_names_what_is_unknown() {
    assert_snapshot!("ip_origin_filled", html(move || line_view(origin(fixtures::origin(PLAIN)))));
    assert_snapshot!(
        "ip_origin_unknown",
        html(move || line_view(origin(fixtures::unknown_origin())))
    );
}

#[test]
fn rows_of_every_kind() {
    for kind in RowKind::ALL {
        let filled = html(move || part_view(rows(fixtures::rows(kind, PLAIN))));
        assert_inert(&filled);
        assert_snapshot!(format!("ip_{}_filled", kind.key()), filled);
        let empty = html(move || part_view(rows(fixtures::no_rows(kind))));
        assert!(empty.contains("class=\"empty\"") && !empty.contains("<table"), "{empty}");
    }
}

#[test]
fn a_cut_list_says_how_much_of_it_is_shown() {
    let html = html(move || part_view(rows(fixtures::rows(RowKind::Requests, PLAIN))));
    assert!(html.contains("Newest 4 of 8\u{202f}412 in 24 hours"), "{html}");
}
