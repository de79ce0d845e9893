//! The worst addresses now: the point of the overview.

use super::common::{empty, prose, table};
use crate::board::{Align, Cell, Part};
use crate::domain::overview::WorstAddress;
use crate::domain::zone::Zone;
use crate::ui::value::worst_reason;
use crate::wire::Dated;

/// The table, worst first.
#[must_use]
pub fn worst(worst: Dated<Vec<WorstAddress>>) -> Part {
    let Dated { as_of, body } = worst;
    if body.is_empty() {
        let why = "No address was detected in the last 24 hours.";
        let help = "Feed a log with ja4soc ingest, or wait for the detector’s next cycle.";
        return Part { as_of, zone: Zone::default(), blocks: vec![empty(why, help)] };
    }
    let rows = body.into_iter().map(row).collect();
    let columns = [
        ("Risk", Align::Number),
        ("Address", Align::Text),
        ("Level", Align::Text),
        ("Why", Align::Prose),
        ("Network · country", Align::Text),
        ("Detections", Align::Number),
        ("Last detected", Align::Text),
    ];
    Part {
        as_of,
        zone: Zone::default(),
        blocks: vec![table("Worst addresses now", &columns, rows)],
    }
}

fn row(WorstAddress { address, risk_score }: WorstAddress) -> Vec<Cell> {
    let network = match (address.asn_org.as_str(), address.country_code.as_str()) {
        ("", "") => String::new(),
        ("", country) => country.to_owned(),
        (org, "") => org.to_owned(),
        (org, country) => format!("{org} · {country}"),
    };
    let why = worst_reason(&address.bot_name, address.reason);
    vec![
        Cell::Risk(risk_score),
        Cell::Address(address.src_ip),
        Cell::Level(address.threat_level),
        prose(why, "no reason given"),
        prose(network, "unknown"),
        Cell::Count(address.cnt),
        Cell::Ago(address.last_seen),
    ]
}
