//! Where sessions come from: countries and networks.

use std::collections::BTreeMap;

use super::{Request, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell, Plot, PlotBlock, Point};
use crate::charts::map::{self, Land};
use crate::domain::geo::{CountryCount, Geo};
use crate::store::geo as store;
use crate::ui::number::exact;
use crate::ui::value::value_href;

pub(super) async fn board(request: &Request<'_>) -> Board {
    let draw = |found: &Geo| panels(found, &request.world);
    let panels = parts::answered(store::geo(request.db).await, request, draw, "Countries");
    parts::of_the_day(request, panels)
}

fn panels(geo: &Geo, world: &[Land]) -> Vec<BoardPanel> {
    if !geo.is_available {
        return parts::no_view("view_ai_features_1h");
    }
    let mut panels = Vec::new();
    if !world.is_empty() && !geo.countries.is_empty() {
        let note = "sessions by country; the deeper the more, on a scale of powers";
        panels.push(parts::panel("World", note, 12, vec![map(&geo.countries, world)]));
    }
    panels.extend([
        parts::panel("Countries", "sessions, by kind of network", 12, vec![countries(geo)]),
        parts::panel("Networks", "the 50 with most sessions", 12, networks(geo)),
    ]);
    panels
}

/// Depth goes with the logarithm: one country often has most of the sessions.
fn map(rows: &[CountryCount], world: &[Land]) -> Block {
    let mut sessions: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        *sessions.entry(&row.country_code).or_default() += row.sessions;
    }
    let most = sessions.values().copied().max().unwrap_or(0);
    let depth = |code: &str| {
        let count = sessions.get(code).copied().filter(|count| *count > 0)?;
        Some((count as f64 + 1.0).ln() / (most as f64 + 1.0).ln())
    };
    let mut points: Vec<Point> = world
        .iter()
        .filter_map(|land| {
            let count = sessions.get(land.code.as_str())?;
            Some(Point {
                place: land.frame(),
                text: format!("{}: {} sessions", land.code, exact(*count)),
                window: None,
                href: value_href("country_code", &land.code),
            })
        })
        .collect();
    points.sort_by(|a, b| a.place[0].total_cmp(&b.place[0]));
    let mut table = parts::numbers(
        "Sessions by country",
        vec![parts::head("Country", Align::Text), parts::head("Sessions", Align::Number)],
    );
    table.rows = sessions
        .iter()
        .map(|(code, count)| {
            vec![parts::value("country_code", code, "unknown"), Cell::Count(*count)]
        })
        .collect();
    parts::plot(PlotBlock {
        label: format!("Sessions by country; most: {}", exact(most)),
        plot: Plot::Drawn { svg: map::svg(world, depth), shape: "map".to_owned() },
        values: Vec::new(),
        ticks: Vec::new(),
        legend: Vec::new(),
        points,
        table,
    })
}

fn countries(geo: &Geo) -> Block {
    let rows = &geo.countries;
    if rows.is_empty() {
        return parts::empty(
            "No session comes from a known country.",
            "Countries are known once address data is loaded; see the reference lists in the README.",
        );
    }
    let mut by_country: BTreeMap<&str, (u64, u64, Vec<&CountryCount>)> = BTreeMap::new();
    for row in rows {
        let entry = by_country.entry(&row.country_code).or_default();
        entry.0 += row.sessions;
        entry.1 += row.total_hits;
        entry.2.push(row);
    }
    let known: u64 = rows.iter().map(|row| row.sessions).sum();
    let total = known + geo.unknown_countries;
    let mut countries: Vec<_> = by_country.into_iter().collect();
    countries.sort_by_key(|(_, (sessions, _, _))| std::cmp::Reverse(*sessions));
    let mut rows: Vec<Vec<Cell>> = countries
        .into_iter()
        .take(100)
        .map(|(country, (sessions, hits, kinds))| {
            let kinds: Vec<String> =
                kinds.iter().map(|row| format!("{} {}", row.asn_label, row.sessions)).collect();
            vec![
                parts::value("country_code", country, "unknown"),
                parts::bar(sessions, total, ""),
                Cell::Count(sessions),
                Cell::Count(hits),
                Cell::Prose(kinds.join(", ")),
            ]
        })
        .collect();
    if geo.unknown_countries > 0 {
        rows.push(vec![
            Cell::Unknown("no known country".to_owned()),
            parts::bar(geo.unknown_countries, total, "normal"),
            Cell::Count(geo.unknown_countries),
            Cell::Unknown("not counted".to_owned()),
            Cell::Unknown("not counted".to_owned()),
        ]);
    }
    const COLUMNS: [(&str, Align); 5] = [
        ("Country", Align::Text),
        ("Share", Align::Bar),
        ("Sessions", Align::Number),
        ("Requests", Align::Number),
        ("Kinds of network", Align::Prose),
    ];
    parts::table("Countries", &COLUMNS, rows)
}

fn networks(geo: &Geo) -> Vec<Block> {
    let rows = &geo.asns;
    if rows.is_empty() {
        return vec![parts::empty("No session comes from a known network.", "")];
    }
    let most = rows.iter().map(|row| row.sessions).max().unwrap_or(0);
    let rows = rows
        .iter()
        .map(|row| {
            vec![
                parts::value("asn_org", &row.asn_org, "unknown"),
                parts::value("asn_label", &row.asn_label, "unknown"),
                parts::value("country_code", &row.country_code, "unknown"),
                parts::bar(row.sessions, most, parts::label_key(&row.asn_label)),
                Cell::Count(row.sessions),
                Cell::Count(row.total_hits),
                parts::decimal(row.avg_velocity, 3),
                parts::decimal(row.avg_fuzz, 2),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 8] = [
        ("Network", Align::Text),
        ("Kind", Align::Text),
        ("Country", Align::Text),
        ("Against the largest", Align::Bar),
        ("Sessions", Align::Number),
        ("Requests", Align::Number),
        ("Per second", Align::Number),
        ("Fuzzing index", Align::Number),
    ];
    let mut blocks = vec![parts::table("Networks", &COLUMNS, rows)];
    if geo.unknown_networks > 0 {
        let unknown = exact(geo.unknown_networks);
        blocks.push(Block::Words(format!("Beside them {unknown} sessions from no known network.")));
    }
    blocks
}
