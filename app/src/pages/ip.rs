//! The investigation of one address: who it is, how sure we are and why, and the rows behind it.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::page;
use super::search::refused;
use crate::asked::Asked;
use crate::board::{BoardKind, PartKind};
use crate::domain::ip::Ip;
use crate::domain::ip_rows::RowKind;
use crate::rpc::board::{get_board, get_part};
use crate::ui::board::{board_view, line_view, panels_view, part_view};
use crate::ui::element::{boxed, el, live};
use crate::ui::panel::loaded;
use crate::ui::value::copy_button;

/// One address, or the reason why the path names none.
#[component]
pub fn IpPage() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("ip")).unwrap_or_default());
    live(move || {
        let asked = asked.get();
        match asked.parse::<Ip>() {
            Ok(ip) => investigation(ip.to_string()),
            Err(_) => refused("Not an address", asked),
        }
    })
}

fn investigation(address: String) -> AnyView {
    let query = use_query_map();
    let tab = Memo::new(move |_| {
        let key = query.try_with(|query| query.get("tab")).flatten().unwrap_or_default();
        RowKind::from_key(&key).key().to_owned()
    });
    let about = StoredValue::new(address.clone());
    let subject = move || about.try_get_value().unwrap_or_default();
    let origin = Asked::once(move || get_part(PartKind::IpOrigin, subject(), String::new()));
    let summary = Asked::once(move || get_board(BoardKind::IpSummary, subject(), String::new()));
    let rows = Asked::keyed(
        move || tab.try_get().unwrap_or_default(),
        move |key| get_part(PartKind::IpRows, subject(), format!("tab={key}")),
    );
    let verdicts = Asked::once(move || get_board(BoardKind::Verdicts, subject(), String::new()));
    // Without the browser half `#rows` brings the reader back to the tabs; with it the page stays
    // where it is, and the router would scroll to a hash.
    let is_live = RwSignal::new(false);
    Effect::new(move || is_live.set(true));
    let tabs = RowKind::ALL.into_iter().map(|this| {
        let plain = format!("/ip/{address}?tab={}", this.key());
        let href = move || match is_live.get() {
            true => Some(plain.clone()),
            false => Some(format!("{plain}#rows")),
        };
        let current = move || (tab.get() == this.key()).then(|| "page".to_owned());
        el("a")
            .attr_live("href", href)
            .attr("data-noscroll", "true")
            .attr_live("aria-current", current)
            .child(tab_word(this))
            .view()
    });
    let tabs = el("nav").class("tabs").attr("aria-label", "Kinds of rows").children(tabs);
    let head = el("header")
        .class("ip-head")
        .child(boxed("h1", "ip-address", address.clone()))
        .child(copy_button(address.clone()))
        .child(loaded(origin, "line", line_view));
    let rows = el("section")
        .class("panel")
        .attr("id", "rows")
        .attr("aria-label", "Rows behind the verdict")
        .child(tabs)
        .child(loaded(rows, "table", part_view));
    let verdict = el("div").attr("id", "verdict").child(loaded(verdicts, "verdicts", panels_view));
    let report = loaded(summary, "report", board_view);
    page(move || address.clone(), vec![head.view(), report, verdict.view(), rows.view()])
}

fn tab_word(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Requests => "Requests",
        RowKind::Detections => "Detections",
        RowKind::Scores => "Scores",
        RowKind::Fingerprints => "Fingerprints",
        RowKind::Features => "Features",
        RowKind::Loads => "Page loads",
        RowKind::Neighbours => "Neighbours",
    }
}
