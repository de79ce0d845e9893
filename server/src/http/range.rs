//! `/range`: a time span in words becomes the address of the page it was typed on.

use app::domain::params::Params;
use app::domain::range::Range;
use app::domain::zone::{COOKIE, Zone};
use app::rpc::context::cookie_of;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::AppState;
use super::problem::Problem;

/// The route.
pub fn router(state: AppState) -> Router {
    Router::new().route("/range", get(read)).with_state(state)
}

/// Goes back to the page with the span as parameters; a text that is no span goes back as it is,
/// and the page says what can be typed.
async fn read(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = Params::parse(&query.unwrap_or_default());
    let page = asked.get("page").filter(|page| is_ours(page)).unwrap_or("/");
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let params = Params::parse(query);
    let span = asked.get("span").unwrap_or_default();
    let zone = cookie_of(&headers, COOKIE).map(|minutes| Zone::parse(&minutes)).unwrap_or_default();
    let next = match Range::typed(span, state.now(), zone) {
        Some(range) => range.put_into(&params),
        None => params.without("from").without("to").with("range", span),
    };
    Ok(Redirect::to(&next.href(path)).into_response())
}

/// Whether this is an address of this site and nothing else.
fn is_ours(page: &str) -> bool {
    page.starts_with('/')
        && !page.starts_with("//")
        && page.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_gone_back_to() {
        assert!(is_ours("/detections?threat_level=HIGH"));
        for other in
            ["", "//evil.example", "https://evil.example", "/\\evil", "/a\r\nSet-Cookie: x"]
        {
            assert!(!is_ours(other), "{other:?}");
        }
    }
}
