//! One metric and one debug line per request, and the id that ties a failure to its log line.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request being answered, as its answer carries it in `x-request-id`.
#[must_use]
pub fn request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_else(|_| "none".to_owned())
}

/// Counts the request and times its answer by route, so that addresses never become label values.
pub async fn requests(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = matched.unwrap_or_else(|| "other".to_owned());
    let id = request.headers().get("x-request-id").and_then(|id: &HeaderValue| id.to_str().ok());
    let id = id.unwrap_or("none").to_owned();
    let response = REQUEST_ID.scope(id, next.run(request)).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    metrics::counter!("ja4soc_http_requests_total", "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("ja4soc_http_request_seconds", "route" => route.clone()).record(seconds);
    tracing::debug!(%method, route, status, duration_ms = seconds * 1_000.0, "request");
    response
}
