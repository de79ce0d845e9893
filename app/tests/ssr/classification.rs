//! Forms that store something, as boards draw them: filled, empty, in rows, and under hostile text.

use app::board::{
    Align, Block, Board, BoardPanel, Cell, Head, Input, InputKind, SentForm, TableBlock,
};
use app::domain::zone::Zone;
use app::ui::board::{board_view, panels_view};
use insta::assert_snapshot;
use leptos::prelude::AnyView;

use crate::fixtures::{NOW, address};
use crate::html::{assert_inert, get, html, tags};

fn input(kind: InputKind, name: &str, value: &str) -> Input {
    let options = match kind {
        InputKind::Radio | InputKind::List => {
            vec![("bot".to_owned(), value.to_owned()), (value.to_owned(), "chosen".to_owned())]
        }
        _ => Vec::new(),
    };
    Input {
        kind,
        name: name.to_owned(),
        label: format!("What is {name}"),
        value: value.to_owned(),
        most: 64,
        options,
    }
}

fn board(word: &str) -> Board {
    let form = SentForm {
        hidden: vec![("target".to_owned(), word.to_owned())],
        inputs: vec![
            input(InputKind::Area, "target", word),
            input(InputKind::Hint, "hint", word),
            input(InputKind::Radio, "verdict", word),
            input(InputKind::List, "reason", word),
            input(InputKind::Line, "author", word),
        ],
        buttons: vec![(String::new(), "Judge".to_owned())],
    };
    let buttons = SentForm {
        hidden: vec![("target".to_owned(), address().to_string())],
        inputs: Vec::new(),
        buttons: vec![("bot".to_owned(), "bot".to_owned()), (word.to_owned(), word.to_owned())],
    };
    let head = |text: &str| Head {
        text: text.to_owned(),
        align: Align::Text,
        sort: String::new(),
        order: None,
        about: String::new(),
    };
    let table = TableBlock {
        label: "Rows".to_owned(),
        columns: vec![head("Address"), head("Verdict")],
        rows: vec![vec![Cell::Address(address()), Cell::Sent(buttons)]],
    };
    let blocks = vec![Block::Alert(word.to_owned()), Block::Sent(form), Block::Table(table)];
    let panel =
        |blocks| BoardPanel { title: "Judge".to_owned(), note: String::new(), span: 8, blocks };
    Board {
        as_of: NOW,
        zone: Zone::default(),
        span: "always".to_owned(),
        ranges: Vec::new(),
        address: String::new(),
        refused: None,
        is_text: false,
        chips: Vec::new(),
        lead: Vec::new(),
        panels: vec![panel(blocks)],
    }
}

fn drawn(word: &str) -> String {
    let board = board(word);
    html(|| -> AnyView { board_view(board) })
}

#[test]
fn a_form_works_without_the_browser_half() {
    let html = drawn("prices");
    assert_inert(&html);
    assert_snapshot!("sent_filled", html);
    let forms: Vec<_> = tags(&html).into_iter().filter(|tag| tag.name == "form").collect();
    assert_eq!(forms.len(), 2);
    for form in forms {
        assert!(form.attributes.contains(&("method".to_owned(), "post".to_owned())), "{form:?}");
        assert!(form.attributes.contains(&("action".to_owned(), "/classification".to_owned())));
    }
}

#[test]
fn a_part_of_a_page_has_no_head_of_its_own() {
    let html = html(|| -> AnyView { panels_view(board("prices")) });
    assert!(html.contains("<form") && !html.contains("as-of"), "{html}");
}

#[test]
fn an_empty_field_is_empty_and_a_filled_one_holds_its_text() {
    let empty = drawn("").replace(">\n<", "><");
    assert!(empty.contains("spellcheck=\"false\"></textarea>"), "{empty}");
    let lines = drawn("203.0.113.7\n203.0.113.8, &c");
    assert!(lines.contains(">203.0.113.7\n203.0.113.8, &amp;c</textarea>"), "{lines}");
}

#[test]
fn markup_in_a_form_is_text() {
    let plain = tags(&drawn("prices")).len();
    for word in [
        "<script>alert(1)</script>",
        "</textarea><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onfocus='alert(1)",
        "&lt;b&gt;",
    ] {
        let html = drawn(word);
        assert_inert(&html);
        assert_eq!(tags(&html).len(), plain, "{word}");
        assert!(!html.contains(word) || !word.contains('<'), "{word}");
    }
}

#[tokio::test]
async fn without_a_database_the_page_says_so() {
    for path in ["/classification?ip=203.0.113.7&done=8000000000000001", "/classification"] {
        let answer = get(path, "analyst=%3Cb%3E").await;
        assert_eq!(answer.status, 503);
        assert_inert(&answer.html);
        assert!(answer.html.contains("The database does not answer."));
    }
}
