//! What can go wrong with the database, sorted into the few kinds a caller acts upon.

use std::error::Error as StdError;
use std::fmt;

/// What a store function returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed question to the database: which one, what kind of failure, and the driver's error.
///
/// `Display` names the operation and the kind, never SQL; [`Error::detail`] has the driver's text
/// for the log.
#[derive(Debug)]
pub struct Error {
    /// The name the caller gave the operation, such as `overview.kpis`.
    pub op: &'static str,
    /// What went wrong, as far as a caller can act on it.
    pub kind: ErrorKind,
    /// The driver's or engine's own error.
    pub source: Box<dyn StdError + Send + Sync>,
}

/// The kinds of failure a caller can tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The database cannot be reached, is closing, or refuses the credentials.
    Unavailable,
    /// The query ran out of its time.
    Timeout,
    /// The answer or the memory needed is beyond the bound set for the query.
    TooLarge,
    /// The named table, database or dictionary does not exist.
    MissingTable(String),
    /// The named column does not exist.
    MissingColumn(String),
    /// The query or a parameter of it was refused as malformed.
    Invalid,
    /// Anything else.
    Other,
}

impl Error {
    /// An error of `kind` in `op` with a text of our own as its source.
    pub fn new(
        op: &'static str,
        kind: ErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self { op, kind, source: source.into() }
    }

    /// The driver's error sorted into a kind.
    #[must_use]
    pub fn driver(op: &'static str, source: clickhouse::error::Error) -> Self {
        Self { op, kind: ErrorKind::of(&source), source: Box::new(source) }
    }

    /// The whole chain of causes, for the log; may quote the SQL, so not for a browser.
    #[must_use]
    pub fn detail(&self) -> String {
        let mut text = self.source.to_string();
        let mut cause = self.source.source();
        while let Some(inner) = cause {
            let inner_text = inner.to_string();
            if !text.contains(&inner_text) {
                text.push_str(": ");
                text.push_str(&inner_text);
            }
            cause = inner.source();
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.op)?;
        match &self.kind {
            ErrorKind::Unavailable => f.write_str("the database cannot be reached"),
            ErrorKind::Timeout => f.write_str("the query ran out of time"),
            ErrorKind::TooLarge => f.write_str("the query needs more than its bound allows"),
            ErrorKind::MissingTable(name) => write!(f, "the database has no {name}"),
            ErrorKind::MissingColumn(name) => write!(f, "the database has no column {name}"),
            ErrorKind::Invalid => f.write_str("the database refused the query"),
            ErrorKind::Other => f.write_str("the query failed"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref())
    }
}

impl ErrorKind {
    fn of(error: &clickhouse::error::Error) -> Self {
        use clickhouse::error::Error as Driver;
        match error {
            Driver::Network(_) => Self::Unavailable,
            Driver::TimedOut => Self::Timeout,
            Driver::InvalidParams(_) => Self::Invalid,
            Driver::BadResponse(text) => Self::of_exception(text),
            _ => Self::Other,
        }
    }

    /// The kind of an exception by the `Code: N.` ClickHouse begins its text with.
    fn of_exception(text: &str) -> Self {
        match exception_code(text) {
            // Authentication, shutting down, too many at once, read-only replica.
            Some(192..=194 | 516 | 497 | 202 | 236 | 242) => Self::Unavailable,
            Some(159 | 160 | 209) => Self::Timeout,
            Some(158 | 241 | 307 | 396) => Self::TooLarge,
            Some(60 | 81) => Self::MissingTable(quoted_name(text)),
            Some(36) if text.contains("ictionary") => Self::MissingTable(quoted_name(text)),
            Some(16 | 47) => Self::MissingColumn(quoted_name(text)),
            Some(26 | 27 | 36 | 38 | 41 | 42 | 43 | 46 | 53 | 62 | 72 | 115 | 456 | 457) => {
                Self::Invalid
            }
            Some(_) => Self::Other,
            // A proxy or our bridge answered without the engine's own text.
            None if text.starts_with("503") || text.starts_with("502") => Self::Unavailable,
            None => Self::Other,
        }
    }
}

/// The number after `Code: ` in an exception's text.
#[must_use]
pub fn exception_code(text: &str) -> Option<u32> {
    let rest = &text[text.find("Code: ")? + "Code: ".len()..];
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    rest[..digits].parse().ok()
}

/// The first quoted or backquoted name in an exception's text, else the word after `Table`.
fn quoted_name(text: &str) -> String {
    let message = text.split_once("DB::Exception: ").map_or(text, |(_, rest)| rest);
    if let Some(start) = message.find(['`', '\'']) {
        let quote = &message[start..=start];
        let rest = &message[start + 1..];
        // `db`.`table` reads better without the inner quotes.
        let end = rest.find([' ', '(', '\n']).unwrap_or(rest.len());
        let word = rest[..end].replace(quote, "");
        let word = word.trim_end_matches(['.', ',', ')']);
        if !word.is_empty() {
            return clip(word);
        }
    }
    for lead in ["Table ", "Database ", "Dictionary "] {
        if let Some((_, rest)) = message.split_once(lead) {
            return clip(rest.split([' ', ',']).next().unwrap_or_default());
        }
    }
    "(unnamed)".to_owned()
}

fn clip(name: &str) -> String {
    name.chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &ErrorKind) {
        let error = Error::driver("test", clickhouse::error::Error::BadResponse(text.to_owned()));
        assert_eq!(&error.kind, expect, "{text}");
        assert!(!error.to_string().contains("SELECT"), "{error}");
    }

    #[test]
    fn exceptions_are_sorted_by_their_code() {
        check(
            "Code: 60. DB::Exception: Unknown table expression identifier 'a.b' in scope SELECT 1 \
             FROM a.b. (UNKNOWN_TABLE)",
            &ErrorKind::MissingTable("a.b".into()),
        );
        check(
            "Code: 60. DB::Exception: Table d.t does not exist. (UNKNOWN_TABLE)",
            &ErrorKind::MissingTable("d.t".into()),
        );
        check(
            "Code: 81. DB::Exception: Database `nope` does not exist. (UNKNOWN_DATABASE)",
            &ErrorKind::MissingTable("nope".into()),
        );
        check(
            "Code: 47. DB::Exception: Unknown expression identifier `x.y` in scope SELECT x.y. \
             (UNKNOWN_IDENTIFIER)",
            &ErrorKind::MissingColumn("x.y".into()),
        );
        check(
            "Code: 36. DB::Exception: Dictionary (`d.dict_x`) not found: In scope SELECT 1. \
             (BAD_ARGUMENTS)",
            &ErrorKind::MissingTable("d.dict_x".into()),
        );
        check("Code: 159. DB::Exception: Timeout exceeded", &ErrorKind::Timeout);
        check("Code: 241. DB::Exception: memory limit", &ErrorKind::TooLarge);
        check("Code: 396. DB::Exception: Limit for result exceeded", &ErrorKind::TooLarge);
        check("Code: 62. DB::Exception: Syntax error: SELECT FROM", &ErrorKind::Invalid);
        check("Code: 516. DB::Exception: Authentication failed", &ErrorKind::Unavailable);
        check("something odd", &ErrorKind::Other);
    }
}
