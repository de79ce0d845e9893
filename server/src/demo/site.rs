//! The sites of one fictitious company: what they serve and to whom it belongs.

use super::event::Text;
use super::program::Kind;
use super::rng::Rng;

/// Host of the shop.
pub(super) const SHOP: &str = "shop.example.com";
/// Host of the front page.
pub(super) const WWW: &str = "www.example.com";
/// Host of the sign-in.
pub(super) const LOGIN: &str = "login.example.com";
/// Host of the API.
pub(super) const API: &str = "api.example.com";
/// Host of the journal.
pub(super) const BLOG: &str = "blog.example.org";
/// Host behind a content delivery network.
pub(super) const OUTLET: &str = "www.example.net";
/// The search engine visitors come from.
pub(super) const SEARCH: &str = "https://search.example/";

/// Address of the web servers (documentation network, RFC 5737).
pub(super) const SERVER_V4: &str = "192.0.2.10";
/// The same for IPv6 (RFC 3849).
pub(super) const SERVER_V6: &str = "2001:db8:e000::10";

/// A file a page needs.
#[derive(Debug)]
pub(super) struct Asset {
    /// Path.
    pub(super) path: &'static str,
    /// How it is loaded.
    pub(super) kind: Kind,
    /// Size, bytes.
    pub(super) bytes: u64,
}

const fn asset(path: &'static str, kind: Kind, bytes: u64) -> Asset {
    Asset { path, kind, bytes }
}

/// What every page of a host needs once.
pub(super) static SHARED: &[Asset] = &[
    asset("/assets/main.9f2c1.css", Kind::Style, 38_211),
    asset("/assets/theme.51ad0.css", Kind::Style, 7_904),
    asset("/assets/runtime.3b8ef.js", Kind::Script, 12_480),
    asset("/assets/vendor.c77a4.js", Kind::Script, 214_009),
    asset("/assets/app.e01d9.js", Kind::Script, 88_730),
    asset("/img/logo.svg", Kind::Image, 3_120),
    asset("/fonts/text-400.woff2", Kind::Font, 41_556),
    asset("/fonts/text-700.woff2", Kind::Font, 42_208),
    asset("/favicon.ico", Kind::Image, 5_430),
];

/// Pictures in the running text of a page.
pub(super) static PICTURES: &[Asset] = &[
    asset("/img/hero-spring.jpg", Kind::Image, 148_220),
    asset("/img/team.jpg", Kind::Image, 96_004),
    asset("/img/thumb-101.jpg", Kind::Image, 18_340),
    asset("/img/thumb-102.jpg", Kind::Image, 17_990),
    asset("/img/thumb-103.jpg", Kind::Image, 19_422),
    asset("/img/thumb-104.jpg", Kind::Image, 16_871),
    asset("/img/thumb-105.jpg", Kind::Image, 20_015),
    asset("/img/thumb-106.jpg", Kind::Image, 17_204),
    asset("/img/banner-returns.png", Kind::Image, 34_871),
    asset("/img/icon-cart.svg", Kind::Image, 1_204),
];

static WWW_PAGES: &[&str] = &["/", "/about", "/contact", "/stores", "/careers", "/news", "/help"];
static BLOG_PAGES: &[&str] = &[
    "/",
    "/2026/how-we-roast",
    "/2026/packaging-without-plastic",
    "/2026/a-day-at-the-harbour",
    "/2025/choosing-a-grinder",
    "/2025/water-matters",
    "/tags/recipes",
];
static OUTLET_PAGES: &[&str] = &["/", "/sale", "/sale/last-pieces", "/sale/machines", "/terms"];
static CATEGORIES: &[&str] =
    &["/c/beans", "/c/grinders", "/c/machines", "/c/cups", "/c/gifts", "/c/sale"];
static WORDS: &[&str] =
    &["espresso", "filter", "decaf", "grinder", "kettle", "scale", "milk+jug", "gift", "ethiopia"];
static SLUGS: &[&str] = &[
    "house-blend",
    "hand-grinder",
    "pour-over-set",
    "travel-cup",
    "steel-kettle",
    "single-origin",
];

/// Number of products in the shop.
pub(super) const PRODUCTS: u64 = 640;

/// The page of product `number`.
pub(super) fn product(number: u64) -> Text {
    let number = number % PRODUCTS;
    format!("/p/{}-{}", 1_000 + number, SLUGS[(number % SLUGS.len() as u64) as usize]).into()
}

/// Some page a visitor of `host` opens, with its query.
pub(super) fn page(host: &str, rng: &mut Rng) -> (Text, Text) {
    let fixed = |path: &'static str| (Text::Borrowed(path), Text::Borrowed(""));
    match host {
        SHOP => match rng.below(10) {
            0 => fixed("/"),
            1..4 => {
                let path = rng.pick(CATEGORIES);
                let query = if rng.percent(25) {
                    format!("page={}", rng.between(2, 5))
                } else {
                    String::new()
                };
                (path.into(), query.into())
            }
            4 => ("/search".into(), format!("q={}", rng.pick(WORDS)).into()),
            _ => (product(popular(rng)), "".into()),
        },
        BLOG => fixed(rng.pick(BLOG_PAGES)),
        OUTLET => fixed(rng.pick(OUTLET_PAGES)),
        _ => fixed(rng.pick(WWW_PAGES)),
    }
}

/// A product, the first ones far more often than the last.
fn popular(rng: &mut Rng) -> u64 {
    let at = rng.unit();
    (at * at * at * PRODUCTS as f64) as u64
}
