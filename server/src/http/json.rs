//! The public JSON interface under `/api`, the contract of the seeds.

use std::sync::Arc;

use app::domain::api_doc::ApiEndpoint;
use app::domain::behavior::Behavior;
use app::domain::browsers::Browsers;
use app::domain::features::Features;
use app::domain::fingerprints::Fingerprints;
use app::domain::geo::Geo;
use app::domain::heatmap::Heatmap;
use app::domain::ip::{InvalidIp, Ip};
use app::domain::ip_summary::IpSummary;
use app::domain::overview::Overview;
use app::domain::radar::Radar;
use app::store::ip_report::IpReport;
use app::store::models::Models;
use app::store::{
    behavior, browsers, features, fingerprints, geo, heatmap, ip_report, ip_summary, models,
    overview, radar,
};
use axum::extract::{FromRequestParts, OriginalUri, Path, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};

use super::openapi::{self, Endpoint};
use super::problem::Problem;
use super::{AppState, api_list};

/// The endpoints, each a few lines over one store function, and their description.
pub fn router(state: AppState) -> Router {
    let endpoints = all();
    let document = Json(openapi::document(&endpoints));
    let paths: Arc<[&str]> = endpoints.iter().map(|endpoint| endpoint.path).collect();
    let described = Router::new().route(openapi::PATH, get(move || async { document }));
    endpoints
        .into_iter()
        .fold(described, |router, endpoint| router.route(endpoint.path, endpoint.route))
        .fallback(move |uri: Uri, OriginalUri(full): OriginalUri| {
            std::future::ready(unknown(&paths, uri.path(), &full))
        })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
        })
        .with_state(state)
}

/// The endpoints as their page lists them.
pub fn listed() -> Arc<[ApiEndpoint]> {
    api_list::listed(&openapi::document(&all())).into()
}

/// Every endpoint.
fn all() -> Vec<Endpoint> {
    let mut all = endpoints();
    all.extend(super::lists::endpoints());
    all.extend(super::json_feedback::endpoints());
    all
}

/// The endpoints that are not lists, with what the description says of them.
fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get::<Overview>("/overview", get(get_overview), "The last 24 hours in figures"),
        Endpoint::get::<IpReport>("/ip/{ip}", get(get_ip), "The rows behind one address")
            .of_address(),
        Endpoint::get::<Radar>(
            "/ip/{ip}/radar",
            get(get_radar),
            "One address beside the averages of humans and of datacenters",
        )
        .of_address(),
        Endpoint::get::<IpSummary>(
            "/investigation/{ip}/summary",
            get(get_summary),
            "One address summed up from six sources, with its risk score",
        )
        .of_address(),
        Endpoint::get::<Features>(
            "/features",
            get(get_features),
            "How the sessions of 24 hours behave on average",
        ),
        Endpoint::get::<Geo>("/geo", get(get_geo), "Sessions of 24 hours by country and network"),
        Endpoint::get::<Fingerprints>(
            "/fingerprints",
            get(get_fingerprints),
            "Sessions of 24 hours by JA4",
        ),
        Endpoint::get::<Browsers>(
            "/browsers",
            get(get_browsers),
            "Sessions of 24 hours by browser family",
        ),
        Endpoint::get::<Behavior>(
            "/behavior",
            get(get_behavior),
            "Sessions of 24 hours as points, and their distribution over single features",
        ),
        Endpoint::get::<Heatmap>(
            "/heatmap",
            get(get_heatmap),
            "Requests of seven days by hour of the week",
        ),
        Endpoint::get::<Models>(
            "/models",
            get(get_models),
            "The detector's models and what they scored in seven days",
        ),
    ]
}

/// Answers a path that names no endpoint.
pub async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "Not Found")
}

/// Sends who wrote a slash too many to the endpoint, as the seed's framework does.
fn unknown(paths: &[&str], path: &str, full: &Uri) -> Response {
    let meant = path.trim_end_matches('/');
    if meant == path || !paths.iter().any(|known| is_path_of(known, meant)) {
        return Problem::new(StatusCode::NOT_FOUND, "Not Found").into_response();
    }
    let query = full.query().map(|query| format!("?{query}")).unwrap_or_default();
    let place = full.path().trim_end_matches('/');
    Redirect::temporary(&format!("{place}{query}")).into_response()
}

fn is_path_of(known: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let is_same = known.split('/').all(|wanted| {
        parts
            .next()
            .is_some_and(|part| part == wanted || wanted.starts_with('{') && !part.is_empty())
    });
    is_same && parts.next().is_none()
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

async fn get_radar(State(state): State<AppState>, asked: AskedIp) -> Result<Response, Problem> {
    Ok(Json(radar::radar(&state.db, asked.ip).await?).into_response())
}

async fn get_features(State(state): State<AppState>) -> Result<Response, Problem> {
    Ok(Json(features::features(&state.db).await?).into_response())
}

async fn get_geo(State(state): State<AppState>) -> Result<Response, Problem> {
    Ok(Json(geo::geo(&state.db).await?).into_response())
}

async fn get_fingerprints(State(state): State<AppState>) -> Result<Response, Problem> {
    Ok(Json(fingerprints::fingerprints(&state.db).await?).into_response())
}

async fn get_browsers(State(state): State<AppState>) -> Result<Response, Problem> {
    Ok(Json(browsers::browsers(&state.db).await?).into_response())
}

async fn get_behavior(State(state): State<AppState>) -> Result<Response, Problem> {
    Ok(Json(behavior::behavior(&state.db).await?).into_response())
}

async fn get_heatmap(State(state): State<AppState>) -> Result<Response, Problem> {
    Ok(Json(heatmap::heatmap(&state.db, state.now()).await?).into_response())
}

async fn get_models(State(state): State<AppState>) -> Result<Response, Problem> {
    Ok(Json(models::models(&state.db, &state.models, state.now()).await?).into_response())
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
