//! Programs that are not browsers: libraries, scanners, crawlers, clients of the API.

use super::headers::{self, Name};
use super::hello::{self, H2, Hello};
use super::program::{Engine, Http, Program};

/// Accept of most libraries.
pub(super) const ANY: &str = "*/*";
/// Accept of a browser that opens a page.
pub(super) const BROWSER_ACCEPT: &str =
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// A tool without Client Hints and HTTP/2 fingerprint.
pub(super) const fn tool(
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

/// `program` with an Accept-Language of its own.
pub(super) const fn with_language(program: &Program, language: &'static str) -> Program {
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
