//! Programs that are not browsers: libraries, scanners, crawlers, and what pretends.

use super::browsers;
use super::headers::{self, Name};
use super::hello::{self, H2, Hello};
use super::program::{Engine, Hints, Http, Program};

const ANY: &str = "*/*";
const BROWSER_ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// A tool without Client Hints and HTTP/2 fingerprint.
const fn tool(
    user_agent: &'static str,
    hello: &'static Hello,
    http: Http,
    order: &'static [Name],
    accept: &'static str,
    encodings: &'static str,
) -> Program {
    Program {
        user_agent,
        hello,
        h2: None,
        http,
        engine: Engine::Tool(accept),
        order,
        encodings,
        language: None,
        hints: None,
    }
}

const fn with_language(program: &Program, language: &'static str) -> Program {
    Program { language: Some(language), ..*program }
}

// Libraries under their own name.
pub(super) static GO_CLIENT: Program =
    tool("Go-http-client/2.0", &hello::GO_H2, Http::V2, headers::GO, "", "gzip");
pub(super) static REQUESTS: Program = tool(
    "python-requests/2.34.2",
    &hello::REQUESTS,
    Http::V11,
    headers::REQUESTS,
    ANY,
    "gzip, deflate, br, zstd",
);
pub(super) static AIOHTTP: Program = tool(
    "Python/3.11 aiohttp/3.14.5",
    &hello::AIOHTTP,
    Http::V11,
    headers::AIOHTTP,
    ANY,
    "gzip, deflate, br, zstd",
);
pub(super) static URLLIB: Program =
    tool("Python-urllib/3.11", &hello::URLLIB, Http::V11, headers::URLLIB, "", "identity");
pub(super) static SCRAPY: Program = with_language(
    &tool(
        "Scrapy/2.19.0 (+https://scrapy.org)",
        &hello::SCRAPY,
        Http::V11,
        headers::SCRAPY,
        BROWSER_ACCEPT,
        "gzip, deflate, br, zstd",
    ),
    "en",
);
pub(super) static CURL: Program =
    tool("curl/7.88.1", &hello::CURL, Http::V2, headers::CURL, ANY, "");
pub(super) static WGET: Program =
    tool("Wget/1.21.3", &hello::WGET, Http::V11, headers::WGET, ANY, "identity");
pub(super) static NODE: Program =
    with_language(&tool("node", &hello::NODE, Http::V11, headers::NODE, ANY, "gzip, deflate"), "*");

// Scanners. Their user agents are the documented ones; the TLS is that of their runtime.
pub(super) static ZGRAB: Program =
    tool("Mozilla/5.0 zgrab/0.x", &hello::GO_TLS12, Http::V11, headers::GO_ACCEPT, ANY, "gzip");
pub(super) static NUCLEI: Program = tool(
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/119.0.0.0 Safari/537.36",
    &hello::GO_H1,
    Http::V11,
    headers::GO_ACCEPT,
    ANY,
    "gzip",
);
pub(super) static GOBUSTER: Program =
    tool("gobuster/3.6", &hello::GO_H1, Http::V11, headers::GO, "", "gzip");
pub(super) static WPSCAN: Program = tool(
    "WPScan v3.8.22 (https://wpscan.com/wordpress-security-scanner)",
    &hello::CURL,
    Http::V2,
    headers::CURL,
    ANY,
    "gzip, deflate",
);
pub(super) static SQLMAP: Program = tool(
    "sqlmap/1.7.8#stable (https://sqlmap.org)",
    &hello::URLLIB,
    Http::V11,
    headers::URLLIB,
    "",
    "gzip,deflate",
);
pub(super) static MASSCAN: Program = tool(
    "masscan/1.3 (https://github.com/robertdavidgraham/masscan)",
    &hello::CURL,
    Http::V10,
    headers::MASSCAN,
    ANY,
    "",
);
pub(super) static NMAP: Program = tool(
    "Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)",
    &hello::CURL,
    Http::V11,
    headers::BARE,
    "",
    "",
);

// Crawlers. What their fetchers' ClientHello looks like is in no public list; they render
// with current Chromium, whose fingerprint stands here. GPTBot and ClaudeBot come as they
// describe themselves, over a plain library.
const fn crawler(
    user_agent: &'static str,
    hello: &'static Hello,
    h2: Option<&'static H2>,
) -> Program {
    Program {
        user_agent,
        hello,
        h2,
        http: Http::V2,
        engine: Engine::Tool(BROWSER_ACCEPT),
        order: headers::CRAWLER,
        encodings: "gzip, deflate, br",
        language: None,
        hints: None,
    }
}
pub(super) static GOOGLEBOT: Program = crawler(
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; \
     +http://www.google.com/bot.html) Chrome/142.0.0.0 Safari/537.36",
    &hello::CHROME_142,
    Some(&hello::H2_CHROMIUM),
);
pub(super) static BINGBOT: Program = crawler(
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; \
     +http://www.bing.com/bingbot.htm) Chrome/131.0.0.0 Safari/537.36",
    &hello::CHROME_131,
    Some(&hello::H2_CHROMIUM),
);
pub(super) static GPTBOT: Program = crawler(
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.0; \
     +https://openai.com/gptbot)",
    &hello::AIOHTTP,
    None,
);
/// A Googlebot user agent over Python.
pub(super) static FAKE_GOOGLEBOT_PYTHON: Program = Program {
    user_agent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    ..REQUESTS_COPY
};
const REQUESTS_COPY: Program =
    tool("", &hello::REQUESTS, Http::V11, headers::REQUESTS, ANY, "gzip, deflate");
/// A Googlebot user agent over Go.
pub(super) static FAKE_GOOGLEBOT_GO: Program = tool(
    "Googlebot/2.1 (+http://www.google.com/bot.html)",
    &hello::GO_H2,
    Http::V2,
    headers::GO_ACCEPT,
    ANY,
    "gzip",
);

// Impersonators: a browser's user agent over something else.
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

// Machines that mean well.
pub(super) static PARTNER_SYNC: Program = tool(
    "partner-sync/2.3 (+https://partner.example.org/sync)",
    &hello::GO_H2,
    Http::V2,
    headers::GO_API,
    "application/json",
    "gzip",
);
pub(super) static MONITOR: Program = tool(
    "ExampleMonitor/1.4 (+https://status.example.org/about)",
    &hello::AIOHTTP,
    Http::V11,
    headers::AIOHTTP,
    ANY,
    "gzip, deflate",
);
