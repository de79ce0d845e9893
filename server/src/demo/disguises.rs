//! Programs under a browser's user agent, and the fingerprints curl-impersonate turns through.

use super::browsers;
use super::headers;
use super::hello;
use super::program::{Engine, Hints, Http, Program};
use super::tools::{ANY, BROWSER_ACCEPT, tool, with_language};

const CHROME_142_UA: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 \
                             (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
pub(super) static GO_AS_CHROME: Program = with_language(
    &tool(
        CHROME_142_UA,
        &hello::GO_NEW_H2,
        Http::V2,
        headers::GO_AS_BROWSER,
        BROWSER_ACCEPT,
        "gzip",
    ),
    "en-US,en;q=0.9",
);
pub(super) static REQUESTS_AS_CHROME: Program = with_language(
    &tool(
        CHROME_142_UA,
        &hello::REQUESTS,
        Http::V11,
        headers::REQUESTS_AS_BROWSER,
        BROWSER_ACCEPT,
        "gzip, deflate, br",
    ),
    "en-US,en;q=0.5",
);
pub(super) static AIOHTTP_AS_FIREFOX: Program = tool(
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
    &hello::AIOHTTP,
    Http::V11,
    headers::AIOHTTP,
    ANY,
    "gzip, deflate, br, zstd",
);
pub(super) static NODE_AS_SAFARI: Program = tool(
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
     (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1",
    &hello::NODE,
    Http::V11,
    headers::NODE,
    ANY,
    "gzip, deflate",
);

static HEADLESS_HINTS: Hints = Hints {
    brands: r#""Chromium";v="142", "HeadlessChrome";v="142", "Not_A Brand";v="99""#,
    mobile: "?0",
    platform: "\"Linux\"",
};
/// Headless Chrome: a true browser, driven by a script.
pub(super) static HEADLESS: Program = Program {
    user_agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 HeadlessChrome/142.0.0.0 Safari/537.36",
    hints: Some(&HEADLESS_HINTS),
    ..CHROMIUM_COPY
};
const CHROMIUM_COPY: Program = Program {
    user_agent: "",
    hello: &hello::CHROME_142,
    h2: Some(&hello::H2_CHROMIUM),
    http: Http::V2,
    engine: Engine::Chromium,
    order: headers::CHROMIUM,
    encodings: "gzip, deflate, br, zstd",
    language: Some("en-US,en;q=0.9"),
    hints: None,
};
static CHROME_116_HINTS: Hints = Hints {
    brands: r#""Chromium";v="116", "Not)A;Brand";v="24", "Google Chrome";v="116""#,
    mobile: "?0",
    platform: "\"Windows\"",
};
/// curl-impersonate as Chrome 116, with the user agent of Chrome 142 put over it.
pub(super) static IMPERSONATE_OLD_CHROME: Program = Program {
    user_agent: CHROME_142_UA,
    hello: &hello::CHROME_116,
    order: headers::CHROMIUM_116,
    encodings: "gzip, deflate, br",
    hints: Some(&CHROME_116_HINTS),
    ..CHROMIUM_COPY
};
static CHROME_142_MACOS_HINTS: Hints = Hints {
    brands: r#""Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99""#,
    mobile: "?0",
    platform: "\"macOS\"",
};
/// curl-impersonate as Chrome 142 on macOS, with a Windows user agent put over it.
pub(super) static IMPERSONATE_OTHER_PLATFORM: Program =
    Program { user_agent: CHROME_142_UA, hints: Some(&CHROME_142_MACOS_HINTS), ..CHROMIUM_COPY };

/// What a scraper with curl-impersonate turns through: true browser fingerprints.
pub(super) static ROTATION: &[&Program] = &[
    &browsers::CHROME_150_WINDOWS,
    &browsers::CHROME_142_WINDOWS,
    &browsers::CHROME_131_WINDOWS,
    &browsers::FIREFOX_144_WINDOWS,
    &browsers::SAFARI_18_MACOS,
    &browsers::SAFARI_26_MACOS,
    &browsers::SAFARI_26_IOS,
    &SAFARI_17,
    &FIREFOX_133,
];
static SAFARI_17: Program = Program {
    user_agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/17.0 Safari/605.1.15",
    hello: &hello::SAFARI_17,
    h2: None,
    http: Http::V2,
    engine: Engine::Safari,
    order: headers::SAFARI,
    encodings: "gzip, deflate, br",
    language: None,
    hints: None,
};
static FIREFOX_133: Program = Program {
    user_agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 \
                 Firefox/133.0",
    hello: &hello::FIREFOX_133,
    h2: Some(&hello::H2_FIREFOX),
    http: Http::V2,
    engine: Engine::Firefox,
    order: headers::FIREFOX,
    encodings: "gzip, deflate, br, zstd",
    language: None,
    hints: None,
};
