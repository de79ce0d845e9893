//! The JSON interface: every endpoint, what it takes and what it answers.

use super::{Request, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell, Choice};
use crate::domain::api_doc::ApiEndpoint;

/// Where programs read the same.
const DOCUMENT: &str = "/api/openapi.json";

pub(super) fn board(request: &Request<'_>) -> Board {
    let words = "What the pages rest on, for programs: JSON over the same address. All instants are \
                 UTC; an unknown number is null; a value that cannot be read is answered with 422, \
                 which names its parameter. An order that does not exist is the usual one, and \
                 parameters nobody knows are left out.";
    let links = vec![Choice {
        text: "OpenAPI 3.1".to_owned(),
        href: DOCUMENT.to_owned(),
        is_current: false,
    }];
    let lead = vec![
        Block::Words(words.to_owned()),
        Block::Links { label: "For programs".to_owned(), links, is_folded: false },
    ];
    let panels = request.api.iter().map(panel).collect();
    Board {
        span: "the JSON interface".to_owned(),
        lead,
        is_text: true,
        ..parts::of_the_day(request, panels)
    }
}

fn panel(endpoint: &ApiEndpoint) -> BoardPanel {
    let ApiEndpoint { method, path, summary, parameters, answers } = endpoint;
    let mut blocks = Vec::new();
    if !parameters.is_empty() {
        let rows = parameters.iter().map(|parameter| {
            vec![
                Cell::Text(parameter.name.clone()),
                Cell::Text(parameter.place.clone()),
                Cell::Sentence(parameter.rule.clone()),
                match parameter.description.as_str() {
                    "" => Cell::Unknown("says its name".to_owned()),
                    words => Cell::Sentence(words.to_owned()),
                },
            ]
        });
        const COLUMNS: [(&str, Align); 4] = [
            ("Parameter", Align::Text),
            ("In", Align::Text),
            ("Takes", Align::Prose),
            ("What it does", Align::Prose),
        ];
        let label = format!("Parameters of {path}");
        blocks.push(parts::table(&label, &COLUMNS, rows.collect()));
    }
    let answers: Vec<String> =
        answers.iter().map(|(status, meaning)| format!("{status} {meaning}")).collect();
    blocks.push(Block::Note(format!("Answers: {}.", answers.join("; ")), "hint".to_owned()));
    if method == "GET" && !path.contains('{') {
        let links = vec![Choice { text: path.clone(), href: path.clone(), is_current: false }];
        blocks.push(Block::Links { label: "Look".to_owned(), links, is_folded: false });
    }
    parts::panel(&format!("{method} {path}"), summary, 12, blocks)
}
