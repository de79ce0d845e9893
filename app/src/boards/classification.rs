//! The desk where addresses are judged: one or many, with a look before and a way back.

pub(super) mod listed;

use leptos::prelude::use_context;

use super::verdicts::{self, change, known, undo, word};
use super::{Request, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell, SentForm, TableBlock};
use crate::domain::feedback::{
    BulkReport, FeedbackRow, Proposal, Suggestion, Verdict, VerdictId, VerdictInput, reason_words,
};
use crate::domain::ip::Ip;
use crate::error::AppError;
use crate::rpc::feedback::Posted;
use crate::store::feedback;
use crate::ui::number::exact;
use crate::ui::value::named_reason;

/// The whole desk; `done` and `batch` of the page's address say what to report, `ip` or `of` (a list
/// with its filters) whom to judge.
pub(super) async fn board(request: &Request<'_>) -> Result<Board, AppError> {
    let posted = use_context::<Posted>();
    let db = request.db;
    // Before the first wait: then the status of the page is still ours to give.
    let list = listed::named(request)?;
    let id = |name: &str| request.params.get(name).and_then(VerdictId::parse);
    let one = async {
        match id("done") {
            Some(id) => feedback::one(db, id).await,
            None => Ok(None),
        }
    };
    let all = async {
        match id("batch") {
            Some(id) => feedback::batch(db, id).await,
            None => Ok(Vec::new()),
        }
    };
    let (one, all, history, suggested) = tokio::join!(
        one,
        all,
        feedback::recent_actions(db),
        feedback::suggestions(db, request.now)
    );
    let panels = match known(request, history)? {
        None => vec![parts::panel("Verdicts", "", 12, vec![verdicts::keeps_none()])],
        Some(history) => {
            let mut panels = Vec::new();
            let author = match &posted {
                Some(posted) => posted.author.clone().unwrap_or_default(),
                None => verdicts::author(request),
            };
            let (proposal, failure) =
                posted.map_or((None, None), |posted| (posted.proposal, posted.failure));
            if let Some(error) = failure {
                panels.push(parts::panel("Nothing was stored", "", 12, vec![Block::Failed(error)]));
            }
            panels.extend(known(request, one)?.flatten().map(|row| done(&row)));
            panels.extend(
                BulkReport::of(known(request, all)?.unwrap_or_default()).as_ref().map(report),
            );
            let target = request.params.get("ip").unwrap_or_default().to_owned();
            let input = match (&proposal, &list) {
                (Some(proposal), _) => proposal.input.clone(),
                (None, Some(list)) => {
                    let (panel, input) = listed::who(list, request).await?;
                    panels.push(panel);
                    input
                }
                (None, None) => VerdictInput { target, ..VerdictInput::default() },
            };
            panels.extend(proposal.map(before));
            let form = verdicts::form(input, author, None);
            panels.push(parts::panel("Judge", "", 4, vec![Block::Sent(form)]));
            panels.push(parts::panel(
                "Worst without a verdict",
                "detected in the last 24 hours",
                8,
                suggestions(known(request, suggested)?),
            ));
            let note = "an undo is a verdict too: nothing is ever deleted";
            let table = verdicts::table(history, "");
            panels.push(parts::panel("Newest verdicts", note, 12, vec![table]));
            panels
        }
    };
    Ok(Board {
        as_of: request.now,
        zone: request.zone,
        span: "Suggestions of the last 24 hours".to_owned(),
        ranges: Vec::new(),
        address: "/classification".to_owned(),
        refused: None,
        is_text: false,
        chips: Vec::new(),
        lead: Vec::new(),
        panels,
    })
}

/// One verdict or undo that was just stored.
fn done(row: &FeedbackRow) -> BoardPanel {
    let heads = [("Address", Align::Text), ("Verdict", Align::Text), ("Undo", Align::Text)];
    let undo = match row.is_current {
        true => Cell::Sent(undo("undo", row.id, "", "Undo")),
        false => Cell::Unknown("judged since".to_owned()),
    };
    let cells = vec![Cell::Address(row.src_ip), Cell::Text(change(row)), undo];
    let stored = table("Stored", &heads, [cells].into_iter());
    parts::panel("Stored", "", 12, vec![stored])
}

/// What became of an action on several addresses.
fn report(report: &BulkReport) -> BoardPanel {
    let counts = [
        ("Changed", report.changed),
        ("Had it before", report.unchanged),
        ("Undone since", report.undone),
        ("Judged again since", report.judged_again),
    ];
    let facts = counts.map(|(name, count)| (name.to_owned(), Cell::Count(count)));
    let mut blocks = vec![Block::Facts(facts.into())];
    if report.undoable() > 0 {
        blocks.push(Block::Sent(undo("undo_batch", report.batch, "", "Undo all of it")));
    }
    let total = report.changed + report.unchanged;
    let note = match total > report.rows.len() as u64 {
        true => format!("{} of {} addresses", report.rows.len(), exact(total)),
        false => counted(total),
    };
    let rows =
        report.rows.iter().map(|row| vec![Cell::Address(row.src_ip), Cell::Text(change(row))]);
    let heads = [("Address", Align::Text), ("Verdict", Align::Text)];
    blocks.push(table("Judged addresses", &heads, rows));
    parts::panel("Several addresses at once", &note, 12, blocks)
}

/// Who would be judged, and what must be mended first.
fn before(proposal: Proposal) -> BoardPanel {
    let Proposal { input, problems, preview } = proposal;
    let can_confirm = problems.is_empty() && !input.verdict.is_empty();
    let mut blocks: Vec<Block> = problems.into_iter().map(Block::Alert).collect();
    if preview.rejected_total > 0 {
        let count = exact(preview.rejected_total);
        let words = format!("Entries that cannot be used and are left out: {count}");
        blocks.push(Block::Alert(words));
        let rows = preview.rejected.into_iter().map(|entry| {
            vec![
                Cell::Count(u64::from(entry.line)),
                Cell::Text(entry.text),
                Cell::Text(entry.reason),
            ]
        });
        let heads = [("Line", Align::Number), ("Entry", Align::Text), ("Why not", Align::Prose)];
        blocks.push(table("Entries that cannot be used", &heads, rows));
    }
    if preview.addresses.is_empty() {
        blocks.push(parts::empty("No address to judge.", "Fill in at least one below."));
        return parts::panel("Before anything is stored", "", 12, blocks);
    }
    let total = preview.addresses.len() as u64;
    let judged = match preview.judged {
        0 => "none of them judged yet".to_owned(),
        judged => format!("{} with a verdict", exact(judged)),
    };
    blocks.push(Block::Words(format!("{}, {judged}", counted(total))));
    if can_confirm {
        blocks.push(Block::Words(said(&input)));
        blocks.push(Block::Sent(confirm(input, &preview.addresses)));
    }
    if total > preview.worst.len() as u64 {
        blocks.push(Block::Words(format!("The worst {} of them:", preview.worst.len())));
    }
    let rows = preview.worst.into_iter().map(|row| {
        let level = row.threat_level.map(Cell::Level);
        vec![
            Cell::Address(row.src_ip),
            level.unwrap_or_else(|| Cell::Unknown("never scored".to_owned())),
            Cell::Text(word(row.verdict.as_deref().unwrap_or_default()).to_owned()),
        ]
    });
    let heads =
        [("Address", Align::Text), ("Worst level, 30 days", Align::Text), ("Verdict", Align::Text)];
    blocks.push(table("Addresses to be judged", &heads, rows));
    parts::panel("Before anything is stored", "", 12, blocks)
}

/// What would be said, in one line.
fn said(input: &VerdictInput) -> String {
    let reason = match input.reason.as_str() {
        "" => "no reason given",
        key => reason_words(key),
    };
    let note = if input.comment.trim().is_empty() { "no note" } else { input.comment.as_str() };
    format!("{}: {reason}; {note}", input.verdict)
}

fn counted(addresses: u64) -> String {
    let word = if addresses == 1 { "address" } else { "addresses" };
    format!("{} {word}", exact(addresses))
}

fn confirm(input: VerdictInput, addresses: &[Ip]) -> SentForm {
    let target: Vec<String> = addresses.iter().map(Ip::to_string).collect();
    let words = format!("Judge {} {}", counted(addresses.len() as u64), input.verdict);
    let hidden = [
        ("target", target.join(",")),
        ("verdict", input.verdict),
        ("reason", input.reason),
        ("comment", input.comment),
        ("confirmed", "yes".to_owned()),
    ];
    SentForm {
        hidden: hidden.map(|(name, value)| (name.to_owned(), value)).into(),
        inputs: Vec::new(),
        buttons: vec![(String::new(), words)],
    }
}

/// The worst addresses without a verdict, with a button for each verdict.
fn suggestions(rows: Option<Vec<Suggestion>>) -> Vec<Block> {
    let Some(rows) = rows else {
        let why = "This database cannot tell: its detections lack what suggestions rest on.";
        return vec![parts::empty(why, "")];
    };
    if rows.is_empty() {
        return vec![parts::empty("No address was detected in 24 hours that has no verdict.", "")];
    }
    let heads = [
        ("Address", Align::Text),
        ("Verdict", Align::Text),
        ("Level", Align::Text),
        ("Why", Align::Prose),
        ("Anomaly (0–1)", Align::Number),
        ("Network", Align::Text),
        ("Country", Align::Text),
        ("Requests", Align::Number),
    ];
    let keys = "Keys: j and k move, b bot, l legitimate, s suspicious, u takes the last one back.";
    vec![
        Block::Words(keys.to_owned()),
        table("Worst without a verdict", &heads, rows.into_iter().map(suggestion)),
    ]
}

fn suggestion(row: Suggestion) -> Vec<Cell> {
    let or_unknown = |text: String, unknown: &str| match text.is_empty() {
        true => Cell::Unknown(unknown.to_owned()),
        false => Cell::Prose(text),
    };
    let words = Verdict::ALL.map(|verdict| verdict.as_str().to_owned());
    let buttons = SentForm {
        hidden: vec![("target".to_owned(), row.src_ip.to_string())],
        inputs: Vec::new(),
        buttons: words.map(|word| (word.clone(), word)).into(),
    };
    vec![
        Cell::Address(row.src_ip),
        Cell::Sent(buttons),
        Cell::Level(row.threat_level),
        or_unknown(named_reason(&row.bot_name, row.reason), "no reason given"),
        Cell::Decimal(row.score, 2),
        or_unknown(row.asn_org, "unknown"),
        or_unknown(row.country_code, "unknown"),
        Cell::Count(row.hits),
    ]
}

fn table(label: &str, heads: &[(&str, Align)], rows: impl Iterator<Item = Vec<Cell>>) -> Block {
    Block::Table(TableBlock {
        label: label.to_owned(),
        columns: heads.iter().map(|(text, align)| parts::head(text, *align)).collect(),
        rows: rows.collect(),
    })
}
