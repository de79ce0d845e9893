//! Every page that is a board: its address in, its panels out.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::{field_values, page, verdict_keys};
use crate::asked::Asked;
use crate::board::{BoardKind, Part, PartKind};
use crate::rpc::board::{get_board, get_part};
use crate::ui::board::board_around;
use crate::ui::element::{el, live_text};
use crate::ui::panel::loaded;

/// A page with a heading and a board; what it is about stands in its path as `:subject`.
fn board(kind: BoardKind, title: &'static str) -> AnyView {
    board_with(kind, title, None)
}

/// The same with the answer to another question in the board.
fn board_with(kind: BoardKind, title: &'static str, later: Option<Asked<Part>>) -> AnyView {
    let search = use_location().search;
    let params = use_params_map();
    let subject = Memo::new(move |_| params.try_with(|p| p.get("subject")).flatten());
    let subject = move || subject.try_get().flatten().unwrap_or_default();
    let asked = Asked::keyed(
        move || format!("{}?{}", subject(), search.try_get().unwrap_or_default()),
        move |key| {
            let (subject, query) = key.split_once('?').unwrap_or((&key, ""));
            get_board(kind, subject.to_owned(), query.to_owned())
        },
    );
    let heading = move || match subject() {
        subject if subject.is_empty() => title.to_owned(),
        subject => format!("{title} {subject}"),
    };
    let title = el("h1").child(el("bdi").child(live_text(heading)));
    page(
        heading,
        vec![title.view(), loaded(asked, "board", move |board| board_around(board, later))],
    )
}

/// Verdicts: who should get one, who got one, and the form to give one.
#[component]
pub fn ClassificationPage() -> impl IntoView {
    let stored = RwSignal::new(0);
    verdict_keys::listen(stored);
    let newest = Asked::keyed(
        move || stored.try_get().unwrap_or_default().to_string(),
        |_| get_part(PartKind::NewestVerdicts, String::new(), String::new()),
    );
    board_with(BoardKind::Classification, "Classification", Some(newest))
}

/// Detected sessions.
#[component]
pub fn DetectionsPage() -> impl IntoView {
    field_values::listen();
    board(BoardKind::Detections, "Detections")
}

/// All scored sessions.
#[component]
pub fn ScoresPage() -> impl IntoView {
    field_values::listen();
    board(BoardKind::Scores, "Scores")
}

/// Requests.
#[component]
pub fn TrafficPage() -> impl IntoView {
    field_values::listen();
    board(BoardKind::Traffic, "Traffic")
}

/// Features of sessions.
#[component]
pub fn FeaturesPage() -> impl IntoView {
    board(BoardKind::Features, "Features")
}

/// The detector's models.
#[component]
pub fn ModelsPage() -> impl IntoView {
    board(BoardKind::Models, "Models")
}

/// Countries and networks.
#[component]
pub fn GeoPage() -> impl IntoView {
    board(BoardKind::Geo, "Geo & ASN")
}

/// TLS fingerprints of the day.
#[component]
pub fn FingerprintsPage() -> impl IntoView {
    board(BoardKind::Fingerprints, "Fingerprints")
}

/// Browser families.
#[component]
pub fn BrowsersPage() -> impl IntoView {
    board(BoardKind::Browsers, "Browsers")
}

/// Sessions spread over features.
#[component]
pub fn BehaviorPage() -> impl IntoView {
    board(BoardKind::Behavior, "Behaviour")
}

/// Requests by hour of the week.
#[component]
pub fn HeatmapPage() -> impl IntoView {
    board(BoardKind::Heatmap, "Heat map")
}

/// One fingerprint.
#[component]
pub fn Ja4Page() -> impl IntoView {
    board(BoardKind::Ja4, "JA4")
}

/// All campaigns.
#[component]
pub fn CampaignsPage() -> impl IntoView {
    board(BoardKind::Campaigns, "Campaigns")
}

/// One campaign.
#[component]
pub fn CampaignPage() -> impl IntoView {
    board(BoardKind::Campaign, "Campaign")
}

/// The JSON interface.
#[component]
pub fn ApiPage() -> impl IntoView {
    board(BoardKind::Api, "JSON interface")
}

/// What words, figures and keys mean.
#[component]
pub fn HelpPage() -> impl IntoView {
    board(BoardKind::Help, "Help")
}
