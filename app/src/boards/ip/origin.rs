//! Where the address comes from and when it was seen, in one line.

use crate::board::{Block, Cell, Part};
use crate::domain::ip_report::{CrawlerClaim, IpOrigin};
use crate::domain::zone::Zone;
use crate::ui::number;
use crate::wire::Dated;

/// Network, country, kind of network, and the span of what is kept of it.
#[must_use]
pub fn origin(origin: Dated<IpOrigin>) -> Part {
    let Dated { as_of, body: origin } = origin;
    let text = |words: &str| Cell::Text(words.to_owned());
    let or = |value: String, unknown: &str| match value.is_empty() {
        true => Cell::Unknown(unknown.to_owned()),
        false => Cell::Text(value),
    };
    let network = match (origin.asn, origin.asn_org) {
        (None, org) => or(org, "network unknown"),
        (Some(asn), org) if org.is_empty() => Cell::Text(format!("AS{asn}")),
        (Some(asn), org) => Cell::Text(format!("{org} (AS{asn})")),
    };
    let label = match origin.asn_label.as_str() {
        "unknown" => String::new(),
        label => label.to_owned(),
    };
    let mut line = vec![
        vec![network],
        vec![or(origin.country_code, "country unknown")],
        vec![or(label, "kind of network unknown")],
    ];
    if !origin.bot_name.is_empty() {
        line.push(vec![text("in a range of "), Cell::Text(origin.bot_name)]);
    }
    line.extend(origin.crawler.map(|claim| vec![crawler(claim)]));
    match (origin.first_seen, origin.last_seen) {
        (Some(first), Some(last)) => {
            line.push(vec![Cell::Text(format!(
                "{} requests kept",
                number::exact(origin.requests)
            ))]);
            line.push(vec![text("seen from "), Cell::Ago(first), text(" to "), Cell::Ago(last)]);
        }
        _ => line.push(vec![Cell::Unknown("no request of it is kept".to_owned())]),
    }
    Part { as_of, zone: Zone::default(), blocks: vec![Block::Line(line)] }
}

fn crawler(claim: CrawlerClaim) -> Cell {
    let CrawlerClaim { name, operator, is_verified } = claim;
    let (state, words) = match is_verified {
        Some(true) => ("fresh", format!("{name}, from an address of {operator}")),
        Some(false) => ("stale", format!("says it is {name}, but the address is not {operator}’s")),
        None => ("empty", format!("says it is {name}; {operator} publishes no addresses")),
    };
    Cell::State(state.to_owned(), words)
}
