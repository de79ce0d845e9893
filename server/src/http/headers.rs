//! What every answer carries, and what every writing request must prove.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, HeaderName, HeaderValue,
    ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

/// Policy of a page whose scripts carry `nonce`: nothing from elsewhere, no inline code, no frames.
#[must_use]
pub fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' \
         'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Adds the security headers; pages bring their own policy, everything else may load nothing.
pub async fn security(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_html = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("text/html"));
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        const NOTHING: &str =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING));
    }
    if is_html || !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Which origins may send writing requests.
#[derive(Clone, Debug, Default)]
pub struct AllowedOrigin {
    /// The address the browser sees when a reverse proxy is in front.
    pub public_origin: Option<String>,
}

/// Refuses a request that could change something unless it proves to come from our own pages.
///
/// The `Origin` must be the public origin, or name the host the request was sent to. An absent one
/// is refused as well, since a browser always sends it with such requests; but the JSON interface
/// takes what shows no trace of a browser, which another site cannot make it send.
pub async fn same_origin(
    State(allowed): State<AllowedOrigin>,
    request: Request,
    next: Next,
) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let headers = request.headers();
    let is_tool = request.uri().path().starts_with("/api/") && !is_browser(headers);
    if is_tool || is_from_us(&allowed, headers) {
        next.run(request).await
    } else {
        Problem::new(
            StatusCode::FORBIDDEN,
            "This request changes something, so its Origin header must be this site's.",
        )
        .into_response()
    }
}

/// Whether a request shows a trace of a browser: where it comes from, or what it kept.
fn is_browser(headers: &HeaderMap) -> bool {
    headers.contains_key(ORIGIN)
        || headers.contains_key(COOKIE)
        || headers.keys().any(|name| name.as_str().starts_with("sec-fetch-"))
}

fn is_from_us(allowed: &AllowedOrigin, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    text(ORIGIN).is_some_and(|origin| is_allowed(allowed, origin, text(HOST)))
}

fn is_allowed(allowed: &AllowedOrigin, origin: &str, host: Option<&str>) -> bool {
    match &allowed.public_origin {
        Some(public) => origin.eq_ignore_ascii_case(public.trim_end_matches('/')),
        None => origin
            .split_once("://")
            .zip(host)
            .is_some_and(|((_, authority), host)| authority.eq_ignore_ascii_case(host)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(public: Option<&str>, origin: &str, host: &str, expect: bool) {
        let allowed = AllowedOrigin { public_origin: public.map(str::to_owned) };
        assert_eq!(is_allowed(&allowed, origin, Some(host)), expect, "{public:?} {origin} {host}");
    }

    #[test]
    fn only_our_own_origin_may_write() {
        check(None, "http://127.0.0.1:3000", "127.0.0.1:3000", true);
        check(None, "http://127.0.0.1:3001", "127.0.0.1:3000", false);
        check(None, "null", "127.0.0.1:3000", false);
        check(None, "https://evil.example", "soc.example.org", false);
        check(Some("https://soc.example.org"), "https://soc.example.org", "10.0.0.1:3000", true);
        check(Some("https://soc.example.org/"), "https://soc.example.org", "10.0.0.1:3000", true);
        check(Some("https://soc.example.org"), "http://10.0.0.1:3000", "10.0.0.1:3000", false);
    }

    #[test]
    fn whatever_a_browser_sends_tells_it_from_a_tool() {
        for name in ["origin", "cookie", "sec-fetch-site", "sec-fetch-mode"] {
            let mut headers = HeaderMap::new();
            headers.insert("user-agent", HeaderValue::from_static("curl/8.5"));
            assert!(!is_browser(&headers));
            headers.insert(name, HeaderValue::from_static(""));
            assert!(is_browser(&headers), "{name}");
        }
    }

    #[test]
    fn pages_may_not_run_foreign_or_inline_code() {
        let policy = content_security_policy("abc");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval';"));
    }
}
