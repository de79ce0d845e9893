//! The site inside the binary: hashed, precompressed files with immutable caching.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use serde::Deserialize;

/// What `.build/site.mjs` made; debug builds read it from disk, release builds carry it.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// Addresses of the three files a page needs, as the manifest names them.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// The bundled JavaScript.
    pub js: String,
    /// The WASM module.
    pub wasm: String,
    /// The styles.
    pub css: String,
}

/// Reads the manifest of the site in the binary.
///
/// # Errors
/// When the binary was built without the site.
pub fn manifest() -> anyhow::Result<Manifest> {
    let file = Site::get("manifest.json").ok_or_else(|| {
        anyhow::anyhow!("this binary was built without its site; build it with `make build`")
    })?;
    Ok(serde_json::from_slice(&file.data)?)
}

/// Whether a path names a file of the site.
#[must_use]
pub fn exists(path: &str) -> bool {
    let name = path.trim_start_matches('/');
    name != "manifest.json" && Site::get(name).is_some()
}

/// Answers a file of the site, compressed when the client can read it.
pub fn serve(uri: &Uri, headers: &HeaderMap) -> Response {
    let name = uri.path().trim_start_matches('/');
    if !exists(name) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let (encoding, file) = encodings(headers)
        .into_iter()
        .find_map(|(encoding, suffix)| Some((encoding, Site::get(&format!("{name}{suffix}"))?)))
        .unzip();
    let Some(file) = file.or_else(|| Site::get(name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..16]));
    let caching = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    };
    let response = Response::builder()
        .header(CACHE_CONTROL, caching)
        .header(ETAG, &etag)
        .header(VARY, "accept-encoding");
    let is_unchanged = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag));
    let response = if is_unchanged {
        response.status(StatusCode::NOT_MODIFIED).body(Body::empty())
    } else {
        let mut response = response
            .header(CONTENT_TYPE, content_type(name))
            .header(CONTENT_LENGTH, file.data.len());
        if let Some(encoding) = encoding {
            response = response.header(CONTENT_ENCODING, encoding);
        }
        response.body(Body::from(file.data.into_owned()))
    };
    response.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// The compressed forms the client accepts, best first.
fn encodings(headers: &HeaderMap) -> Vec<(&'static str, &'static str)> {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let takes = |wanted: &str| {
        accepted.split(',').any(|part| {
            let mut fields = part.split(';').map(str::trim);
            let named = fields.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            let refused =
                fields.any(|field| matches!(field, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
            named && !refused
        })
    };
    [("br", ".br"), ("gzip", ".gz")].into_iter().filter(|(name, _)| takes(name)).collect()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accepted: &'static str, expect: &[&str]) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, axum::http::HeaderValue::from_static(accepted));
        let names: Vec<&str> = encodings(&headers).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, expect, "{accepted}");
    }

    #[test]
    fn the_best_accepted_encoding_comes_first() {
        check("gzip, deflate, br, zstd", &["br", "gzip"]);
        check("gzip;q=1.0, br;q=0", &["gzip"]);
        check("identity", &[]);
        check("brotli", &[]);
    }
}
