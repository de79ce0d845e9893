//! The fingerprints of an address read aloud, its behaviour as a shape, and who else is like it.

use super::parts::{self, empty, ja4, table};
use crate::board::{Align, Block, Cell, Plot, PlotBlock};
use crate::boards::{fingerprints as read, ja4 as report};
use crate::charts::{Token, radar as chart};
use crate::domain::client_claim::{Like, contradiction, likely_contradiction};
use crate::domain::feature::Feature;
use crate::domain::ip_report::FeatureValue;
use crate::domain::ja4_report::{IpJa4, NEIGHBOURS, Neighbours};

/// Each fingerprint with what it says, who it is known to be, and what speaks against it.
pub(super) fn fingerprints(rows: &[IpJa4]) -> Vec<Block> {
    if rows.is_empty() {
        return vec![empty("No request of this address is kept.", "")];
    }
    let rows = rows
        .iter()
        .map(|row| {
            let against: Vec<String> = row
                .user_agents
                .iter()
                .filter_map(|agent| {
                    contradiction(agent, &row.bot_name, &row.browser_family)
                        .or_else(|| likely_contradiction(agent, &row.like))
                })
                .collect();
            let known = match (row.bot_name.as_str(), row.browser_family.as_str()) {
                ("", "") => like(&row.like),
                ("", family) => parts::value("browser_family", family, ""),
                (bot, _) => parts::value("bot_name", bot, ""),
            };
            let said = match row.ja4.as_str() {
                "" => Cell::Unknown("no handshake captured, or clear-text HTTP".to_owned()),
                text => Cell::Prose(read::words(text)),
            };
            vec![
                ja4(&row.ja4),
                said,
                known,
                match against.first() {
                    Some(words) => Cell::State("stale".to_owned(), words.clone()),
                    None => Cell::Unknown("nothing known against it".to_owned()),
                },
                Cell::Count(row.hits),
                Cell::Ago(row.first_hour),
                Cell::Ago(row.last_hour),
                Cell::Prose(row.user_agents.join("; ")),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 8] = [
        ("JA4", Align::Text),
        ("Read aloud", Align::Prose),
        ("Known as", Align::Text),
        ("Contradiction", Align::Prose),
        ("Requests", Align::Number),
        ("First", Align::Text),
        ("Newest", Align::Text),
        ("User-Agents", Align::Prose),
    ];
    let note = "JA4s of the last 30 days, most requests first".to_owned();
    vec![Block::Note(note, "shown".to_owned()), table("Fingerprints", &COLUMNS, rows)]
}

/// Who has almost the same fingerprint, when nobody has this one.
fn like(like: &Like) -> Cell {
    match like.words() {
        none if none.is_empty() => Cell::Unknown("on no list".to_owned()),
        words => Cell::Text(format!("on no list; same ciphers: {words}")),
    }
}

/// Addresses around it, and addresses elsewhere that shake hands as it does.
pub(super) fn neighbours(found: &Neighbours) -> Vec<Block> {
    let listed = |title: String, rows: &[_], none: &str| {
        let body = match rows.is_empty() {
            true => empty(none, ""),
            false => report::addresses(rows),
        };
        vec![Block::Note(title, "shown".to_owned()), body]
    };
    let mut blocks = listed(
        format!("Scored in {} in 3 days, the most severe {NEIGHBOURS}", found.block),
        &found.nearby,
        "No other address of this block was scored in 3 days.",
    );
    blocks.extend(listed(
        format!("Elsewhere with one of its JA4s in 3 days, the most severe {NEIGHBOURS}"),
        &found.same_ja4,
        "No other address was scored with one of its JA4s in 3 days.",
    ));
    blocks.extend(listed(
        format!("Detected in one of its campaigns in 3 days, the most severe {NEIGHBOURS}"),
        &found.same_campaign,
        "The detector put it in no campaign with others in 3 days.",
    ));
    blocks
}

/// The features of seed 001's radar: the address, humans and datacenters, each axis up to the
/// largest of the three.
pub(super) fn radar(values: &[FeatureValue]) -> Block {
    let axes: Vec<&FeatureValue> = Feature::RADAR
        .iter()
        .filter_map(|feature| values.iter().find(|value| value.name == feature.column()))
        .collect();
    let of = |get: fn(&FeatureValue) -> Option<f64>| -> Vec<f64> {
        let share = |value: &&FeatureValue| {
            let all = [value.value, value.human_average, value.datacenter_average];
            let most = all.into_iter().flatten().fold(f64::MIN_POSITIVE, f64::max);
            get(value).unwrap_or(0.0) / most
        };
        axes.iter().map(share).collect()
    };
    let shapes = [
        (Token::Series(2), of(|value| value.human_average)),
        (Token::Series(6), of(|value| value.datacenter_average)),
        (Token::Accent, of(|value| value.value)),
    ];
    let names: Vec<&str> = axes.iter().map(|value| value.label.as_str()).collect();
    const COLUMNS: [(&str, Align); 4] = [
        ("Axis, clockwise from the top", Align::Text),
        ("This address", Align::Number),
        ("Human", Align::Number),
        ("Datacenter", Align::Number),
    ];
    let mut table = parts::numbers("Axes", parts::heads(&COLUMNS));
    let row = |value: &&FeatureValue| {
        let all = [value.value, value.human_average, value.datacenter_average];
        let cells = all.into_iter().map(|value| parts::decimal(value, 3));
        std::iter::once(Cell::Text(value.label.clone())).chain(cells).collect()
    };
    table.rows = axes.iter().map(row).collect();
    parts::plot(PlotBlock {
        label: format!("This address against averages; axes from the top: {}", names.join(", ")),
        plot: Plot::Radar {
            svg: chart::svg(axes.len(), &shapes),
            axes: parts::axes(
                axes.iter()
                    .map(|value| {
                        let values = vec![
                            ("this address", value.value),
                            ("human networks", value.human_average),
                            ("datacenters", value.datacenter_average),
                        ];
                        (value.label.clone(), values)
                    })
                    .collect(),
            ),
        },
        values: Vec::new(),
        ticks: Vec::new(),
        legend: vec![
            ("accent".to_owned(), "this address".to_owned()),
            ("series-3".to_owned(), "human networks".to_owned()),
            ("series-7".to_owned(), "datacenters and hosting".to_owned()),
        ],
        points: Vec::new(),
        table,
    })
}
