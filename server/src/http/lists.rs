//! `/api/detections`, `/api/scores`, `/api/traffic`, and the same lists as files under `/export`.

use app::domain::listing::{ListQuery, Listing};
use app::domain::params::Params;
use app::store::listing;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use super::AppState;
use super::export::{self, Format};
use super::problem::Problem;

/// The lists as JSON.
pub fn json() -> Router<AppState> {
    Listing::ALL.into_iter().fold(Router::new(), |router, listing| {
        router.route(
            &format!("/{}", listing.key()),
            get(move |State(state): State<AppState>, RawQuery(query): RawQuery| {
                page(state, listing, query)
            }),
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

fn asked(listing: Listing, query: Option<String>) -> Result<ListQuery, Problem> {
    Ok(ListQuery::parse(listing, &Params::parse(&query.unwrap_or_default()))?)
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
