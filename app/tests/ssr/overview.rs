//! The overview, filled and empty.

use app::pages::overview::{overview_view, worst_view};
use insta::assert_snapshot;

use crate::fixtures::{self, PLAIN};
use crate::html::{assert_inert, html};

#[test]
fn a_busy_day() {
    let html =
        html(|| overview_view(&fixtures::overview(PLAIN), worst_view(fixtures::worst(PLAIN))));
    assert_inert(&html);
    assert_snapshot!("overview_filled", html);
}

#[test]
fn a_day_without_anything_says_why_and_what_helps() {
    let html = html(|| {
        overview_view(&fixtures::nothing_happened(), worst_view(fixtures::dated(Vec::new())))
    });
    assert_inert(&html);
    assert_snapshot!("overview_empty", html);
}
