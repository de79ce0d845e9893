//! The one error that crosses the wire: typed in the browser, silent about the database.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a request got no answer, as the reader may know it; driver texts stay in the log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// What was asked for does not exist.
    NotFound,
    /// An argument is not usable.
    Invalid {
        /// Name of the argument.
        field: String,
        /// What is wrong with it, as a clause: "not an IPv4 or IPv6 address".
        reason: String,
    },
    /// Nobody is logged in.
    Unauthorized,
    /// The user may not do this.
    Forbidden,
    /// Somebody else changed the same thing.
    Conflict,
    /// The database does not answer.
    Unavailable {
        /// Short id under which the log has the cause.
        reference: String,
    },
    /// The database lacks a table or column that this answer rests on.
    Missing {
        /// Its name.
        what: String,
        /// Short id under which the log has the cause.
        reference: String,
    },
    /// A fault of ours.
    Internal {
        /// Short id under which the log has the cause.
        reference: String,
    },
    /// The request or its answer was lost or garbled on the way.
    Transport(String),
}

impl AppError {
    /// The HTTP status that says the same (RFC 9110 §15).
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Invalid { .. } => 422,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::Conflict => 409,
            Self::Unavailable { .. } | Self::Missing { .. } => 503,
            Self::Internal { .. } => 500,
            Self::Transport(_) => 502,
        }
    }

    /// The id under which the log has the cause, when there is one.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Unavailable { reference }
            | Self::Missing { reference, .. }
            | Self::Internal { reference } => Some(reference),
            _ => None,
        }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::Invalid { field, reason } => write!(f, "{field}: {reason}"),
            Self::Unauthorized => f.write_str("log in first"),
            Self::Forbidden => f.write_str("not allowed"),
            Self::Conflict => f.write_str("changed by somebody else"),
            Self::Unavailable { reference } => {
                write!(f, "the database does not answer (reference {reference})")
            }
            Self::Missing { what, reference } => {
                write!(f, "the database has no {what} (reference {reference})")
            }
            Self::Internal { reference } => write!(f, "internal error (reference {reference})"),
            Self::Transport(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for AppError {}

#[cfg(feature = "ui")]
impl leptos::server_fn::error::FromServerFnError for AppError {
    type Encoder = crate::wire::Plain;

    fn from_server_fn_error(error: leptos::server_fn::error::ServerFnErrorErr) -> Self {
        use leptos::server_fn::error::ServerFnErrorErr;
        match error {
            ServerFnErrorErr::Args(reason) => Self::Invalid { field: "arguments".into(), reason },
            ServerFnErrorErr::MissingArg(field) => {
                Self::Invalid { field, reason: "missing".into() }
            }
            other => Self::Transport(other.to_string()),
        }
    }
}
