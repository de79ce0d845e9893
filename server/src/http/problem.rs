//! Failures of the JSON interface: `{"detail": …}` with a reference for what is our fault.

use app::store;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// An answer that says what went wrong, never with SQL or driver text.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    body: Body,
}

#[derive(Debug, Serialize)]
struct Body {
    detail: Detail,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Detail {
    Text(String),
    Fields(Vec<FieldError>),
}

/// One wrong input, in the form the old dashboard's framework used.
#[derive(Debug, Serialize)]
struct FieldError {
    r#type: &'static str,
    loc: [&'static str; 2],
    msg: String,
    input: String,
}

impl Problem {
    /// A failure without a reference: the caller can mend it.
    #[must_use]
    pub fn new(status: StatusCode, detail: &str) -> Self {
        Self { status, body: Body { detail: Detail::Text(detail.to_owned()), reference: None } }
    }

    /// A value that cannot be read: 422 naming where it stands (`path` or `query`), the field, and why.
    #[must_use]
    pub fn invalid(place: &'static str, field: &'static str, reason: &str, input: &str) -> Self {
        let error = FieldError {
            r#type: "value_error",
            loc: [place, field],
            msg: reason.to_owned(),
            input: input.chars().take(200).collect(),
        };
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            body: Body { detail: Detail::Fields(vec![error]), reference: None },
        }
    }
}

impl From<store::Error> for Problem {
    /// Logs the failure once, with the reference the client gets too.
    fn from(error: store::Error) -> Self {
        let reference = super::observe::request_id();
        tracing::error!(reference, db.op = error.op, error = error.detail(), "a query failed");
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            body: Body {
                detail: Detail::Text("The database did not answer this question.".to_owned()),
                reference: Some(reference),
            },
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}
