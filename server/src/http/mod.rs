//! The router: pages, server functions, JSON interface, site files, health.

mod api_list;
pub mod assets;
pub mod export;
pub mod forms;
pub mod headers;
pub mod health;
pub mod json;
mod json_feedback;
pub mod lists;
pub mod observe;
pub mod openapi;
pub mod problem;
pub mod range;

use std::time::Duration;

use app::app::{App, shell};
use app::domain::time::Timestamp;
use app::rpc::context::{Api, Clock, Lookups, RequestId, World};
use app::store::Db;
use app::store::models::ModelsDir;
use app::ui::shell::SiteAssets;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{ACCEPT, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Form, Router};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use metrics_exporter_prometheus::PrometheusHandle;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::{ResponseBodyTimeoutLayer, TimeoutLayer};

use self::forms::Outcome;
use self::headers::AllowedOrigin;
use self::health::Readiness;
use self::problem::Problem;

/// Longest a request may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(40);
/// Largest body a request may bring, bytes.
const BODY_LIMIT: usize = 1 << 20;

/// What the handlers need.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub db: Db,
    /// The clock of this process.
    pub clock: Clock,
    /// Whether the database is ready for questions.
    pub readiness: Readiness,
    /// The metrics to render; `None` in tests.
    pub metrics: Option<PrometheusHandle>,
    /// Addresses of the site's files.
    pub site: SiteAssets,
    /// Where the detector keeps its models.
    pub models: ModelsDir,
    /// Where values can be looked up elsewhere.
    pub lookups: Lookups,
    /// The shapes of the countries.
    pub world: World,
    /// Who may send writing requests.
    pub origin: AllowedOrigin,
}

impl AppState {
    fn now(&self) -> Timestamp {
        (self.clock.0)()
    }
}

/// Builds the whole router.
pub fn router(state: AppState) -> Router {
    let pages = pages(&state);
    let request_id = HeaderName::from_static("x-request-id");
    // Already compressed or tiny answers are left alone.
    let worth_compressing = SizeAbove::new(512)
        .and(NotForContentType::new("application/wasm"))
        .and(NotForContentType::new("image/png"));
    Router::new()
        .merge(pages)
        .nest("/api", json::router(state.clone()))
        .route("/api/", any(json::not_found))
        .merge(lists::exports().with_state(state.clone()))
        .merge(range::router(state.clone()))
        .merge(health::router(state.clone()))
        // Innermost first: what stands last here sees the request first.
        .layer(axum::middleware::from_fn_with_state(state.origin, headers::same_origin))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        // A page streams: what stalls half way is cut off as well.
        .layer(ResponseBodyTimeoutLayer::new(REQUEST_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, REQUEST_LIMIT))
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Precise(6))
                .compress_when(worth_compressing),
        )
        .layer(CatchPanicLayer::custom(|_| {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The request could not be answered.")
                .into_response()
        }))
        .layer(axum::middleware::from_fn(headers::security))
        .layer(axum::middleware::from_fn(observe::requests))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
}

/// Pages, the server functions behind them, and the site's files.
fn pages(state: &AppState) -> Router {
    let options = leptos::config::LeptosOptions::builder().output_name("ja4soc").build();
    let context = {
        let (db, clock, site) = (state.db.clone(), state.clock, state.site.clone());
        let (models, lookups) = (state.models.clone(), state.lookups.clone());
        let (world, api) = (state.world.clone(), Api(json::listed()));
        move || {
            provide_context(db.clone());
            provide_context(clock);
            provide_context(models.clone());
            provide_context(lookups.clone());
            provide_context(world.clone());
            provide_context(api.clone());
            provide_context(RequestId(observe::request_id()));
            provide_context(site.clone());
        }
    };
    let page_context = {
        let context = context.clone();
        move || {
            context();
            allow_own_scripts();
        }
    };
    let routes = generate_route_list(App);
    let (form_state, form_context) = (state.clone(), page_context.clone());
    Router::new()
        .leptos_routes_with_context(&options, routes, page_context.clone(), shell)
        .route(
            "/rpc/{*name}",
            any(move |request: Request| {
                leptos_axum::handle_server_fns_with_context(context.clone(), json_client(request))
            }),
        )
        .route(
            "/classification",
            post(move |headers: HeaderMap, Form(fields): Form<forms::Fields>| {
                form(form_state, form_context, headers, fields)
            }),
        )
        .fallback(get(move |request: Request| fallback(request, page_context.clone())))
        .with_state(options)
}

/// A site file, or the page that says there is none.
async fn fallback(
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    if assets::exists(request.uri().path()) {
        return assets::serve(request.uri(), request.headers());
    }
    let page = leptos_axum::render_app_to_stream_in_order_with_context(context, shell);
    let mut response = page(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// Answers a form: with the place to look at next, or with the page that asks for more.
async fn form(
    state: AppState,
    context: impl Fn() + Clone + Send + Sync + 'static,
    headers: HeaderMap,
    fields: forms::Fields,
) -> Response {
    let (outcome, cookie) = forms::submit(&state, &headers, fields).await;
    let mut response = match outcome {
        Outcome::Seen(path) => forms::see_other(&path),
        Outcome::Asked(status, posted) => {
            let context = move || {
                context();
                provide_context((*posted).clone());
            };
            let page = leptos_axum::render_app_to_stream_in_order_with_context(context, shell);
            let mut request = Request::new(Body::empty());
            *request.uri_mut() = Uri::from_static("/classification");
            *request.headers_mut() = headers;
            let mut response = page(request).await;
            if response.status() == StatusCode::OK {
                *response.status_mut() = status;
            }
            response
        }
    };
    forms::keep(&mut response, cookie);
    response
}

/// Server functions answer a plain browser request with a redirect; ours are data, so all clients get JSON.
fn json_client(mut request: Request) -> Request {
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    request
}

/// Sends the page's policy with the nonce its scripts carry.
fn allow_own_scripts() {
    let Some(nonce) = leptos::nonce::use_nonce() else { return };
    let Some(options) = use_context::<ResponseOptions>() else { return };
    if let Ok(policy) = HeaderValue::from_str(&headers::content_security_policy(&nonce)) {
        options.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
