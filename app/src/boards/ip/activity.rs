//! Requests per hour, and in which hours each JA4 was seen.

use std::cmp::Reverse;

use leptos::prelude::*;

use crate::charts::columns;
use crate::charts::{Token, scale, strip};
use crate::domain::ip_summary::HourActivity;
use crate::ui::chart::{Drawing, HourChart};
use crate::ui::empty::Empty;
use crate::ui::number;
use crate::ui::table::{Column, Kind, Table, text};
use crate::ui::value::Ja4;

/// Fingerprints that get a band of their own.
const BANDS: usize = 8;

/// The chart with its bands and its table.
pub(super) fn view(hours: &[HourActivity]) -> AnyView {
    if hours.iter().all(|hour| hour.hits == 0) {
        return view! {
            <Empty
                why="No request of this address in the last 24 hours."
                help="Older activity, if any is kept, stands under detections and scores."
            />
        }
        .into_any();
    }
    let most = hours.iter().map(|hour| hour.hits).max().unwrap_or(0);
    let top = scale::top(most);
    let columns: Vec<columns::Column> = hours.iter().map(column).collect();
    let label = format!("Requests per hour over 24 hours; most in one hour: {most}");
    let legend = if hours.iter().any(|hour| hour.detections > 0) {
        vec![("accent", "requests".to_owned()), ("mark", "hours with detections".to_owned())]
    } else {
        Vec::new()
    };
    let starts = hours.iter().map(|hour| hour.window_start.clock()).collect();
    view! {
        <HourChart
            label
            svg=columns::svg(&columns, top)
            values=vec![number::compact(top), number::compact(top / 2), "0".to_owned()]
            hours=starts
            legend=legend
            table=table(hours)
        />
        {bands(hours)}
    }
    .into_any()
}

fn column(hour: &HourActivity) -> columns::Column {
    let ja4s: String = hour.ja4s.iter().map(|ja4| format!("\n{}", named(ja4))).collect();
    let detections = match hour.detections {
        0 => String::new(),
        found => format!(", {found} detections"),
    };
    columns::Column {
        parts: vec![(Token::Accent, hour.hits)],
        hover: format!(
            "{} UTC: {} requests{detections}{ja4s}",
            hour.window_start.clock(),
            hour.hits
        ),
        is_marked: hour.detections > 0,
    }
}

fn named(ja4: &str) -> &str {
    if ja4.is_empty() { "no JA4" } else { ja4 }
}

/// One strip per fingerprint, those seen in most hours first.
fn bands(hours: &[HourActivity]) -> AnyView {
    let bands = ranked(hours);
    let rest = bands.len().saturating_sub(BANDS);
    let rows = bands
        .iter()
        .take(BANDS)
        .enumerate()
        .map(|(at, (ja4, cells))| {
            let count = hours_of(cells);
            let words = if count == 1 { "1 hour".to_owned() } else { format!("{count} hours") };
            view! {
                <li>
                    <Ja4 value=*ja4/>
                    <Drawing label=format!("seen in {words}") svg=strip::svg(cells, Token::Series(at))/>
                </li>
            }.into_any()
        })
        .collect_view();
    let rest = (rest > 0).then(|| {
        view! { <p class="hint">{format!("and {rest} more JA4s, listed in the table")}</p> }
            .into_any()
    });
    view! {
        <h3 class="bands-title">"JA4 fingerprints by hour"</h3>
        <ul class="bands">{rows}</ul>
        {rest}
    }
    .into_any()
}

/// Each fingerprint with the hours it was seen in, those of most hours first, then by name.
fn ranked(hours: &[HourActivity]) -> Vec<(&str, Vec<bool>)> {
    let mut seen: Vec<(&str, Vec<bool>)> = Vec::new();
    for ja4 in hours.iter().flat_map(|hour| &hour.ja4s) {
        if seen.iter().any(|(known, _)| known == ja4) {
            continue;
        }
        let cells: Vec<bool> = hours.iter().map(|hour| hour.ja4s.contains(ja4)).collect();
        let rank = (Reverse(hours_of(&cells)), ja4.as_str());
        let at = seen.partition_point(|(known, cells)| (Reverse(hours_of(cells)), *known) < rank);
        seen.insert(at, (ja4, cells));
    }
    seen
}

fn hours_of(cells: &[bool]) -> usize {
    cells.iter().filter(|is_seen| **is_seen).count()
}

fn table(hours: &[HourActivity]) -> AnyView {
    const COLUMNS: [Column; 4] = [
        ("Hour (UTC)", Kind::Text),
        ("Requests", Kind::Number),
        ("Detections", Kind::Number),
        ("JA4s (three at most)", Kind::Prose),
    ];
    let rows = hours
        .iter()
        .map(|hour| {
            let ja4s: Vec<&str> = hour.ja4s.iter().map(|ja4| named(ja4)).collect();
            vec![
                text(hour.window_start.spaced()),
                text(number::exact(hour.hits)),
                text(number::exact(hour.detections)),
                text(ja4s.join(", ")),
            ]
        })
        .collect();
    view! { <Table label="Requests per hour" columns=&COLUMNS rows/> }.into_any()
}
