//! Where the address comes from and when it was seen, in one line.

use leptos::prelude::*;

use crate::domain::ip_report::{CrawlerClaim, IpOrigin};
use crate::ui::number;
use crate::ui::timestamp::Ago;
use crate::wire::Dated;

/// Network, country, kind of network, and the span of what is kept of it.
#[must_use]
pub fn origin_view(origin: Dated<IpOrigin>) -> AnyView {
    let Dated { as_of, body: origin } = origin;
    let network = match (origin.asn, origin.asn_org.as_str()) {
        (None, "") => "network unknown".to_owned(),
        (None, org) => org.to_owned(),
        (Some(asn), "") => format!("AS{asn}"),
        (Some(asn), org) => format!("{org} (AS{asn})"),
    };
    let or = |text: String, unknown: &str| if text.is_empty() { unknown.to_owned() } else { text };
    let label = match origin.asn_label.as_str() {
        "" | "unknown" => "kind of network unknown".to_owned(),
        label => label.to_owned(),
    };
    let bot = (!origin.bot_name.is_empty())
        .then(|| view! { <li>"in a range of " <bdi>{origin.bot_name}</bdi></li> }.into_any());
    let crawler = origin.crawler.map(|CrawlerClaim { name, operator, is_verified }| {
        let (state, words) = match is_verified {
            Some(true) => ("fresh", format!("{name}, from an address of {operator}")),
            Some(false) => {
                ("stale", format!("says it is {name}, but the address is not {operator}’s"))
            }
            None => ("empty", format!("says it is {name}; {operator} publishes no addresses")),
        };
        view! { <li><span class="state" data-state=state>{words}</span></li> }.into_any()
    });
    let seen = match (origin.first_seen, origin.last_seen) {
        (Some(first), Some(last)) => {
            let requests = number::exact(origin.requests);
            view! {
                <li>{requests} " requests kept"</li>
                <li>
                    "seen from " <Ago at=first as_of/> " to " <Ago at=last as_of/>
                </li>
            }
            .into_any()
        }
        _ => view! { <li class="unknown">"no request of it is kept"</li> }.into_any(),
    };
    view! {
        <ul class="facts-line">
            <li><bdi>{network}</bdi></li>
            <li>{or(origin.country_code, "country unknown")}</li>
            <li>{label}</li>
            {bot}
            {crawler}
            {seen}
        </ul>
    }
    .into_any()
}
