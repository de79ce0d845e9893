//! What a server function finds around it: database, clock, response; and the one log line per failure.

use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use serde::Serialize;

use crate::boards::Request;
use crate::charts::map::Land;
use crate::domain::api_doc::ApiEndpoint;
use crate::domain::feedback::author as analyst;
use crate::domain::ip::Ip;
use crate::domain::overview::Lookup;
use crate::domain::params::Params;
use crate::domain::time::Timestamp;
use crate::domain::zone::{COOKIE as ZONE, Zone};
use crate::error::AppError;
use crate::store::models::ModelsDir;
use crate::store::{self, Db, ErrorKind};
use crate::wire::Packed;

/// Where the server's instants come from; tests provide a fixed one.
#[derive(Clone, Copy, Debug)]
pub struct Clock(pub fn() -> Timestamp);

/// The id the HTTP layer gave the request, reused as the reference of its failures.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The database of this process.
pub(super) fn db() -> Result<Db, AppError> {
    use_context::<Db>().ok_or_else(|| absent("database"))
}

/// The folder of the detector's models; one that is not there when none was given (a test).
pub(super) fn models() -> ModelsDir {
    use_context::<ModelsDir>().unwrap_or_else(|| ModelsDir::new(""))
}

/// The shapes of the countries, provided by the server.
#[derive(Clone, Debug)]
pub struct World(pub Arc<[Land]>);

/// The shapes of the countries; none when none were given (a test).
pub(super) fn world() -> Arc<[Land]> {
    use_context::<World>().map_or_else(|| Arc::from([]), |world| world.0)
}

/// The endpoints of the JSON interface, provided by the server.
#[derive(Clone, Debug)]
pub struct Api(pub Arc<[ApiEndpoint]>);

/// The endpoints of the JSON interface; none when none were given (a test).
fn api() -> Arc<[ApiEndpoint]> {
    use_context::<Api>().map_or_else(|| Arc::from([]), |api| api.0)
}

/// Where the operator lets values be looked up, provided by the server.
#[derive(Clone, Debug, Default)]
pub struct Lookups(pub Arc<[Lookup]>);

/// The places where values can be looked up.
pub(super) fn lookups() -> Vec<Lookup> {
    use_context::<Lookups>().unwrap_or_default().0.to_vec()
}

/// The instant of this request; the only place where the server side of a page reads a clock.
pub(super) fn now() -> Result<Timestamp, AppError> {
    let clock = use_context::<Clock>();
    clock.map(|clock| clock.0()).ok_or_else(|| absent("clock"))
}

/// Where the reader wants times shown: the browser half keeps it as a cookie.
pub(super) fn zone() -> Zone {
    cookie(ZONE).map(|minutes| Zone::parse(&minutes)).unwrap_or_default()
}

/// Marks an endpoint that anybody may call, with the reason.
#[expect(clippy::unnecessary_wraps, reason = "has the form of every other guard")]
pub(super) fn public(_reason: &'static str) -> Result<(), AppError> {
    Ok(())
}

/// What a board is put together from.
pub(super) fn board_request<'a>(
    db: &'a Db,
    subject: &'a str,
    query: &str,
) -> Result<Request<'a>, AppError> {
    let (models, world, api, now, zone) = (models(), world(), api(), now()?, zone());
    Ok(Request {
        db,
        models,
        world,
        api,
        now,
        zone,
        subject,
        params: Params::parse(query),
        cookie,
        keep,
        failed,
    })
}

/// The address in a server function's argument.
pub(super) fn address(text: &str) -> Result<Ip, AppError> {
    text.parse().map_err(|error: crate::domain::ip::InvalidIp| AppError::Invalid {
        field: "ip".to_owned(),
        reason: error.to_string(),
    })
}

/// Packs the answer to a question, or gives the response the status of its failure.
pub(super) async fn respond<T: Serialize>(
    question: impl Future<Output = Result<T, AppError>>,
) -> Result<Packed<T>, AppError> {
    let answer = respond_aside(question).await;
    if let Err(error) = &answer {
        set_status(error.status());
    }
    answer
}

/// The same for what stands beside a page's own content, whose failure is not the page's.
pub(super) async fn respond_aside<T: Serialize>(
    question: impl Future<Output = Result<T, AppError>>,
) -> Result<Packed<T>, AppError> {
    Packed::pack(&question.await?)
}

/// What a failure of the store is to a page; logs it once, under the reference the reader sees.
pub(super) fn failed(error: store::Error) -> AppError {
    failed_as(error, reference())
}

/// The same under a reference of the caller's.
pub fn failed_as(error: store::Error, reference: String) -> AppError {
    let cause = error.detail();
    tracing::error!(reference, db.op = error.op, kind = ?error.kind, cause, "a question failed");
    match error.kind {
        ErrorKind::MissingTable(what) | ErrorKind::MissingColumn(what) => {
            AppError::Missing { what, reference }
        }
        ErrorKind::Invalid | ErrorKind::Other => AppError::Internal { reference },
        ErrorKind::Unavailable | ErrorKind::Timeout | ErrorKind::TooLarge => {
            AppError::Unavailable { reference }
        }
    }
}

/// What the analyst calls themselves, when they said so.
pub(super) fn author() -> Option<String> {
    cookie(analyst::COOKIE).and_then(|value| analyst::from_cookie(&value))
}

/// Sets the status of the response under way; without one (a test) nothing happens.
pub(super) fn set_status(status: u16) {
    if let (Some(options), Ok(status)) =
        (use_context::<ResponseOptions>(), StatusCode::from_u16(status))
    {
        options.set_status(status);
    }
}

/// Keeps a value in a cookie of the reader's browser for a year.
pub(super) fn keep(name: &str, value: &str) {
    let text = format!("{name}={value}; path=/; max-age=31536000; samesite=lax");
    if let (Some(options), Ok(text)) = (use_context::<ResponseOptions>(), text.parse()) {
        options.append_header(header::SET_COOKIE, text);
    }
}

/// The value of a cookie of the request, when it came with one.
pub(super) fn cookie(name: &str) -> Option<String> {
    cookie_of(&use_context::<Parts>()?.headers, name)
}

/// The value of a cookie among a request's headers (RFC 6265 §5.4).
pub fn cookie_of(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs =
        cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

fn absent(what: &str) -> AppError {
    let reference = reference();
    tracing::error!(reference, what, "a request came without its context");
    AppError::Unavailable { reference }
}

/// The request's id, or eight random hex digits when it has none.
fn reference() -> String {
    let random = || format!("{:08x}", RandomState::new().build_hasher().finish() as u32);
    use_context::<RequestId>().map_or_else(random, |id| id.0)
}
