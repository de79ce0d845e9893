//! `/healthz`, `/readyz` and `/metrics`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::AppState;
use crate::ingest_counts;

/// Longest the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether migrations are done; shared between the start-up and the probes.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// Says that the database has the schema it needs.
    pub fn set_migrated(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_migrated(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The probes and the metrics.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(state)
}

async fn ready(State(state): State<AppState>) -> Response {
    if !state.readiness.is_migrated() {
        return (StatusCode::SERVICE_UNAVAILABLE, "migrations are not done\n").into_response();
    }
    match tokio::time::timeout(PATIENCE, state.db.ping()).await {
        Ok(Ok(())) => "ready\n".into_response(),
        Ok(Err(_)) | Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

async fn metrics(State(state): State<AppState>) -> Response {
    match state.metrics {
        Some(handle) => {
            handle.run_upkeep();
            let mut text = ingest_counts::without_own(&handle.render());
            match ingest_counts::prometheus(&state.db).await {
                Ok(readers) => text.push_str(&readers),
                // The other metrics matter most when the database is in trouble.
                Err(error) => {
                    tracing::warn!(error = error.detail(), "metrics of the readers are missing")
                }
            }
            ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
