//! The public JSON interface under `/api`, the contract of the seeds.

use app::domain::ip::{InvalidIp, Ip};
use app::store::{ip_report, ip_summary, overview};
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
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
        .merge(super::lists::json())
        .fallback(not_found)
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
        })
        .with_state(state)
}

/// Answers a path that names no endpoint.
pub async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "Not Found")
}

async fn get_overview(State(state): State<AppState>) -> Result<Response, Problem> {
    Ok(Json(overview::overview(&state.db, state.now()).await?).into_response())
}

async fn get_ip(State(state): State<AppState>, asked: AskedIp) -> Result<Response, Problem> {
    let mut answer = ip_report::report(&state.db, asked.ip, state.now()).await?;
    // The seed repeats the address as it was typed.
    answer.ip = asked.text;
    Ok(Json(answer).into_response())
}

async fn get_summary(State(state): State<AppState>, asked: AskedIp) -> Result<Response, Problem> {
    Ok(Json(ip_summary::summary(&state.db, asked.ip, state.now()).await?).into_response())
}

/// The address in a path, with its text.
struct AskedIp {
    ip: Ip,
    text: String,
}

impl<S: Send + Sync> FromRequestParts<S> for AskedIp {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let refuse = |text: &str| Problem::invalid("path", "ip", &InvalidIp.to_string(), text);
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(text)) => match text.parse() {
                Ok(ip) => Ok(Self { ip, text }),
                Err(InvalidIp) => Err(refuse(&text)),
            },
            // Bytes that are no text are no address either.
            Err(_) => Err(refuse(parts.uri.path())),
        }
    }
}
