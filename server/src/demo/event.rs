//! One request of the demo before it becomes text.

use std::borrow::Cow;
use std::sync::Arc;

use super::program::{Kind, Program};
use super::syn::Seen;

/// A client as the servers meet it: one program at one address.
#[derive(Clone, Debug)]
pub(super) struct Client {
    /// Address as text.
    pub(super) ip: String,
    /// What it runs.
    pub(super) program: &'static Program,
    /// User agent that differs from the program's.
    pub(super) user_agent: Option<String>,
    /// Accept-Language of its user; a program may have its own.
    pub(super) language: &'static str,
    /// Its SYN on arrival; `None` where no sensor sees the connection.
    pub(super) syn: Option<Seen>,
    /// Mean round trip, milliseconds.
    pub(super) rtt_ms: u64,
    /// Keeps cookies.
    pub(super) cookies: bool,
    /// X-Forwarded-For a proxy adds.
    pub(super) forwarded: Option<String>,
}

/// Which sides of a request were recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    /// Request and TLS connection.
    Both,
    /// Clear-text request with its TCP connection.
    Clear,
    /// Request alone: orphan side A.
    Request,
    /// TLS connection alone: orphan side B.
    Connection,
    /// SYN alone, as of a port scanner that never completes the connection: orphan side B.
    Syn,
}

/// Sec-Fetch-Site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Site {
    /// Typed, bookmarked, or from another program.
    None,
    /// Same scheme, host and port.
    Same,
    /// Another host of the same registrable domain.
    Sibling,
    /// From elsewhere.
    Foreign,
}

impl Site {
    /// The header's value.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Same => "same-origin",
            Self::Sibling => "same-site",
            Self::Foreign => "cross-site",
        }
    }
}

/// Text that is mostly from a table.
pub(super) type Text = Cow<'static, str>;

/// What is asked for and what came back.
#[derive(Debug)]
pub(super) struct Request {
    /// Method.
    pub(super) method: &'static str,
    /// Host header.
    pub(super) host: Text,
    /// Path.
    pub(super) path: Text,
    /// Query without the question mark.
    pub(super) query: Text,
    /// What it is for.
    pub(super) kind: Kind,
    /// Referer, empty without one.
    pub(super) referer: Text,
    /// Sec-Fetch-Site.
    pub(super) site: Site,
    /// Status of the answer.
    pub(super) status: u16,
    /// Size of the answer, bytes.
    pub(super) bytes: u64,
}

impl Request {
    /// A GET for a page that is found.
    pub(super) fn page(host: impl Into<Text>, path: impl Into<Text>) -> Self {
        Self {
            method: "GET",
            host: host.into(),
            path: path.into(),
            query: Cow::Borrowed(""),
            kind: Kind::Page,
            referer: Cow::Borrowed(""),
            site: Site::None,
            status: 200,
            bytes: 18_400,
        }
    }

    /// The same with an answer.
    pub(super) fn answered(self, status: u16, bytes: u64) -> Self {
        Self { status, bytes, ..self }
    }

    /// The same with a query.
    pub(super) fn query(self, query: impl Into<Text>) -> Self {
        Self { query: query.into(), ..self }
    }

    /// The same as a POST of `kind`.
    pub(super) fn post(self, kind: Kind) -> Self {
        Self { method: "POST", kind, ..self }
    }

    /// The same from a page.
    pub(super) fn from(self, referer: impl Into<Text>, site: Site) -> Self {
        Self { referer: referer.into(), site, ..self }
    }

    /// The same for another purpose.
    pub(super) fn kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// The same with another method.
    pub(super) fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }
}

/// A TCP connection.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    /// Its name.
    pub(super) id: u64,
    /// Client port.
    pub(super) port: u16,
    /// IP identification of the SYN.
    pub(super) ip_id: u16,
    /// Milliseconds from SYN to `ClientHello`.
    pub(super) hello_ms: u32,
    /// Requests on it so far.
    pub(super) served: u16,
    /// Connected to an address, not a name: no SNI.
    pub(super) bare: bool,
}

/// A request at an instant.
#[derive(Debug)]
pub(super) struct Event {
    /// Milliseconds since 1970.
    pub(super) at_ms: u64,
    /// Population it belongs to.
    pub(super) population: &'static str,
    /// Who asks.
    pub(super) client: Arc<Client>,
    /// On which connection.
    pub(super) connection: Connection,
    /// Recorded sides.
    pub(super) side: Side,
    /// What for.
    pub(super) request: Request,
}
