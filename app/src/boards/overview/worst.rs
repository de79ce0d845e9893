//! The worst addresses now: the point of the overview.

use leptos::prelude::*;

use crate::domain::overview::WorstAddress;
use crate::ui::badge::{Badge, level_key, risk_level};
use crate::ui::bar::Bar;
use crate::ui::empty::Empty;
use crate::ui::number;
use crate::ui::table::{Column, Kind, Table, long_text, text};
use crate::ui::timestamp::Ago;
use crate::ui::value::{AddressLink, named_reason};
use crate::wire::Dated;

const COLUMNS: [Column; 7] = [
    ("Risk", Kind::Number),
    ("Address", Kind::Text),
    ("Level", Kind::Text),
    ("Why", Kind::Prose),
    ("Network · country", Kind::Text),
    ("Detections", Kind::Number),
    ("Last seen", Kind::Text),
];

/// The table, worst first.
#[must_use]
pub fn worst_view(worst: Dated<Vec<WorstAddress>>) -> AnyView {
    if worst.body.is_empty() {
        return view! {
            <Empty
                why="No address was detected in the last 24 hours."
                help="Feed a log with ja4soc ingest, or wait for the detector’s next cycle."
            />
        }
        .into_any();
    }
    let rows = worst
        .body
        .into_iter()
        .map(|WorstAddress { address, risk_score }| {
            let bar = level_key(&risk_level(risk_score));
            let network = match (address.asn_org.as_str(), address.country_code.as_str()) {
                ("", "") => String::new(),
                ("", country) => country.to_owned(),
                (org, "") => org.to_owned(),
                (org, country) => format!("{org} · {country}"),
            };
            let why = named_reason(&address.bot_name, address.reason);
            vec![
                view! {
                    <span class="risk-cell">
                        <strong>{risk_score.to_string()}</strong>
                        <Bar ratio=f64::from(risk_score) / 100.0 level=bar/>
                    </span>
                }
                .into_any(),
                view! { <AddressLink ip=address.src_ip/> }.into_any(),
                view! { <Badge level=address.threat_level/> }.into_any(),
                long_text(&why, "no reason given"),
                long_text(&network, "unknown"),
                text(number::exact(address.cnt)),
                view! { <Ago at=address.last_seen as_of=worst.as_of/> }.into_any(),
            ]
        })
        .collect();
    view! { <Table label="Worst addresses now" columns=&COLUMNS rows/> }.into_any()
}
