//! Everything shown comes from attackers: their markup must come out as text, everywhere.

use app::boards::ip::{origin, rows, summary};
use app::boards::overview::{overview, worst};
use app::domain::ip_rows::RowKind;
use app::domain::zone::Zone;
use app::ui::board::{board_view, part_view};

use crate::fixtures::{self, Fill};
use crate::html::{assert_inert, html, tags};
use crate::overview::with;

const WORDS: [&str; 7] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></svg></style><iframe src=javascript:alert(1)>",
    "#010220\" onload=\"alert(1)",
    "\u{202e}gnp.exe\u{0}\u{feff}",
    "",
];

/// Every view with the word in every field that an outsider fills.
fn views(fill: Fill) -> Vec<(&'static str, String)> {
    let busy =
        with(overview(&fixtures::overview(fill), Zone::default()), worst(fixtures::worst(fill)));
    let mut drawn = vec![
        ("overview", html(move || board_view(busy))),
        ("origin", html(move || part_view(origin(fixtures::origin(fill))))),
        ("summary", html(move || board_view(summary(fixtures::summary(fill), Zone::default())))),
    ];
    for kind in RowKind::ALL {
        drawn.push((kind.key(), html(move || part_view(rows(fixtures::rows(kind, fill))))));
    }
    drawn
}

#[test]
fn markup_in_data_is_text_in_every_chart_and_table() {
    let plain: Vec<usize> =
        views(fixtures::PLAIN).iter().map(|(_, html)| tags(html).len()).collect();
    for word in WORDS.into_iter().filter(|word| !word.is_empty()) {
        for ((view, html), expected) in views(Fill { word, ja4: word }).iter().zip(&plain) {
            assert_inert(html);
            assert_eq!(tags(html).len(), *expected, "{word} adds tags to {view}");
            assert!(!html.contains(word) || !word.contains('<'), "{word} stands raw in {view}");
        }
    }
}

#[test]
fn no_text_at_all_is_shown_as_unknown() {
    for (view, html) in views(Fill { word: "", ja4: "" }) {
        assert_inert(&html);
        assert!(view == "overview" || view == "summary" || html.contains("unknown"), "{view}");
    }
}

#[test]
fn a_search_for_markup_is_quoted_back_as_text() {
    let search = |asked: &str| {
        let asked = asked.to_owned();
        html(move || app::pages::search::refused("Search", asked))
    };
    for word in WORDS.into_iter().filter(|word| !word.is_empty()) {
        assert_inert(&search(word));
    }
}
