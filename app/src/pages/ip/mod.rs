//! The investigation of one address: who it is, how sure we are and why, and the rows behind it.

mod activity;
mod cards;
mod header;
pub mod ledger;
mod tables;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use self::ledger::Ledger;
use crate::asked::Asked;
use crate::domain::ip::Ip;
use crate::domain::ip_rows::RowKind;
use crate::domain::ip_summary::IpSummary;
use crate::pages::search::Refused;
use crate::rpc::ip::{get_ip_origin, get_ip_summary, list_ip_rows};
use crate::ui::panel::{Loaded, Panel};
use crate::ui::timestamp::Moment;
use crate::ui::value::CopyButton;

pub use header::origin_view;
pub use tables::rows_view;

/// One address, or the reason why the path names none.
#[component]
pub fn IpPage() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("ip")).unwrap_or_default());
    move || {
        let asked = asked.get();
        match asked.parse::<Ip>() {
            Ok(ip) => view! { <Investigation ip/> }.into_any(),
            Err(_) => view! {
                <Title text="Not an address · ja4soc"/>
                <Refused asked/>
            }
            .into_any(),
        }
    }
}

#[component]
fn Investigation(ip: Ip) -> impl IntoView {
    let address = ip.to_string();
    let query = use_query_map();
    let kind = Memo::new(move |_| {
        RowKind::from_key(&query.with(|query| query.get("tab")).unwrap_or_default())
    });
    let (for_origin, for_summary, for_rows) = (address.clone(), address.clone(), address.clone());
    let origin = Asked::once(move || get_ip_origin(for_origin.clone()));
    let summary = Asked::once(move || get_ip_summary(for_summary.clone()));
    let rows = Asked::keyed(
        move || kind.get().key().to_owned(),
        move |key| list_ip_rows(for_rows.clone(), RowKind::from_key(&key)),
    );
    // Without the browser half `#rows` brings the reader back to the tabs; with it the page stays
    // where it is, and the router would scroll to a hash.
    let (is_live, set_live) = signal(false);
    Effect::new(move || set_live.set(true));
    let tabs = RowKind::ALL
        .into_iter()
        .map(|this| {
            let plain = format!("/ip/{address}?tab={}", this.key());
            let href = move || match is_live.get() {
                true => plain.clone(),
                false => format!("{plain}#rows"),
            };
            let current = move || (kind.get() == this).then_some("page");
            view! {
                <a href=href data-noscroll="true" aria-current=current>{tab_word(this)}</a>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Title text=format!("{address} · ja4soc")/>
        <div class="page">
            <header class="ip-head">
                <h1 class="ip-address">{address.clone()}</h1>
                <CopyButton text=address/>
                <Loaded data=origin reserve="line" view=origin_view/>
            </header>
            <Loaded data=summary reserve="report" view=summary_view/>
            <section class="panel" id="rows" aria-label="Rows behind the verdict">
                <nav class="tabs" aria-label="Kinds of rows">{tabs}</nav>
                <Loaded data=rows reserve="table" view=rows_view/>
            </section>
        </div>
    }
    .into_any()
}

/// Risk with its ledger, what it rests on, and 24 hours of activity.
#[must_use]
pub fn summary_view(summary: IpSummary) -> AnyView {
    let as_of = summary.as_of;
    let activity = activity::view(&summary.timeline_24h);
    let cards = cards::view(&summary);
    let risk = summary.risk;
    let title = format!("Risk {} of 100", risk.score);
    view! {
        <p class="as-of">"As of " <Moment at=as_of/></p>
        <div class="grid">
            <Panel title class="span-7">
                <Ledger risk/>
            </Panel>
            <Panel title="Last 24 hours" note="requests per hour, UTC" class="span-5">
                {activity}
            </Panel>
            <Panel title="What it rests on">
                <div class="cards">{cards}</div>
            </Panel>
        </div>
    }
    .into_any()
}

fn tab_word(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Requests => "Requests",
        RowKind::Detections => "Detections",
        RowKind::Scores => "Scores",
        RowKind::Features => "Features",
    }
}
