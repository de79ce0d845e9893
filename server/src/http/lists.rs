//! `/api/detections`, `/api/scores`, `/api/traffic`, and the same lists as files under `/export`.

use app::domain::invalid::Invalid;
use app::domain::listing::{ListQuery, Listing, SEVERITY};
use app::domain::params::Params;
use app::store::listing::{self, ListPage};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::AppState;
use super::export::{self, Format};
use super::openapi::Endpoint;
use super::problem::Problem;

/// The lists as JSON, and their description.
pub fn endpoints() -> Vec<Endpoint> {
    let all = Listing::ALL.into_iter().map(|listing| {
        let (path, summary) = match listing {
            Listing::Detections => ("/detections", "Detected sessions, page by page"),
            Listing::Scores => ("/scores", "All scored sessions, page by page"),
            Listing::Traffic => ("/traffic", "Requests, page by page"),
        };
        let answer = get(move |State(state): State<AppState>, RawQuery(query): RawQuery| {
            page(state, listing, query)
        });
        described(Endpoint::get::<ListPage>(path, answer, summary), listing)
    });
    all.collect()
}

/// Adds the parameters of a list.
fn described(endpoint: Endpoint, listing: Listing) -> Endpoint {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let number = |least: f64, most: f64, default: u32| {
        let bounded = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least));
        bounded.maximum(Some(most)).default(Some(default.into()))
    };
    let sortable = listing.columns().iter().filter(|column| column.is_sortable);
    let keys: Vec<&str> = sortable.map(|column| column.key).collect();
    let mut order = format!("Column rows are ordered by, else by time: {}", keys.join(", "));
    if keys.contains(&"threat_level") {
        order.push_str(&format!("; {SEVERITY} orders levels by how severe they are"));
    }
    let endpoint = endpoint
        .query("page", "Page, from 1; at most 10,000,000 rows in", number(1.0, 1e7, 1))
        .query("per_page", "Rows of a page", number(1.0, 500.0, 50))
        .query("sort", &order, text())
        .query("order", "ASC or DESC, in either case", text().default(Some("DESC".into())))
        .query("search", "Address, block of addresses, or part of address or host", text())
        .query(
            "range",
            "Span of time back from now: 15m, 24h, 7d",
            text().pattern(Some("^[0-9]+[mhdw]$")),
        )
        .query(
            "from",
            "First instant, UTC, instead of a span",
            text().examples(["2026-11-19T14:00:00"]),
        )
        .query(
            "to",
            "Instant after the last, with `from`",
            text().examples(["2026-11-19T16:00:00"]),
        );
    let filters =
        listing.columns().iter().filter(|column| column.is_filter || column.key == "host");
    filters.fold(endpoint, |endpoint, column| {
        let kept = format!("Keeps rows with this {}", column.label);
        let left_out = format!("Leaves out rows with this {}; may be repeated", column.label);
        endpoint.query(column.key, &kept, text()).query(
            &format!("not_{}", column.key),
            &left_out,
            text(),
        )
    })
}

/// The lists as files.
pub fn exports() -> Router<AppState> {
    let all = Listing::ALL.into_iter().flat_map(|l| Format::ALL.into_iter().map(move |f| (l, f)));
    all.fold(Router::new(), |router, (listing, format)| {
        router.route(
            &format!("/export/{}.{}", listing.key(), format.extension()),
            get(move |State(state): State<AppState>, RawQuery(query): RawQuery| {
                file(state, listing, format, query)
            }),
        )
    })
}

/// The question, or all of its faults at once, as the seed lists them.
fn asked(listing: Listing, query: Option<String>) -> Result<ListQuery, Problem> {
    let mut params = Params::parse(&query.unwrap_or_default());
    let mut faults: Vec<Invalid> = Vec::new();
    loop {
        match ListQuery::parse(listing, &params) {
            Ok(query) if faults.is_empty() => return Ok(query),
            Err(fault) if faults.iter().all(|known| known.field != fault.field) => {
                params = params.without(fault.field);
                faults.push(fault);
            }
            _ => return Err(faults.into()),
        }
    }
}

async fn page(
    state: AppState,
    listing: Listing,
    query: Option<String>,
) -> Result<Response, Problem> {
    let query = asked(listing, query)?;
    Ok(Json(listing::page(&state.db, &query, state.now()).await?).into_response())
}

async fn file(
    state: AppState,
    listing: Listing,
    format: Format,
    query: Option<String>,
) -> Result<Response, Problem> {
    let query = asked(listing, query)?;
    let now = state.now();
    let rows = export::rows(&state.db, &query, now, format).await?;
    let name =
        format!("{}-{}.{}", listing.key(), now.to_string().replace(':', ""), format.extension());
    let headers = [
        (CONTENT_TYPE, format.content_type().to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(rows)).into_response())
}
