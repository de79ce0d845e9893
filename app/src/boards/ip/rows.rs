//! The rows of an address as tables.

use leptos::prelude::*;

use crate::domain::ip_report::{Bounded, DetectionRow, FeatureValue, RequestRow, ScoreRow};
use crate::domain::ip_rows::IpRows;
use crate::domain::time::Timestamp;
use crate::ui::badge::Badge;
use crate::ui::empty::Empty;
use crate::ui::number::{decimal, exact};
use crate::ui::table::{Column, Kind, Table, long_text, text};
use crate::ui::timestamp::Ago;
use crate::ui::value::{Ja4, named_reason};
use crate::wire::Dated;

/// The table of one tab, or why it is empty.
#[must_use]
pub fn rows_view(rows: Dated<IpRows>) -> AnyView {
    let as_of = rows.as_of;
    match rows.body {
        IpRows::Requests(rows) => requests(rows, as_of),
        IpRows::Detections(rows) => detections(rows, as_of),
        IpRows::Scores(rows) => scores(rows, as_of),
        IpRows::Features(rows) => features(rows),
    }
}

/// A bounded list: what is shown of how many, and the table.
fn listed<T>(
    rows: Bounded<T>,
    (label, window): (&'static str, &'static str),
    columns: &'static [Column],
    cells: impl Fn(T) -> Vec<AnyView>,
) -> AnyView {
    let Bounded { rows, total } = rows;
    let shown = rows.len() as u64;
    let note = if shown < total {
        format!("Newest {} of {} in {window}", exact(shown), exact(total))
    } else {
        format!("All {} in {window}", exact(total))
    };
    let rows = rows.into_iter().map(cells).collect();
    view! {
        <p class="shown">{note}</p>
        <Table label columns rows/>
    }
    .into_any()
}

fn empty(why: &'static str, help: &'static str) -> AnyView {
    view! { <Empty why help/> }.into_any()
}

fn ago(at: Timestamp, as_of: Timestamp) -> AnyView {
    view! { <Ago at as_of/> }.into_any()
}

fn ja4(value: String) -> AnyView {
    view! { <Ja4 value/> }.into_any()
}

fn requests(rows: Bounded<RequestRow>, as_of: Timestamp) -> AnyView {
    const COLUMNS: [Column; 8] = [
        ("Time", Kind::Text),
        ("Method", Kind::Text),
        ("Host", Kind::Text),
        ("Path", Kind::Text),
        ("Status", Kind::Number),
        ("HTTP", Kind::Text),
        ("User-Agent", Kind::Text),
        ("JA4", Kind::Text),
    ];
    if rows.rows.is_empty() {
        return empty(
            "No request of this address in the last 24 hours.",
            "Older requests count in detections and scores.",
        );
    }
    listed(rows, ("Requests", "24 hours"), &COLUMNS, |row| {
        // What is not there was encrypted, not logged, or not sent; these are not the same.
        let is_encrypted = row.orphan_side == "B";
        let or_none = |none| if is_encrypted { "encrypted" } else { none };
        let status = match row.status {
            Some(status) => text(status.to_string()),
            None => view! { <span class="unknown">{or_none("not logged")}</span> }.into_any(),
        };
        let fingerprint = match row.ja4.as_str() {
            "" if row.orphan_side == "A" => {
                view! { <span class="unknown">"not captured"</span> }.into_any()
            }
            _ => ja4(row.ja4),
        };
        vec![
            ago(row.time, as_of),
            long_text(&row.method, or_none("none")),
            long_text(&row.host, "none"),
            long_text(&row.path, or_none("none")),
            status,
            long_text(&row.http_version, or_none("unknown")),
            long_text(&row.header_user_agent, or_none("none sent")),
            fingerprint,
        ]
    })
}

fn detections(rows: Bounded<DetectionRow>, as_of: Timestamp) -> AnyView {
    const COLUMNS: [Column; 10] = [
        ("Detected", Kind::Text),
        ("Level", Kind::Text),
        ("Anomaly (0–1)", Kind::Number),
        ("Why", Kind::Prose),
        ("Host", Kind::Text),
        ("JA4", Kind::Text),
        ("Requests", Kind::Number),
        ("Per second", Kind::Number),
        ("Recurrence", Kind::Number),
        ("Model", Kind::Text),
    ];
    if rows.rows.is_empty() {
        return empty(
            "This address was not detected in 30 days.",
            "Its scored sessions, if any, stand under Scores.",
        );
    }
    listed(rows, ("Detections", "30 days"), &COLUMNS, |row| {
        let why = named_reason(&row.bot_name, row.reason);
        vec![
            ago(row.detected_at, as_of),
            view! { <Badge level=row.threat_level/> }.into_any(),
            text(decimal(f64::from(row.anomaly_score), 3)),
            long_text(&why, "no reason given"),
            long_text(&row.host, "none"),
            ja4(row.ja4),
            text(exact(row.hits)),
            text(decimal(f64::from(row.hit_velocity), 2)),
            text(exact(u64::from(row.recurrence))),
            long_text(&row.model_name, "unnamed"),
        ]
    })
}

fn scores(rows: Bounded<ScoreRow>, as_of: Timestamp) -> AnyView {
    const COLUMNS: [Column; 9] = [
        ("Scored", Kind::Text),
        ("Hour", Kind::Text),
        ("Level", Kind::Text),
        ("Anomaly (0–1)", Kind::Number),
        ("Raw score", Kind::Number),
        ("Host", Kind::Text),
        ("JA4", Kind::Text),
        ("Requests", Kind::Number),
        ("Known as", Kind::Text),
    ];
    if rows.rows.is_empty() {
        return empty(
            "No session of this address was scored in 3 days.",
            "The detector scores every few minutes, once there are requests.",
        );
    }
    listed(rows, ("Scored sessions", "3 days"), &COLUMNS, |row| {
        let known = if row.bot_name.is_empty() { row.browser_family } else { row.bot_name };
        vec![
            ago(row.detected_at, as_of),
            ago(row.window_start, as_of),
            view! { <Badge level=row.threat_level/> }.into_any(),
            text(decimal(f64::from(row.anomaly_score), 3)),
            text(decimal(f64::from(row.raw_anomaly_score), 3)),
            long_text(&row.host, "none"),
            ja4(row.ja4),
            text(exact(row.hits)),
            long_text(&known, "nobody known"),
        ]
    })
}

fn features(values: Vec<FeatureValue>) -> AnyView {
    const COLUMNS: [Column; 5] = [
        ("Feature", Kind::Text),
        ("This address", Kind::Number),
        ("Human average", Kind::Number),
        ("Datacenter average", Kind::Number),
        ("Meaning", Kind::Prose),
    ];
    if values.iter().all(|value| value.value.is_none()) {
        return empty(
            "No features are computed for this address.",
            "They are, hour by hour, while it sends requests.",
        );
    }
    let number = |value: Option<f64>, unknown: &'static str| match value {
        Some(value) => text(decimal(value, 3)),
        None => view! { <span class="unknown">{unknown}</span> }.into_any(),
    };
    let rows = values
        .into_iter()
        .map(|value| {
            vec![
                view! { <span title=value.name>{value.label}</span> }.into_any(),
                number(value.value, "not computed"),
                number(value.human_average, "no humans"),
                number(value.datacenter_average, "none seen"),
                text(value.meaning),
            ]
        })
        .collect();
    view! {
        <p class="shown">"Newest hour with most requests, beside the averages of the last day"</p>
        <Table label="Behaviour" columns=&COLUMNS rows/>
    }
    .into_any()
}
