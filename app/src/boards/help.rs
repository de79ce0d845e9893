//! What the words and figures of the pages mean, and the keys that work on them.

use super::{Request, parts};
use crate::board::{Align, Block, Board, Cell, Choice};
use crate::domain::feature::{Feature, Unit};
use crate::domain::metric::METRICS;
use crate::domain::threat::ThreatLevel;

const KEYS: [(&str, &str); 14] = [
    ("Ctrl+K or /", "go to the search: an IP, a block, a JA4, a host, a path, an ASN, a page"),
    ("j, k", "next and previous row of the page’s table"),
    ("Enter", "open the address of the row"),
    (
        "right-click or menu key on a value",
        "filter by it, copy it, look it up; a plain click does so on all but addresses and JA4s",
    ),
    ("Escape", "close the menu"),
    (
        "Alt+← and Alt+→",
        "back and forward: a page is scrolled, unfolded and at the row as you left it",
    ),
    ("r", "ask for the page’s figures again"),
    ("Alt+1 … Alt+9", "the first nine pages of the navigation"),
    ("Alt+B", "wide or narrow navigation"),
    ("arrow keys on a chart", "read it out, Enter opens or zooms"),
    ("drag on a chart over time", "look at that span of time"),
    ("b, l, s on a suggestion", "judge it bot, legitimate, suspicious"),
    ("u", "take the last verdict given by key back"),
    ("?", "this page"),
];

pub(super) fn board(request: &Request<'_>) -> Board {
    let figures: Vec<_> = METRICS.iter().map(|metric| (metric.name, metric.meaning)).collect();
    let panels = vec![
        parts::panel("Keys", "", 6, vec![pairs("Keys", ("Key", "What it does"), &KEYS)]),
        parts::panel("Figures", "", 6, vec![pairs("Figures", ("Figure", "Meaning"), &figures)]),
        parts::panel("Threat levels", "most severe first", 12, vec![levels()]),
        parts::panel("Features of a session", "what the detector reads", 12, vec![features()]),
    ];
    let links = vec![Choice {
        text: "JSON interface".to_owned(),
        href: "/help/api".to_owned(),
        is_current: false,
    }];
    let lead = vec![Block::Links { label: "For programs".to_owned(), links, is_folded: false }];
    Board {
        span: "what the pages mean".to_owned(),
        lead,
        is_text: true,
        ..parts::of_the_day(request, panels)
    }
}

fn pairs(label: &str, (first, second): (&str, &str), rows: &[(&str, &str)]) -> Block {
    let rows = rows
        .iter()
        .map(|(name, meaning)| {
            vec![Cell::Text((*name).to_owned()), Cell::Sentence((*meaning).to_owned())]
        })
        .collect();
    parts::table(label, &[(first, Align::Text), (second, Align::Prose)], rows)
}

fn levels() -> Block {
    let rows = ThreatLevel::ALL
        .iter()
        .map(|level| {
            let rule = match level {
                ThreatLevel::Critical => "raw score below −0.30",
                ThreatLevel::AnubisDeny => "an Anubis rule says DENY",
                ThreatLevel::High => "raw score from −0.30 to −0.15",
                ThreatLevel::Medium => "raw score from −0.15 to −0.05",
                ThreatLevel::KnownBot => {
                    "address or JA4 is on a list of bots, or an Anubis rule allows it"
                }
                ThreatLevel::Low => "over the threshold, raw score −0.05 or more",
                ThreatLevel::LegitimateBrowser => {
                    "not anomalous, and a known browser by JA4 and headers"
                }
                ThreatLevel::Normal => "not anomalous",
                ThreatLevel::Other(_) => "a word of another program",
            };
            vec![Cell::Level(level.clone()), Cell::Prose(rule.to_owned())]
        })
        .collect();
    parts::table("Threat levels", &[("Level", Align::Text), ("Rule", Align::Prose)], rows)
}

fn features() -> Block {
    let unit = |unit: Unit| match unit {
        Unit::Count => "count",
        Unit::Share => "share, 0 to 1",
        Unit::Flag => "0 or 1",
        Unit::PerSecond => "per second",
        Unit::Bits => "bits",
        Unit::Bytes => "bytes",
        Unit::Milliseconds => "ms",
        Unit::Points => "points",
        Unit::Number => "number",
    };
    let rows = Feature::ALL
        .iter()
        .map(|feature| {
            let description = feature.description();
            vec![
                Cell::Text(description.label.to_owned()),
                Cell::Text(description.column.to_owned()),
                Cell::Text(unit(description.unit).to_owned()),
                Cell::Prose(description.meaning.to_owned()),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 4] = [
        ("Feature", Align::Text),
        ("Column", Align::Text),
        ("Unit", Align::Text),
        ("Meaning", Align::Prose),
    ];
    parts::table("Features", &COLUMNS, rows)
}
