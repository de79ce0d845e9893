//! A client program: its user agent, TLS and HTTP/2 fingerprint, and headers.

use super::headers::Name;
use super::hello::{H2, Hello};

/// Whose habits decide Accept and which headers a kind of request carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Engine {
    /// Chrome, Edge and their relatives.
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari on macOS and iOS.
    Safari,
    /// Everything else: one fixed Accept.
    Tool(&'static str),
}

/// HTTP version a program speaks where the server allows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Http {
    /// HTTP/1.0.
    V10,
    /// HTTP/1.1.
    V11,
    /// HTTP/2.
    V2,
}

/// User-agent Client Hints.
#[derive(Debug)]
pub(super) struct Hints {
    /// Sec-CH-UA.
    pub(super) brands: &'static str,
    /// Sec-CH-UA-Mobile.
    pub(super) mobile: &'static str,
    /// Sec-CH-UA-Platform.
    pub(super) platform: &'static str,
}

/// A client program.
#[derive(Debug)]
pub(super) struct Program {
    /// User-Agent, empty when it sends none.
    pub(super) user_agent: &'static str,
    /// Its `ClientHello`.
    pub(super) hello: &'static Hello,
    /// Its HTTP/2 opening, where known.
    pub(super) h2: Option<&'static H2>,
    /// Its HTTP version over TLS; clear text is at most 1.1.
    pub(super) http: Http,
    /// Its habits.
    pub(super) engine: Engine,
    /// Names it may send, in order.
    pub(super) order: &'static [Name],
    /// Accept-Encoding over TLS.
    pub(super) encodings: &'static str,
    /// Accept-Language when it is not the user's own.
    pub(super) language: Option<&'static str>,
    /// Client Hints.
    pub(super) hints: Option<&'static Hints>,
}

/// What a request is for, as far as headers depend on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Navigation to a page.
    Page,
    /// Form sent by navigation.
    Form,
    /// Stylesheet.
    Style,
    /// Script.
    Script,
    /// Image.
    Image,
    /// Web font.
    Font,
    /// Request of a script (`fetch`).
    Fetch,
    /// Script request with a JSON body.
    Json,
}

impl Kind {
    /// Sec-Fetch-Dest.
    pub(super) fn dest(self) -> &'static str {
        match self {
            Self::Page | Self::Form => "document",
            Self::Style => "style",
            Self::Script => "script",
            Self::Image => "image",
            Self::Font => "font",
            Self::Fetch | Self::Json => "empty",
        }
    }

    /// Sec-Fetch-Mode.
    pub(super) fn mode(self) -> &'static str {
        match self {
            Self::Page | Self::Form => "navigate",
            Self::Style | Self::Script | Self::Image => "no-cors",
            Self::Font | Self::Fetch | Self::Json => "cors",
        }
    }

    /// Content-Type of the body, empty without one.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Form => "application/x-www-form-urlencoded",
            Self::Json => "application/json",
            _ => "",
        }
    }

    /// The user navigates.
    pub(super) fn navigates(self) -> bool {
        matches!(self, Self::Page | Self::Form)
    }
}

impl Engine {
    /// Accept for a kind of request.
    pub(super) fn accept(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Tool(accept), _) => accept,
            (Self::Chromium, Kind::Page | Kind::Form) => {
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,\
                 image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
            }
            (_, Kind::Page | Kind::Form) => {
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
            }
            (_, Kind::Style) => "text/css,*/*;q=0.1",
            (Self::Chromium, Kind::Image) => {
                "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
            }
            (Self::Firefox, Kind::Image) => {
                "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"
            }
            (Self::Safari, Kind::Image) => {
                "image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,\
                 image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"
            }
            (Self::Firefox, Kind::Font) => {
                "application/font-woff2;q=1.0,application/font-woff;q=0.9,*/*;q=0.8"
            }
            (_, Kind::Json | Kind::Fetch) => "application/json, text/plain, */*",
            (_, Kind::Script | Kind::Font) => "*/*",
        }
    }

    /// It is a browser.
    pub(super) fn is_browser(self) -> bool {
        !matches!(self, Self::Tool(_))
    }
}
