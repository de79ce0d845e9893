//! Requests as the client sent them, one after the other on a connection.

use super::Progress;
use super::body::{Body, Passed};
use super::head::{Head, HeadEnd, HeadReader, field};

/// A request head.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct HttpRequest {
    /// When its first byte arrived, milliseconds since 1970.
    pub(crate) time_ms: u64,
    /// Method as sent.
    pub(crate) method: String,
    /// Target without query and, in absolute form, without scheme and authority.
    pub(crate) path: String,
    /// Behind the first question mark.
    pub(crate) query: String,
    /// `1.1`, `1.0`, or `0.9` for a request line without version.
    pub(crate) version: String,
    /// Host header, else the authority of the target.
    pub(crate) host: String,
    /// Header fields in the order sent, names as sent.
    pub(crate) fields: Vec<(String, String)>,
}

/// Reads requests off a client's bytes.
pub(crate) struct RequestReader {
    time_ms: u64,
    state: State,
}

enum State {
    Head(HeadReader),
    Body(Body),
}

impl RequestReader {
    /// A reader for a request whose first byte arrived at this time.
    pub(crate) fn new(time_ms: u64) -> Self {
        Self { time_ms, state: State::Head(HeadReader::default()) }
    }

    /// Bytes held back at present.
    pub(crate) fn held(&self) -> usize {
        match &self.state {
            State::Head(head) => head.held(),
            State::Body(_) => 0,
        }
    }

    /// Takes bytes until the request yields its head, ends or is lost.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Progress<HttpRequest> {
        match &mut self.state {
            State::Head(head) => match head.push(bytes) {
                HeadEnd::More => Progress::More,
                HeadEnd::TooLong => Progress::Lost(bytes.len()),
                HeadEnd::At(used) => {
                    let Some(request) = HttpRequest::parse(&head.take(), self.time_ms) else {
                        return Progress::Lost(used);
                    };
                    self.state = State::Body(Body::of_request(&request.fields));
                    Progress::Yield(used, request)
                }
            },
            State::Body(body) if body.is_over() => Progress::Complete(0),
            State::Body(body) => match body.pass(bytes, &mut 0) {
                Passed::More => Progress::More,
                Passed::End(used) => Progress::Complete(used),
                Passed::Broken => Progress::Lost(bytes.len()),
            },
        }
    }

    /// Whether bytes missing from the capture leave the reader knowing where it is.
    pub(crate) fn pass_gap(&mut self, length: u32) -> bool {
        match &mut self.state {
            State::Head(_) => false,
            State::Body(body) => body.pass_gap(length, &mut 0),
        }
    }

    /// What can be read of a head that will not go on.
    pub(crate) fn give_up(&mut self) -> Option<HttpRequest> {
        match &mut self.state {
            State::Head(head) => HttpRequest::parse(&head.take(), self.time_ms),
            State::Body(_) => None,
        }
    }
}

impl HttpRequest {
    fn parse(head: &Head, time_ms: u64) -> Option<Self> {
        let line = head.start_line()?;
        let (method, rest) = line.split_once(' ')?;
        let rest = rest.trim();
        let (target, version) = match rest.rsplit_once(' ') {
            Some((target, last)) if is_version(last) => (target.trim_end(), &last[5..]),
            _ if is_version(rest) => ("", &rest[5..]),
            _ => (rest, "0.9"),
        };
        let fields = head.fields();
        let (authority, target) = split_target(method, target);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let host = field(&fields, "host").filter(|host| !host.is_empty()).unwrap_or(authority);
        Some(Self {
            time_ms,
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            version: version.to_owned(),
            host: host.to_owned(),
            fields,
        })
    }

    /// The value of the first field of that name, or empty.
    pub(crate) fn field(&self, name: &str) -> &str {
        field(&self.fields, name).unwrap_or_default()
    }
}

fn is_version(word: &str) -> bool {
    word.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("HTTP/"))
}

/// Authority and origin form of a target (RFC 9112 §3.2).
fn split_target<'a>(method: &str, target: &'a str) -> (&'a str, &'a str) {
    if method.eq_ignore_ascii_case("CONNECT") {
        return (target, target);
    }
    let behind_scheme = ["http://", "https://"].iter().find_map(|scheme| {
        let (start, rest) = target.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    match behind_scheme {
        Some(rest) => match rest.find(['/', '?']) {
            Some(end) => rest.split_at(end),
            None => (rest, "/"),
        },
        None => ("", target),
    }
}
