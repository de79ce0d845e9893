//! Failures of the JSON interface: `{"detail": …}` with a reference for what is our fault.

use app::domain::invalid::{Invalid, Rule};
use app::store;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

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
    Json(Value),
}

/// One wrong input, in the form the old dashboard's framework used.
#[derive(Debug, Serialize)]
struct FieldError {
    r#type: &'static str,
    loc: [&'static str; 2],
    msg: String,
    input: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ctx: Option<Bound>,
}

/// The bound a number has to keep.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Bound {
    Ge(i64),
    Le(i64),
}

impl Problem {
    /// A failure without a reference: the caller can mend it.
    #[must_use]
    pub fn new(status: StatusCode, detail: &str) -> Self {
        Self { status, body: Body { detail: Detail::Text(detail.to_owned()), reference: None } }
    }

    /// A body that cannot be used: 422 with the faults as the old dashboard's framework lists them.
    #[must_use]
    pub fn faults(faults: Vec<Value>) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            body: Body { detail: Detail::Json(Value::Array(faults)), reference: None },
        }
    }

    /// A value that cannot be read: 422 naming where it stands (`path` or `query`), the field, and why.
    #[must_use]
    pub fn invalid(place: &'static str, field: &'static str, reason: &str, input: &str) -> Self {
        Self::fields(vec![FieldError {
            r#type: "value_error",
            loc: [place, field],
            msg: reason.to_owned(),
            input: input.chars().take(200).collect(),
            ctx: None,
        }])
    }

    fn fields(errors: Vec<FieldError>) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            body: Body { detail: Detail::Fields(errors), reference: None },
        }
    }
}

impl From<Vec<Invalid>> for Problem {
    /// Names every parameter that cannot be used, and why.
    fn from(all: Vec<Invalid>) -> Self {
        let error = |invalid: Invalid| {
            let (kind, ctx) = match invalid.rule {
                Rule::Integer => ("int_parsing", None),
                Rule::AtLeast(ge) => ("greater_than_equal", Some(Bound::Ge(ge))),
                Rule::AtMost(le) => ("less_than_equal", Some(Bound::Le(le))),
                Rule::Other(_) => ("value_error", None),
            };
            let (loc, msg) = (["query", invalid.field], invalid.rule.to_string());
            FieldError { r#type: kind, loc, msg, input: invalid.input, ctx }
        };
        Self::fields(all.into_iter().map(error).collect())
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
