//! The desk where addresses are judged: one or many, with a look before and a way back.

pub(super) mod listed;
mod preview;

use leptos::prelude::use_context;

use super::verdicts::{self, change, known, undo};
use super::{Request, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell, Part, SentForm, TableBlock};
use crate::domain::feedback::{
    BulkReport, FeedbackRow, Suggestion, Verdict, VerdictId, VerdictInput,
};
use crate::error::AppError;
use crate::rpc::feedback::Posted;
use crate::store::feedback;
use crate::ui::number::exact;
use crate::ui::value::worst_reason;

/// The newest verdicts, asked by themselves: they change with every key while the desk stays.
pub(super) async fn newest_part(request: &Request<'_>) -> Result<Part, AppError> {
    let block = match known(request, feedback::recent_actions(request.db).await)? {
        Some(history) => verdicts::table(history, ""),
        None => verdicts::keeps_none(),
    };
    Ok(Part { as_of: request.now, zone: request.zone, blocks: vec![block] })
}

/// The whole desk; `done` and `batch` of the page's address say what to report, `ip` or `of` (a list
/// with its filters) whom to judge.
pub(super) async fn board(request: &Request<'_>) -> Result<Board, AppError> {
    let posted = use_context::<Posted>();
    let db = request.db;
    // Before the first wait: then the status of the page is still ours to give.
    let list = listed::named(request)?;
    let id = |name: &str| request.params.get(name).and_then(VerdictId::parse);
    // Asked for in any case: no verdict has the id 0, but the answer tells whether any can be kept.
    let one = feedback::one(db, id("done").unwrap_or(VerdictId(0)));
    let all = async {
        match id("batch") {
            Some(id) => feedback::batch(db, id).await,
            None => Ok(Vec::new()),
        }
    };
    let (one, all, suggested) = tokio::join!(one, all, feedback::suggestions(db, request.now));
    let Some(one) = known(request, one)? else {
        let panel = parts::panel("Verdicts", "", 12, vec![verdicts::keeps_none()]);
        return Ok(desk(request, vec![panel]));
    };
    let author = match &posted {
        Some(posted) => posted.author.clone().unwrap_or_default(),
        None => verdicts::author(request),
    };
    let (proposal, failure) =
        posted.map_or((None, None), |posted| (posted.proposal, posted.failure));
    let mut panels = Vec::new();
    if let Some(error) = failure {
        panels.push(parts::panel("Nothing was stored", "", 12, vec![Block::Failed(error)]));
    }
    panels.extend(one.as_ref().map(done));
    panels.extend(BulkReport::of(known(request, all)?.unwrap_or_default()).as_ref().map(report));
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
    panels.extend(proposal.map(preview::panel));
    let form = verdicts::form(input, author, None);
    panels.push(parts::panel("Judge", "", 4, vec![Block::Sent(form)]));
    let suggested = suggestions(known(request, suggested)?, request).await?;
    panels.push(parts::panel(
        "Worst without a verdict",
        "detected in the last 24 hours",
        8,
        suggested,
    ));
    let note = "an undo is a verdict too: nothing is ever deleted";
    panels.push(parts::panel("Newest verdicts", note, 12, vec![Block::Later]));
    Ok(desk(request, panels))
}

fn desk(request: &Request<'_>, panels: Vec<BoardPanel>) -> Board {
    Board {
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
    }
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

fn counted(addresses: u64) -> String {
    let word = if addresses == 1 { "address" } else { "addresses" };
    format!("{} {word}", exact(addresses))
}

/// The worst addresses without a verdict, with a button for each verdict.
async fn suggestions(
    rows: Option<Vec<Suggestion>>,
    request: &Request<'_>,
) -> Result<Vec<Block>, AppError> {
    let Some(rows) = rows else { return Ok(vec![none_left(None)]) };
    if rows.is_empty() {
        let detected = feedback::detected(request.db, request.now).await;
        return Ok(vec![none_left(known(request, detected)?)]);
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
    Ok(vec![
        Block::Words(keys.to_owned()),
        table("Worst without a verdict", &heads, rows.into_iter().map(suggestion)),
    ])
}

/// Why nobody is suggested, by how many addresses were detected.
fn none_left(detected: Option<u64>) -> Block {
    match detected {
        None => parts::empty(
            "This database cannot tell: its detections lack what suggestions rest on.",
            "",
        ),
        Some(0) => parts::empty(
            "Nothing was detected in 24 hours, so nobody is suggested.",
            "The overview says when sessions were last scored; the form judges any address.",
        ),
        Some(1) => parts::empty("The one address detected in 24 hours has a verdict.", ""),
        Some(all) => {
            let why = format!("All {} addresses detected in 24 hours have a verdict.", exact(all));
            parts::empty(&why, "")
        }
    }
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
    let why = worst_reason(&row.bot_name, row.reason);
    vec![
        Cell::Address(row.src_ip),
        Cell::Sent(buttons),
        Cell::Level(row.threat_level),
        or_unknown(why, "no reason given"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_says_whether_anything_was_detected() {
        let why = |detected| match none_left(detected) {
            Block::Empty { why, .. } => why,
            other => panic!("{other:?}"),
        };
        assert!(why(None).contains("cannot tell"));
        assert!(why(Some(0)).contains("Nothing was detected"));
        assert!(why(Some(1)).contains("The one address"));
        assert!(why(Some(12)).contains("All 12 addresses"));
    }
}
