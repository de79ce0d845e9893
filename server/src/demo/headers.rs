//! Which headers a program sends for which request, in which order.
//!
//! Orders: navigation headers of the curl-impersonate signature files; the places of
//! Referer, Origin and Cookie follow Apify's header-generator (`headers-order.json`).
//! Orders of tools were read from their own requests. HTTP/2 names are lower case on
//! the wire; they stand here as Apache hands them on, each word capitalised.

/// A header name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Name {
    Accept,
    AcceptEncoding,
    AcceptLanguage,
    Authorization,
    Connection,
    ContentLength,
    ContentType,
    Cookie,
    From,
    Host,
    Origin,
    Priority,
    Referer,
    SecChUa,
    SecChUaMobile,
    SecChUaPlatform,
    SecFetchDest,
    SecFetchMode,
    SecFetchSite,
    SecFetchUser,
    Te,
    UpgradeInsecureRequests,
    UserAgent,
    XForwardedFor,
    XRequestId,
}

impl Name {
    /// The name with each word capitalised.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Accept => "Accept",
            Self::AcceptEncoding => "Accept-Encoding",
            Self::AcceptLanguage => "Accept-Language",
            Self::Authorization => "Authorization",
            Self::Connection => "Connection",
            Self::ContentLength => "Content-Length",
            Self::ContentType => "Content-Type",
            Self::Cookie => "Cookie",
            Self::From => "From",
            Self::Host => "Host",
            Self::Origin => "Origin",
            Self::Priority => "Priority",
            Self::Referer => "Referer",
            Self::SecChUa => "Sec-Ch-Ua",
            Self::SecChUaMobile => "Sec-Ch-Ua-Mobile",
            Self::SecChUaPlatform => "Sec-Ch-Ua-Platform",
            Self::SecFetchDest => "Sec-Fetch-Dest",
            Self::SecFetchMode => "Sec-Fetch-Mode",
            Self::SecFetchSite => "Sec-Fetch-Site",
            Self::SecFetchUser => "Sec-Fetch-User",
            Self::Te => "Te",
            Self::UpgradeInsecureRequests => "Upgrade-Insecure-Requests",
            Self::UserAgent => "User-Agent",
            Self::XForwardedFor => "X-Forwarded-For",
            Self::XRequestId => "X-Request-Id",
        }
    }

    /// Browsers send it over TLS only.
    pub(super) fn needs_tls(self) -> bool {
        matches!(
            self,
            Self::SecChUa
                | Self::SecChUaMobile
                | Self::SecChUaPlatform
                | Self::SecFetchDest
                | Self::SecFetchMode
                | Self::SecFetchSite
                | Self::SecFetchUser
                | Self::Priority
                | Self::Te
        )
    }

    /// Does not exist in HTTP/2.
    pub(super) fn http1_only(self) -> bool {
        matches!(self, Self::Host | Self::Connection)
    }
}

use Name as N;

/// Chrome and Edge.
pub(super) static CHROMIUM: &[Name] = &[
    N::Host,
    N::Connection,
    N::ContentLength,
    N::SecChUa,
    N::SecChUaMobile,
    N::SecChUaPlatform,
    N::Origin,
    N::ContentType,
    N::UpgradeInsecureRequests,
    N::UserAgent,
    N::Accept,
    N::SecFetchSite,
    N::SecFetchMode,
    N::SecFetchUser,
    N::SecFetchDest,
    N::Referer,
    N::AcceptEncoding,
    N::AcceptLanguage,
    N::Cookie,
    N::Priority,
];

/// Chrome before version 124, which sent no Priority.
pub(super) static CHROMIUM_116: &[Name] = CHROMIUM.split_at(CHROMIUM.len() - 1).0;

/// Firefox.
pub(super) static FIREFOX: &[Name] = &[
    N::Host,
    N::UserAgent,
    N::Accept,
    N::AcceptLanguage,
    N::AcceptEncoding,
    N::ContentType,
    N::ContentLength,
    N::Origin,
    N::Connection,
    N::Referer,
    N::Cookie,
    N::UpgradeInsecureRequests,
    N::SecFetchDest,
    N::SecFetchMode,
    N::SecFetchSite,
    N::SecFetchUser,
    N::Priority,
    N::Te,
];

/// Safari 18 and later; the signature says nothing on Referer, Origin and Cookie.
pub(super) static SAFARI: &[Name] = &[
    N::Host,
    N::SecFetchDest,
    N::UserAgent,
    N::Accept,
    N::Origin,
    N::Referer,
    N::ContentType,
    N::ContentLength,
    N::SecFetchSite,
    N::SecFetchMode,
    N::AcceptLanguage,
    N::Priority,
    N::AcceptEncoding,
    N::Cookie,
    N::Connection,
];

/// Go `net/http`: User-Agent, then the caller's headers by name, its own Accept-Encoding last.
pub(super) static GO: &[Name] =
    &[N::Host, N::UserAgent, N::ContentLength, N::ContentType, N::AcceptEncoding];
/// Go with an Accept, as scanners and impersonators set it.
pub(super) static GO_ACCEPT: &[Name] =
    &[N::Host, N::UserAgent, N::ContentLength, N::Accept, N::ContentType, N::AcceptEncoding];
/// Go with the few headers somebody copied from a browser.
pub(super) static GO_AS_BROWSER: &[Name] = &[
    N::Host,
    N::UserAgent,
    N::ContentLength,
    N::Accept,
    N::AcceptLanguage,
    N::ContentType,
    N::Referer,
    N::AcceptEncoding,
];
/// A Go API client with a token.
pub(super) static GO_API: &[Name] = &[
    N::Host,
    N::UserAgent,
    N::ContentLength,
    N::Accept,
    N::Authorization,
    N::ContentType,
    N::XRequestId,
    N::AcceptEncoding,
];
/// Python requests; headers of the caller come after its own.
pub(super) static REQUESTS: &[Name] = &[
    N::Host,
    N::UserAgent,
    N::AcceptEncoding,
    N::Accept,
    N::Connection,
    N::ContentLength,
    N::ContentType,
];
/// Python requests with an Accept-Language of the caller.
pub(super) static REQUESTS_AS_BROWSER: &[Name] = &[
    N::Host,
    N::UserAgent,
    N::AcceptEncoding,
    N::Accept,
    N::Connection,
    N::AcceptLanguage,
    N::ContentLength,
    N::ContentType,
];
/// Python `urllib`.
pub(super) static URLLIB: &[Name] = &[N::AcceptEncoding, N::Host, N::UserAgent, N::Connection];
/// Python aiohttp.
pub(super) static AIOHTTP: &[Name] =
    &[N::Host, N::Accept, N::AcceptEncoding, N::UserAgent, N::ContentLength, N::ContentType];
/// Scrapy.
pub(super) static SCRAPY: &[Name] =
    &[N::Accept, N::AcceptLanguage, N::UserAgent, N::AcceptEncoding, N::Host];
/// curl and masscan.
pub(super) static CURL: &[Name] =
    &[N::Host, N::UserAgent, N::Accept, N::ContentLength, N::ContentType];
/// wget.
pub(super) static WGET: &[Name] =
    &[N::Host, N::UserAgent, N::Accept, N::AcceptEncoding, N::Connection];
/// Node `fetch`.
pub(super) static NODE: &[Name] = &[
    N::Host,
    N::Connection,
    N::Accept,
    N::AcceptLanguage,
    N::SecFetchMode,
    N::UserAgent,
    N::AcceptEncoding,
    N::ContentLength,
    N::ContentType,
];
/// Search-engine and AI crawlers as they describe themselves: From and no browser metadata.
pub(super) static CRAWLER: &[Name] =
    &[N::Host, N::Connection, N::Accept, N::From, N::UserAgent, N::AcceptEncoding];
/// Raw scanners that write a request line and a User-Agent.
pub(super) static BARE: &[Name] = &[N::Host, N::UserAgent];
/// masscan's banner request, HTTP/1.0 without a Host.
pub(super) static MASSCAN: &[Name] = &[N::UserAgent, N::Accept];
