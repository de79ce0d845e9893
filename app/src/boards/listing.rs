//! The pages of the long tables: filters, rows per time, the rows themselves, and their export.

mod cells;
mod controls;
mod offered;

use std::collections::BTreeMap;

pub use self::offered::offered;
use super::Request;
use super::classification::listed;
use super::parts;
use crate::board::{Align, Block, Board, BoardPanel, Cell, Plot, PlotBlock, Point, TableBlock};
use crate::domain::invalid::Invalid;
use crate::domain::listing::{Column, ListQuery, Listing, Shape};
use crate::domain::range::Range;
use crate::domain::threat::ThreatLevel;
use crate::domain::time::Timestamp;
use crate::error::AppError;
use crate::store::listing::{self as store, Bucket, ListPage};
use crate::ui::badge::level_key;
use crate::ui::number::{against, exact};

/// The board of a long table under the conditions of the page's address.
pub(super) async fn board(listing: Listing, request: &Request<'_>) -> Result<Board, AppError> {
    let query = match ListQuery::parse(listing, &request.params) {
        Ok(query) => query,
        Err(invalid) => return without_span(listing, request, &invalid),
    };
    let path = path(listing);
    // Before the first wait: then the head of the page is on its way, and a cookie too late.
    let columns = columns(listing, request);
    let is_compact = is_compact(request);
    let step = parts::bucket(query.range.seconds());
    let (page, buckets, before) = tokio::join!(
        store::page(request.db, &query, request.now),
        store::timeline(request.db, &query, request.now, (step, request.zone)),
        store::before(request.db, &query, request.now),
    );
    let over_time = match buckets {
        Ok(buckets) => timeline(&query, request, step, &buckets),
        Err(error) => Block::Failed((request.failed)(error)),
    };
    let mut rows = vec![controls::form(&query, path, &request.params)];
    let note = match page {
        Ok(page) => {
            rows.extend(found(&query, &page, (&columns, is_compact), request));
            let before = before.map_err(request.failed).unwrap_or_default();
            counted(page.total, before, query.range)
        }
        Err(error) => {
            rows.push(Block::Failed((request.failed)(error)));
            String::new()
        }
    };
    let drag = format!("drag to zoom, {}", request.zone.name());
    Ok(Board {
        as_of: request.now,
        zone: request.zone,
        span: query.range.words(request.zone),
        ranges: parts::ranges(path, &request.params, Some(query.range)),
        address: request.params.href(path),
        refused: None,
        is_text: false,
        chips: controls::chips(&query, path, &request.params),
        lead: Vec::new(),
        panels: vec![
            parts::panel(over_time_title(listing), &drag, 12, vec![over_time]),
            BoardPanel { title: title(listing).to_owned(), note, span: 12, blocks: rows },
        ],
    })
}

/// How many rows there are, and how that compares with the same time just before.
fn counted(now: u64, before: Option<u64>, range: Range) -> String {
    let rows = format!("{} rows", exact(now));
    match before {
        Some(before) => format!("{rows}, {} the {} before", against(now, before), length(range)),
        None => rows,
    }
}

/// How long a time span is; one that is odd to the second is not told so.
fn length(range: Range) -> String {
    match range.seconds().is_multiple_of(60) {
        true => range.length(),
        false => "same time".to_owned(),
    }
}

/// The same around nothing, when it is the time span alone that cannot be used.
fn without_span(
    listing: Listing,
    request: &Request<'_>,
    invalid: &Invalid,
) -> Result<Board, AppError> {
    let params = parts::without_span(&request.params);
    let refused = parts::refused_span(invalid, &request.params);
    let query = ListQuery::parse(listing, &params).map_err(|other| parts::refused(&other));
    let (Some(refused), query) = (refused, query?) else { return Err(parts::refused(invalid)) };
    let path = path(listing);
    let blocks = vec![controls::form(&query, path, &params), parts::no_span()];
    Ok(Board {
        span: String::new(),
        ranges: parts::ranges(path, &params, None),
        address: params.href(path),
        refused: Some(refused),
        chips: controls::chips(&query, path, &params),
        ..parts::of_the_day(request, vec![parts::panel(title(listing), "", 12, blocks)])
    })
}

/// What a list shows, in words: its name, time span and conditions.
pub(super) fn words(query: &ListQuery, request: &Request<'_>) -> String {
    let mut words = vec![title(query.listing).to_owned(), query.range.words(request.zone)];
    words.extend(controls::conditions(query));
    words.join(", ")
}

pub(super) fn path(listing: Listing) -> &'static str {
    match listing {
        Listing::Detections => "/detections",
        Listing::Scores => "/scores",
        Listing::Traffic => "/traffic",
    }
}

fn title(listing: Listing) -> &'static str {
    match listing {
        Listing::Detections => "Detected sessions",
        Listing::Scores => "Scored sessions",
        Listing::Traffic => "Requests",
    }
}

fn over_time_title(listing: Listing) -> &'static str {
    match listing {
        Listing::Detections => "Detections over time",
        Listing::Scores => "Scored sessions over time",
        Listing::Traffic => "Requests over time",
    }
}

/// The columns shown: those the address names, else those the reader chose last, else the usual.
fn columns(listing: Listing, request: &Request<'_>) -> Vec<&'static Column> {
    let name = format!("columns_{}", listing.key());
    let asked = request.params.filled("columns").map(str::to_owned);
    let is_new = asked.is_some();
    let asked = asked.or_else(|| (request.cookie)(&name)).unwrap_or_default();
    let chosen: Vec<_> = asked.split(['.', ',']).filter_map(|key| listing.column(key)).collect();
    if is_new {
        // Only our own words go into the cookie.
        let keys: Vec<&str> = chosen.iter().map(|column| column.key).collect();
        (request.keep)(&name, &keys.join("."));
    }
    if chosen.is_empty() {
        return listing.columns().iter().filter(|column| column.is_default).collect();
    }
    chosen
}

/// Whether rows are narrow: as the address says, else as the reader chose last.
fn is_compact(request: &Request<'_>) -> bool {
    let asked = request.params.filled("density");
    let chosen = match asked {
        Some(word) => word == "compact",
        None => (request.cookie)("density").as_deref() == Some("compact"),
    };
    if asked.is_some() {
        (request.keep)("density", if chosen { "compact" } else { "comfortable" });
    }
    chosen
}

/// The table with what stands around it, or why it is empty.
fn found(
    query: &ListQuery,
    page: &ListPage,
    (columns, is_compact): (&[&'static Column], bool),
    request: &Request<'_>,
) -> Vec<Block> {
    let path = path(query.listing);
    if page.total == 0 {
        let help = match query.conditions.is_empty() && query.search.is_none() {
            true => "Choose a longer time span above, or feed a log with ja4soc ingest.",
            false => "Remove a filter above, or choose a longer time span.",
        };
        return vec![parts::empty("Nothing matches in this time span.", help)];
    }
    if page.data.is_empty() {
        let help = "Go back to the first page.";
        return vec![
            controls::pager(query, page, path, &request.params),
            parts::empty("There is no such page.", help),
        ];
    }
    let table = TableBlock {
        label: title(query.listing).to_owned(),
        columns: columns
            .iter()
            .map(|column| controls::heading(column, query, path, &request.params))
            .collect(),
        rows: page
            .data
            .iter()
            .map(|row| columns.iter().map(|column| cells::cell(column, row)).collect())
            .collect(),
    };
    vec![
        controls::pager(query, page, path, &request.params),
        if is_compact { Block::Compact(table) } else { Block::Table(table) },
        controls::column_chooser(query.listing, columns, path, &request.params),
        controls::density(is_compact, path, &request.params),
        controls::exports(query.listing, page.total, &request.params),
        listed::link(query.listing, request),
    ]
}

/// Rows per step of time, stacked by level.
fn timeline(query: &ListQuery, request: &Request<'_>, step: u32, buckets: &[Bucket]) -> Block {
    let (now, zone) = (request.now, request.zone);
    let window = query.range.window(now);
    if buckets.is_empty() {
        return parts::empty("Nothing matches in this time span.", "");
    }
    // Rows from the near future, which a wrong clock of a log may bring, are shown where they are.
    let newest = buckets.iter().map(|bucket| bucket.start.0 + 1).max().unwrap_or(now.0);
    let end = window.to.unwrap_or(Timestamp(newest.max(now.0)));
    let starts = parts::bucket_starts(window.from, end, step, zone);
    let levels: Vec<ThreatLevel> = match query.listing {
        Listing::Traffic => vec![ThreatLevel::from("")],
        _ => {
            let mut found: BTreeMap<u8, ThreatLevel> = BTreeMap::new();
            for bucket in buckets {
                let rank = u8::MAX - bucket.level.severity();
                found.entry(rank).or_insert_with(|| bucket.level.clone());
            }
            found.into_values().collect()
        }
    };
    let count_of = |start: Timestamp, level: &ThreatLevel| -> u64 {
        let is_it = |bucket: &&Bucket| {
            bucket.start == start
                && (bucket.level == *level
                    || (level.severity() == 0 && bucket.level.severity() == 0))
        };
        buckets.iter().filter(is_it).map(|bucket| bucket.cnt).sum()
    };
    let columns: Vec<Vec<u64>> = starts
        .iter()
        .map(|start| levels.iter().map(|level| count_of(*start, level)).collect())
        .collect();
    let most = columns.iter().map(|parts| parts.iter().sum::<u64>()).max().unwrap_or(0);
    let width = 1.0 / starts.len().max(1) as f32;
    let word = |level: &ThreatLevel| level.as_str().replace('_', " ");
    let points = starts.iter().zip(&columns).enumerate().map(|(at, (start, parts))| {
        let total: u64 = parts.iter().sum();
        let each: String = match query.listing {
            Listing::Traffic => String::new(),
            _ => levels
                .iter()
                .zip(parts)
                .filter(|(_, count)| **count > 0)
                .map(|(level, count)| format!("\n{}: {}", word(level), exact(*count)))
                .collect(),
        };
        Point {
            place: [at as f32 * width, 0.0, width, 1.0],
            text: format!("{} {}: {}{each}", zone.spaced(*start), zone.name(), exact(total)),
            window: Some((*start, Timestamp(start.0 + step))),
            href: String::new(),
        }
    });
    let points = points.collect();
    let mut heads = vec![
        parts::head(&format!("From ({})", zone.name()), Align::Text),
        parts::head("Rows", Align::Number),
    ];
    if query.listing != Listing::Traffic {
        heads.push(parts::head("By level", Align::Prose));
    }
    let mut table = parts::numbers("Rows over time, times without any left out", heads);
    let by_level = |counts: &[u64]| {
        let found = levels.iter().zip(counts).filter(|(_, count)| **count > 0);
        let words = found.map(|(level, count)| format!("{} {}", word(level), exact(*count)));
        Cell::Text(words.collect::<Vec<_>>().join(", "))
    };
    table.rows = starts
        .iter()
        .zip(&columns)
        .filter(|(_, counts)| counts.iter().any(|count| *count > 0))
        .map(|(start, counts)| {
            let mut cells = vec![Cell::Text(zone.spaced(*start)), Cell::Count(counts.iter().sum())];
            if query.listing != Listing::Traffic {
                cells.push(by_level(counts));
            }
            cells
        })
        .collect();
    let legend = match query.listing {
        Listing::Traffic => vec![("accent".to_owned(), "requests".to_owned())],
        _ => levels.iter().map(|level| (level_key(level).to_owned(), word(level))).collect(),
    };
    parts::plot(PlotBlock {
        label: format!("{}; most in one column: {}", over_time_title(query.listing), exact(most)),
        plot: Plot::Columns { top: crate::charts::scale::top(most), columns },
        values: Vec::new(),
        ticks: parts::ticks(&starts, step),
        legend,
        points,
        table,
    })
}

/// How the cells of a column are set.
fn align(shape: Shape) -> Align {
    match shape {
        Shape::Count | Shape::Code | Shape::Decimal(_) => Align::Number,
        Shape::Prose => Align::Prose,
        _ => Align::Text,
    }
}
