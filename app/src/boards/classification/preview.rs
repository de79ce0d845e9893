//! Who an action would judge and what that changes, before anything is stored.

use super::{counted, table};
use crate::board::{Align, Block, BoardPanel, Cell, SentForm};
use crate::boards::parts;
use crate::boards::verdicts::word;
use crate::domain::feedback::{Proposal, VerdictInput, reason_words};
use crate::domain::ip::Ip;
use crate::ui::number::exact;

/// Who would be judged, and what must be mended first.
pub(super) fn panel(proposal: Proposal) -> BoardPanel {
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
    blocks.push(Block::Words(format!("{}, {}", counted(total), judged(&preview.standing))));
    if can_confirm {
        blocks.push(Block::Words(said(&input)));
        blocks.extend(replaced(&preview.standing, &input.verdict).map(Block::Words));
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
    if !preview.others.is_empty() {
        let others: Vec<String> = preview.others.iter().map(Ip::to_string).collect();
        let words = vec![Block::Words(others.join(", "))];
        blocks.push(Block::Folded(format!("The other {}", exact(others.len() as u64)), words));
    }
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

/// How many are judged already, by verdict.
fn judged(standing: &[(String, u64)]) -> String {
    if standing.is_empty() {
        return "none of them judged yet".to_owned();
    }
    let all: u64 = standing.iter().map(|(_, count)| count).sum();
    let each: Vec<String> =
        standing.iter().map(|(verdict, count)| format!("{} {verdict}", exact(*count))).collect();
    format!("{} with a verdict: {}", exact(all), each.join(", "))
}

/// Which verdicts that stand another one would take the place of; `None` when there are none.
fn replaced(standing: &[(String, u64)], verdict: &str) -> Option<String> {
    let others: Vec<String> = standing
        .iter()
        .filter(|(stands, _)| stands != verdict)
        .map(|(stands, count)| format!("{} that stood as {stands}", exact(*count)))
        .collect();
    (!others.is_empty()).then(|| format!("It replaces {}.", others.join(" and ")))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_is_said_before_it_is_replaced() {
        let standing = vec![("bot".to_owned(), 3), ("legitimate".to_owned(), 12)];
        assert_eq!(judged(&standing), "15 with a verdict: 3 bot, 12 legitimate");
        let words = replaced(&standing, "bot");
        assert_eq!(words.as_deref(), Some("It replaces 12 that stood as legitimate."));
        let words = replaced(&standing, "suspicious");
        let both = "It replaces 3 that stood as bot and 12 that stood as legitimate.";
        assert_eq!(words.as_deref(), Some(both));
        assert_eq!((judged(&[]).as_str(), replaced(&[], "bot")), ("none of them judged yet", None));
    }
}
