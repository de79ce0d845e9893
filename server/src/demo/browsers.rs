//! Browsers people use, with the operating system that builds their SYN.
//!
//! Versions are those whose `ClientHello` is documented. Edge is the Chromium of its
//! version with its own brand. Weights are shares of visits, roughly.

use super::headers;
use super::hello;
use super::program::{Engine, Hints, Http, Program};
use super::syn::{self, Syn};

/// A browser on an operating system.
#[derive(Debug)]
pub(super) struct Browser {
    /// Share among visitors.
    pub(super) weight: u32,
    /// Runs on a phone or tablet.
    pub(super) mobile: bool,
    /// The system's SYN.
    pub(super) syn: &'static Syn,
    /// What it sends.
    pub(super) program: &'static Program,
}

const BR_ZSTD: &str = "gzip, deflate, br, zstd";

macro_rules! hints {
    ($name:ident, $brands:expr, $mobile:expr, $platform:expr) => {
        static $name: Hints =
            Hints { brands: $brands, mobile: $mobile, platform: concat!("\"", $platform, "\"") };
    };
}

const CHROME_142: &str = r#""Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99""#;
const EDGE_142: &str = r#""Chromium";v="142", "Microsoft Edge";v="142", "Not_A Brand";v="99""#;
const CHROME_150: &str = r#""Not;A=Brand";v="8", "Chromium";v="150", "Google Chrome";v="150""#;
const CHROME_131: &str = r#""Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24""#;

hints!(HINTS_142_WINDOWS, CHROME_142, "?0", "Windows");
hints!(HINTS_142_MACOS, CHROME_142, "?0", "macOS");
hints!(HINTS_142_LINUX, CHROME_142, "?0", "Linux");
hints!(HINTS_142_ANDROID, CHROME_142, "?1", "Android");
hints!(HINTS_EDGE_142, EDGE_142, "?0", "Windows");
hints!(HINTS_150_WINDOWS, CHROME_150, "?0", "Windows");
hints!(HINTS_150_MACOS, CHROME_150, "?0", "macOS");
hints!(HINTS_150_ANDROID, CHROME_150, "?1", "Android");
hints!(HINTS_131_WINDOWS, CHROME_131, "?0", "Windows");

macro_rules! chromium {
    ($name:ident, $hello:ident, $hints:ident, $user_agent:expr) => {
        pub(super) static $name: Program = Program {
            user_agent: $user_agent,
            hello: &hello::$hello,
            h2: Some(&hello::H2_CHROMIUM),
            http: Http::V2,
            engine: Engine::Chromium,
            order: headers::CHROMIUM,
            encodings: BR_ZSTD,
            language: None,
            hints: Some(&$hints),
        };
    };
}

chromium!(
    CHROME_150_WINDOWS,
    CHROME_150,
    HINTS_150_WINDOWS,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/150.0.0.0 Safari/537.36"
);
chromium!(
    CHROME_142_WINDOWS,
    CHROME_142,
    HINTS_142_WINDOWS,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/142.0.0.0 Safari/537.36"
);
chromium!(
    CHROME_131_WINDOWS,
    CHROME_131,
    HINTS_131_WINDOWS,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/131.0.0.0 Safari/537.36"
);
chromium!(
    EDGE_142_WINDOWS,
    CHROME_142,
    HINTS_EDGE_142,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
);
chromium!(
    CHROME_150_MACOS,
    CHROME_150,
    HINTS_150_MACOS,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/150.0.0.0 Safari/537.36"
);
chromium!(
    CHROME_142_MACOS,
    CHROME_142,
    HINTS_142_MACOS,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/142.0.0.0 Safari/537.36"
);
chromium!(
    CHROME_142_LINUX,
    CHROME_142,
    HINTS_142_LINUX,
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/142.0.0.0 Safari/537.36"
);
chromium!(
    CHROME_142_ANDROID,
    CHROME_142,
    HINTS_142_ANDROID,
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/142.0.0.0 Mobile Safari/537.36"
);
chromium!(
    CHROME_150_ANDROID,
    CHROME_150,
    HINTS_150_ANDROID,
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/150.0.0.0 Mobile Safari/537.36"
);

macro_rules! firefox {
    ($name:ident, $user_agent:expr) => {
        pub(super) static $name: Program = Program {
            user_agent: $user_agent,
            hello: &hello::FIREFOX_144,
            h2: Some(&hello::H2_FIREFOX),
            http: Http::V2,
            engine: Engine::Firefox,
            order: headers::FIREFOX,
            encodings: BR_ZSTD,
            language: None,
            hints: None,
        };
    };
}

firefox!(
    FIREFOX_144_WINDOWS,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"
);
firefox!(
    FIREFOX_144_LINUX,
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
);
firefox!(
    FIREFOX_144_MACOS,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0"
);

macro_rules! safari {
    ($name:ident, $hello:ident, $encodings:expr, $user_agent:expr) => {
        pub(super) static $name: Program = Program {
            user_agent: $user_agent,
            hello: &hello::$hello,
            h2: Some(&hello::H2_SAFARI),
            http: Http::V2,
            engine: Engine::Safari,
            order: headers::SAFARI,
            encodings: $encodings,
            language: None,
            hints: None,
        };
    };
}

safari!(
    SAFARI_18_IOS,
    SAFARI_18,
    "gzip, deflate, br",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
     (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1"
);
safari!(
    SAFARI_26_IOS,
    SAFARI_26_IOS,
    BR_ZSTD,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 \
     (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1"
);
safari!(
    SAFARI_18_MACOS,
    SAFARI_18,
    "gzip, deflate, br",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 \
     (KHTML, like Gecko) Version/18.4 Safari/605.1.15"
);
safari!(
    SAFARI_26_MACOS,
    SAFARI_26_MACOS,
    BR_ZSTD,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 \
     (KHTML, like Gecko) Version/26.0 Safari/605.1.15"
);

const fn desktop(weight: u32, syn: &'static Syn, program: &'static Program) -> Browser {
    Browser { weight, mobile: false, syn, program }
}

const fn mobile(weight: u32, syn: &'static Syn, program: &'static Program) -> Browser {
    Browser { weight, mobile: true, syn, program }
}

/// Every browser of the demo's visitors.
pub(super) static BROWSERS: &[Browser] = &[
    desktop(16, &syn::WINDOWS, &CHROME_150_WINDOWS),
    desktop(8, &syn::WINDOWS, &CHROME_142_WINDOWS),
    desktop(2, &syn::WINDOWS, &CHROME_131_WINDOWS),
    desktop(9, &syn::WINDOWS, &EDGE_142_WINDOWS),
    desktop(6, &syn::WINDOWS, &FIREFOX_144_WINDOWS),
    desktop(5, &syn::APPLE, &CHROME_150_MACOS),
    desktop(3, &syn::APPLE, &CHROME_142_MACOS),
    desktop(1, &syn::APPLE, &FIREFOX_144_MACOS),
    desktop(3, &syn::APPLE, &SAFARI_18_MACOS),
    desktop(4, &syn::APPLE, &SAFARI_26_MACOS),
    desktop(2, &syn::LINUX, &CHROME_142_LINUX),
    desktop(2, &syn::LINUX, &FIREFOX_144_LINUX),
    mobile(10, &syn::ANDROID, &CHROME_150_ANDROID),
    mobile(9, &syn::ANDROID, &CHROME_142_ANDROID),
    mobile(9, &syn::APPLE, &SAFARI_18_IOS),
    mobile(11, &syn::APPLE, &SAFARI_26_IOS),
];
