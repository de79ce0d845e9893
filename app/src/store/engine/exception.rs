//! Failures in ClickHouse's own words: a code, a text, an HTTP status.

use std::time::Duration;

use hyper::StatusCode;

use crate::store::error::exception_code;

/// An exception as ClickHouse's HTTP interface reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exception {
    /// ClickHouse's number of the error.
    pub(super) code: u32,
    /// The whole text, beginning with `Code: `.
    pub(super) text: String,
}

impl Exception {
    /// An exception of our own, in the shape clients parse.
    pub(super) fn new(code: u32, name: &str, message: &str) -> Self {
        Self { code, text: format!("Code: {code}. DB::Exception: {message} ({name})") }
    }

    /// The engine's exception text as it is.
    pub(super) fn from_engine(text: &str) -> Self {
        match exception_code(text) {
            Some(code) => Self { code, text: text.trim_end().to_owned() },
            None => Self::new(1_001, "STD_EXCEPTION", text.trim_end()),
        }
    }

    /// Something a server does and the bridge does not.
    pub(super) fn unsupported(message: &str) -> Self {
        Self::new(48, "NOT_IMPLEMENTED", message)
    }

    /// A request that cannot be understood.
    pub(super) fn bad_request(message: &str) -> Self {
        Self::new(36, "BAD_ARGUMENTS", message)
    }

    /// A body beyond the bound.
    pub(super) fn too_large(bytes: u64) -> Self {
        let message = format!("the request body is larger than the {bytes} bytes allowed");
        Self::new(307, "TOO_MANY_BYTES", &message)
    }

    /// A body that ended early or could not be stored.
    pub(super) fn body(reason: impl std::fmt::Display) -> Self {
        let message = format!("cannot read the request body: {reason}");
        Self::new(33, "CANNOT_READ_ALL_DATA", &message)
    }

    pub(super) fn closed() -> Self {
        Self::new(236, "ABORTED", "the engine is closed")
    }

    pub(super) fn too_busy(waited: Duration) -> Self {
        let message = format!("no connection became free within {} s", waited.as_secs());
        Self::new(202, "TOO_MANY_SIMULTANEOUS_QUERIES", &message)
    }

    pub(super) fn cancelled() -> Self {
        Self::new(394, "QUERY_WAS_CANCELLED", "the request was given up before its query began")
    }

    pub(super) fn overrun(after: Duration) -> Self {
        let message = format!("the query was ended from outside after {} s", after.as_secs());
        Self::new(159, "TIMEOUT_EXCEEDED", &message)
    }

    /// The status ClickHouse answers with; most errors are a 500 there.
    pub(super) fn status(&self) -> StatusCode {
        match self.code {
            194 => StatusCode::UNAUTHORIZED,
            192 | 193 | 291 | 497 | 516 => StatusCode::FORBIDDEN,
            // What cannot be parsed or does not fit its type, and refusals under `readonly`.
            6 | 25 | 26 | 27 | 33 | 36 | 38 | 41 | 43 | 53 | 62 | 69 | 72 | 117 | 164 | 167
            | 168 | 279 | 321 | 349 | 371 | 456 | 457 => StatusCode::BAD_REQUEST,
            // What is not there.
            16 | 46 | 47 | 50 | 56 | 60 | 63 | 71 | 73 | 78 | 81 | 115 | 511 => {
                StatusCode::NOT_FOUND
            }
            48 => StatusCode::NOT_IMPLEMENTED,
            159 | 160 => StatusCode::REQUEST_TIMEOUT,
            307 if self.text.contains("request body") => StatusCode::PAYLOAD_TOO_LARGE,
            202 | 236 => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The text with the engine's version, as a server ends it.
    pub(super) fn with_version(&self, version: &str) -> String {
        if self.text.contains("(version ") {
            format!("{}\n", self.text)
        } else {
            format!("{} (version {version})\n", self.text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_clickhouse_statuses() {
        let check = |text: &str, status: u16| {
            assert_eq!(Exception::from_engine(text).status().as_u16(), status, "{text}");
        };
        check("Code: 62. DB::Exception: Syntax error", 400);
        check("Code: 60. DB::Exception: Unknown table", 404);
        check("Code: 115. DB::Exception: Unknown setting", 404);
        check("Code: 159. DB::Exception: Timeout exceeded", 408);
        check("Code: 241. DB::Exception: Memory limit", 500);
        check("gibberish", 500);
        assert_eq!(Exception::too_large(1).status().as_u16(), 413);
    }
}
