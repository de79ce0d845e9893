//! Verdicts as they are given and shown: the form, the history, the way back.

use super::{Request, parts};
use crate::board::{Align, Block, Board, Cell, Input, InputKind, SentForm, TableBlock};
use crate::domain::feedback::author::{self, NAME_MAX};
use crate::domain::feedback::{
    COMMENT_MAX, FeedbackRow, REASONS, Verdict, VerdictId, VerdictInput, reason_words,
};
use crate::domain::ip::Ip;
use crate::error::AppError;
use crate::store::{self, ErrorKind, feedback};

/// The verdicts on the address that is the subject.
pub(super) async fn board(request: &Request<'_>) -> Result<Board, AppError> {
    let ip: Ip = request.subject.parse().map_err(|_| AppError::NotFound)?;
    let history = known(request, feedback::of_address(request.db, ip).await)?;
    let panels = match history {
        None => vec![parts::panel("Verdict", "", 12, vec![keeps_none()])],
        Some(rows) => {
            let stands = rows.first().map_or("", |row| row.classification.as_str());
            let note = format!("stands now: {}", word(stands));
            let form = form(VerdictInput::default(), author(request), Some(ip));
            vec![
                parts::panel("Verdict", &note, 4, vec![Block::Sent(form)]),
                parts::panel("Verdicts so far", "newest first", 8, vec![table(rows, "ip")]),
            ]
        }
    };
    Ok(Board {
        as_of: request.now,
        zone: request.zone,
        span: String::new(),
        ranges: Vec::new(),
        address: String::new(),
        refused: None,
        is_text: false,
        chips: Vec::new(),
        lead: Vec::new(),
        panels,
    })
}

/// The answer, or `None` when this database lacks what it rests on.
pub(super) fn known<T>(
    request: &Request<'_>,
    answer: store::Result<T>,
) -> Result<Option<T>, AppError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) => match error.kind {
            ErrorKind::MissingTable(_) | ErrorKind::MissingColumn(_) => Ok(None),
            _ => Err((request.failed)(error)),
        },
    }
}

/// What the analyst calls themselves; empty when they did not say.
pub(super) fn author(request: &Request<'_>) -> String {
    let cookie = (request.cookie)(author::COOKIE);
    cookie.and_then(|value| author::from_cookie(&value)).unwrap_or_default()
}

/// What stands where verdicts cannot be kept.
pub(super) fn keeps_none() -> Block {
    parts::empty(
        "This database keeps no verdicts.",
        "It was made by another program. Databases that ja4soc made do.",
    )
}

/// A form that judges: the address it stands beside, or those filled in.
pub(super) fn form(input: VerdictInput, author: String, ip: Option<Ip>) -> SentForm {
    let VerdictInput { target, verdict, reason, comment } = input;
    let text = |kind, name: &str, label: &str, value, most: usize| Input {
        kind,
        name: name.to_owned(),
        label: label.to_owned(),
        value,
        most: most as u32,
        options: Vec::new(),
    };
    let hint = |words: &str| text(InputKind::Hint, "", words, String::new(), 0);
    let verdicts = Verdict::ALL.map(Verdict::as_str).map(|word| (word.to_owned(), word.to_owned()));
    let reasons = [("", "none given")].into_iter().chain(REASONS);
    let reasons = reasons.map(|(key, words)| (key.to_owned(), words.to_owned())).collect();
    let mut inputs = match ip {
        Some(_) => Vec::new(),
        None => vec![
            text(InputKind::Area, "target", "Addresses", target, 65_536),
            hint(
                "An address, a network such as 198.51.100.0/24, or a list of them. A network stands \
                 for the addresses seen in it in 30 days.",
            ),
        ],
    };
    inputs.extend([
        Input {
            options: verdicts.to_vec(),
            ..text(InputKind::Radio, "verdict", "Verdict", verdict, 0)
        },
        Input { options: reasons, ..text(InputKind::List, "reason", "Reason", reason, 0) },
        text(InputKind::Area, "comment", "Note", comment, COMMENT_MAX),
        text(InputKind::Line, "author", "Your name", author, NAME_MAX),
        hint("Kept with the verdict as you call yourself; nobody checks it."),
    ]);
    let hidden = ip.map_or_else(Vec::new, |ip| {
        vec![("target".to_owned(), ip.to_string()), ("page".to_owned(), "ip".to_owned())]
    });
    SentForm { hidden, inputs, buttons: vec![(String::new(), "Judge".to_owned())] }
}

/// A button that takes a verdict (`undo`) or a whole action (`undo_batch`) back; `page` is where
/// it leads, `ip` or nothing.
pub(super) fn undo(field: &str, id: VerdictId, page: &str, words: &str) -> SentForm {
    SentForm {
        hidden: vec![(field.to_owned(), id.to_string()), ("page".to_owned(), page.to_owned())],
        inputs: Vec::new(),
        buttons: vec![(String::new(), words.to_owned())],
    }
}

/// A verdict as a word.
pub(super) fn word(classification: &str) -> &str {
    if classification.is_empty() { "none" } else { classification }
}

/// The verdict before, an arrow, and the verdict after.
pub(super) fn change(row: &FeedbackRow) -> String {
    let before = word(row.previous.as_deref().unwrap_or_default());
    format!("{before} → {}", word(&row.classification))
}

/// A history of verdicts; on the page of an address without a column for it.
pub(super) fn table(rows: Vec<FeedbackRow>, page: &str) -> Block {
    if rows.is_empty() {
        return parts::empty("No verdict yet.", "");
    }
    let heads = [
        ("When", Align::Text),
        ("Address", Align::Text),
        ("Verdict", Align::Text),
        ("Undo", Align::Text),
        ("Reason", Align::Text),
        ("By, as they call themselves", Align::Text),
        ("Note", Align::Prose),
    ];
    let shows_address = page.is_empty();
    let is_shown = |at: &usize| shows_address || *at != 1;
    let only = |cells: Vec<Cell>| -> Vec<Cell> {
        let cells = cells.into_iter().enumerate().filter(|(at, _)| is_shown(at));
        cells.map(|(_, cell)| cell).collect()
    };
    let columns = heads.iter().enumerate().filter(|(at, _)| is_shown(at));
    Block::Table(TableBlock {
        label: "Verdicts".to_owned(),
        columns: columns.map(|(_, (text, align))| parts::head(text, *align)).collect(),
        rows: rows.into_iter().map(|row| only(cells(row, page))).collect(),
    })
}

fn cells(row: FeedbackRow, page: &str) -> Vec<Cell> {
    let unknown = |words: &str| Cell::Unknown(words.to_owned());
    let together = row.batch.filter(|_| page.is_empty());
    let change = match (together, row.undoes) {
        // One row stands for addresses that each had a verdict of their own, or none.
        (Some(_), Some(_)) => "each as before".to_owned(),
        (Some(_), None) => format!("→ {}", word(&row.classification)),
        (None, _) => change(&row),
    };
    let address = match together {
        Some(batch) => {
            Cell::Link(format!("/classification?batch={batch}"), "several addresses".to_owned())
        }
        None => Cell::Address(row.src_ip),
    };
    let undo = match (together, row.is_current, row.is_undone) {
        (Some(_), _, _) => unknown("on its page"),
        (None, true, _) => Cell::Sent(undo("undo", row.id, page, "Undo")),
        (None, false, true) => unknown("undone"),
        (None, false, false) => unknown("judged since"),
    };
    let reason = row.reason.as_deref().map(|key| Cell::Text(reason_words(key).to_owned()));
    let note = match (row.undoes, row.comment.is_empty()) {
        (Some(_), _) => unknown("took a verdict back"),
        (None, true) => unknown("none"),
        (None, false) => Cell::Prose(row.comment),
    };
    vec![
        Cell::Ago(row.created_at),
        address,
        Cell::Text(change),
        undo,
        reason.unwrap_or_else(|| unknown("none given")),
        Cell::Text(row.author),
        note,
    ]
}
