//! The public JSON interface under `/api`, the contract of the seeds.

use app::domain::ip::Ip;
use app::store::{ip_report, ip_summary, overview};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use super::AppState;
use super::problem::Problem;

/// The endpoints, each a few lines over one store function.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/overview", get(get_overview))
        .route("/ip/{ip}", get(get_ip))
        .route("/investigation/{ip}/summary", get(get_summary))
        .fallback(|| async { Problem::new(StatusCode::NOT_FOUND, "Not Found") })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
        })
        .with_state(state)
}

async fn get_overview(State(state): State<AppState>) -> Result<Response, Problem> {
    Ok(Json(overview::overview(&state.db, state.now()).await?).into_response())
}

async fn get_ip(
    State(state): State<AppState>,
    Path(ip): Path<String>,
) -> Result<Response, Problem> {
    let address = parse_ip(&ip)?;
    let mut answer = ip_report::report(&state.db, address, state.now()).await?;
    // The seed repeats the address as it was typed.
    answer.ip = ip;
    Ok(Json(answer).into_response())
}

async fn get_summary(
    State(state): State<AppState>,
    Path(ip): Path<String>,
) -> Result<Response, Problem> {
    let address = parse_ip(&ip)?;
    Ok(Json(ip_summary::summary(&state.db, address, state.now()).await?).into_response())
}

fn parse_ip(text: &str) -> Result<Ip, Problem> {
    text.parse().map_err(|error: app::domain::ip::InvalidIp| {
        Problem::invalid("path", "ip", &error.to_string(), text)
    })
}
