//! Forms of the pages, which work without the browser half: stored, then led back to a page.
//!
//! What cannot be stored yet (a list to be looked at first, a field to be mended) is answered with
//! the page itself.

use app::domain::feedback::author;
use app::domain::feedback::target::Target;
use app::domain::feedback::{Judgement, Preview, Proposal, VerdictId, VerdictInput};
use app::error::AppError;
use app::rpc::context::{cookie_of, failed_as};
use app::rpc::feedback::Posted;
use app::store;
use app::store::feedback::{self, Undo};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{AppState, observe};

/// A year in seconds, how long a name is kept.
const YEAR: u32 = 31_536_000;

/// The fields of all forms about verdicts; those of other forms are empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    target: String,
    verdict: String,
    reason: String,
    comment: String,
    author: Option<String>,
    /// `yes` once a list was looked at.
    confirmed: String,
    /// `ip` when the form stands on the page of the address.
    page: String,
    undo: String,
    undo_batch: String,
}

/// What a form came to.
#[derive(Debug)]
pub enum Outcome {
    /// Stored, or nothing to do: go to this path of ours.
    Seen(String),
    /// The page says what is missing, with this status.
    Asked(StatusCode, Box<Posted>),
}

/// Does what a form asks for.
pub async fn submit(
    state: &AppState,
    headers: &HeaderMap,
    fields: Fields,
) -> (Outcome, Option<HeaderValue>) {
    let given = fields.author.as_deref().map(author::name);
    let cookie = given.as_ref().and_then(|name| cookie(name.as_deref().unwrap_or_default()));
    let name = given.unwrap_or_else(|| known_author(headers));
    let outcome = match answer(state, fields, name.as_deref()).await {
        Ok(outcome) => outcome,
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or_default();
            let posted = Posted { author: name, proposal: None, failure: Some(error) };
            Outcome::Asked(status, Box::new(posted))
        }
    };
    (outcome, cookie)
}

/// The answer that leads to a page by GET.
#[must_use]
pub fn see_other(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/classification"));
    (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response()
}

/// Lets the browser keep the name.
pub fn keep(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
}

/// What the analyst of a request calls themselves, by their cookie.
pub fn known_author(headers: &HeaderMap) -> Option<String> {
    cookie_of(headers, author::COOKIE).and_then(|value| author::from_cookie(&value))
}

fn cookie(name: &str) -> Option<HeaderValue> {
    let age = if name.is_empty() { 0 } else { YEAR };
    let value = author::to_cookie(name);
    let text = format!("{}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax", author::COOKIE);
    HeaderValue::from_str(&text).ok()
}

async fn answer(state: &AppState, fields: Fields, name: Option<&str>) -> Result<Outcome, AppError> {
    let (db, now) = (&state.db, state.now());
    if !fields.undo.is_empty() {
        let id = VerdictId::parse(&fields.undo).ok_or(AppError::NotFound)?;
        return match feedback::undo(db, id, name, now).await.map_err(failed)? {
            Undo::Done(id) => seen(state, &fields, id).await,
            Undo::JudgedSince => Err(AppError::Conflict),
            Undo::Unknown => Err(AppError::NotFound),
        };
    }
    if !fields.undo_batch.is_empty() {
        let id = VerdictId::parse(&fields.undo_batch).ok_or(AppError::NotFound)?;
        feedback::undo_batch(db, id, name, now).await.map_err(failed)?;
        return Ok(Outcome::Seen(format!("/classification?batch={id}")));
    }
    judge(state, fields, name).await
}

async fn judge(state: &AppState, fields: Fields, name: Option<&str>) -> Result<Outcome, AppError> {
    let (db, now) = (&state.db, state.now());
    let input = VerdictInput {
        target: fields.target.clone(),
        verdict: fields.verdict.clone(),
        reason: fields.reason.clone(),
        comment: fields.comment.clone(),
    };
    let target = Target::parse(&input.target);
    let judgement = input.judgement();
    if let (Ok(judgement), Some(ip)) = (&judgement, target.single()) {
        let id = feedback::classify(db, ip, judgement, name, now).await.map_err(failed)?;
        return seen(state, &fields, id).await;
    }
    let preview = feedback::preview(db, target, now).await.map_err(failed)?;
    match judgement {
        Ok(judgement) if fields.confirmed == "yes" && preview.rejected_total == 0 => {
            judge_all(state, &preview, &judgement, name).await
        }
        judgement => {
            let problems = judgement.err().unwrap_or_default();
            let is_wrong = !problems.is_empty() || preview.addresses.is_empty();
            let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let proposal = Proposal { input, problems, preview };
            let author = name.map(str::to_owned);
            let posted = Posted { author, proposal: Some(proposal), failure: None };
            Ok(Outcome::Asked(status, Box::new(posted)))
        }
    }
}

async fn judge_all(
    state: &AppState,
    preview: &Preview,
    judgement: &Judgement,
    name: Option<&str>,
) -> Result<Outcome, AppError> {
    if preview.addresses.is_empty() {
        return Err(AppError::NotFound);
    }
    let stored =
        feedback::classify_all(&state.db, &preview.addresses, judgement, name, state.now());
    let batch = stored.await.map_err(failed)?;
    Ok(Outcome::Seen(format!("/classification?batch={batch}")))
}

/// Back to the page the form stands on; only pages of ours can be named.
async fn seen(state: &AppState, fields: &Fields, id: VerdictId) -> Result<Outcome, AppError> {
    if fields.page == "ip" {
        let row = feedback::one(&state.db, id).await.map_err(failed)?.ok_or(AppError::NotFound)?;
        return Ok(Outcome::Seen(format!("/ip/{}#verdict", row.src_ip)));
    }
    Ok(Outcome::Seen(format!("/classification?done={id}")))
}

fn failed(error: store::Error) -> AppError {
    failed_as(error, observe::request_id())
}
