//! People: they read, wait, click, sign in, and their browsers fetch what a page needs.

use std::sync::Arc;

use super::super::browsers::{BROWSERS, Browser};
use super::super::event::{Client, Request, Site};
use super::super::networks::HOMES;
use super::super::program::{Engine, Kind};
use super::super::rng::Rng;
use super::super::session::Session;
use super::super::site::{self, API, BLOG, LOGIN, OUTLET, SHOP, WWW};
use super::super::syn::{self, Seen};

/// People at the natural size.
const PEOPLE: u64 = 760;

/// A host with its share of visits.
static HOSTS: &[(u32, &str)] = &[(42, SHOP), (20, WWW), (12, BLOG), (26, OUTLET)];

/// The client of person `index`: a home, a browser, and what the path does to the SYN.
pub(in super::super) fn resident(seed: u64, index: u64, second_device: bool) -> Client {
    let mut home_rng = Rng::derived(seed, &[0x40_4d45, index]);
    let home = home_rng.weighted(HOMES, |home| home.weight);
    let ip = home.address(&mut home_rng);
    let mut rng = Rng::derived(seed, &[0xde_71ce, index, second_device.into()]);
    let browser = rng.weighted(BROWSERS, |browser| browser.weight);
    let path_mss = if home.v6 { 1_440 } else { home.path_mss };
    Client {
        ip,
        program: browser.program,
        user_agent: None,
        language: home.languages[match browser.program.engine {
            Engine::Firefox => 1,
            Engine::Safari => 2,
            Engine::Chromium | Engine::Tool(_) => 0,
        }],
        syn: Some(arrival(browser, path_mss, &mut rng)),
        rtt_ms: home.rtt_ms + rng.wait(12) + if browser.mobile { 18 } else { 0 },
        cookies: rng.percent(96),
        forwarded: None,
    }
}

/// One visitor in eight on Windows comes through a gateway that opens its own connection
/// (company proxy, VPN exit): the user agent says Windows, the SYN says Linux.
fn arrival(browser: &Browser, path_mss: u16, rng: &mut Rng) -> Seen {
    let hops = rng.between(7, 17) as u8;
    let windows = std::ptr::eq(browser.syn, &raw const syn::WINDOWS);
    match rng.below(16) {
        0 | 1 if windows => Seen::after(&syn::LINUX, hops, path_mss.min(1_420)),
        2 => Seen::after(browser.syn, hops, path_mss.min(1_400)),
        _ => Seen::after(browser.syn, hops, path_mss),
    }
}

/// One visit.
pub(super) fn session(session: &mut Session<'_>) {
    let people = session.pool(PEOPLE);
    let index = session.rng.below(people);
    // Three households in ten have a second device.
    let second_device = index % 10 < 3 && session.rng.percent(35);
    let mut client = resident(session.seed, index, second_device);
    let host = session.rng.weighted(HOSTS, |host| host.0).1;
    if host == OUTLET {
        // The network in front of this site ends TLS; no sensor of ours sees the visitor.
        client.syn = None;
        client.forwarded = Some(client.ip.clone());
    }
    visit(session, client, host);
}

/// A visit of `client` to `host`: some pages with all they need, perhaps a sign-in.
pub(in super::super) fn visit(session: &mut Session<'_>, client: Client, host: &'static str) {
    let client = Arc::new(client);
    let end_ms = session.start_ms + 9 * 60_000;
    let mut at = session.start_ms;
    let (mut referer, mut from) = match session.rng.below(10) {
        0..4 => (String::new(), Site::None),
        4..9 => (site::SEARCH.to_owned(), Site::Foreign),
        _ => ("https://forum.example/t/coffee".to_owned(), Site::Foreign),
    };
    if session.rng.percent(3) && client.syn.is_some() {
        // A typed address without https: one redirect in clear text.
        let mut connection = session.connect(&client);
        let request = Request::page(host, "/").answered(301, 162);
        session.send_clear(at, &client, &mut connection, request);
        at += client.rtt_ms * 2 + 5;
    }
    let mut connection = session.connect(&client);
    let pages = 1 + session.rng.wait(3).min(8);
    for nth in 0..pages {
        let (path, query) = site::page(host, &mut session.rng);
        let url = format!("https://{host}{path}");
        let bytes = 14_000 + session.rng.below(30_000);
        let request = Request::page(host, path)
            .query(query)
            .from(std::mem::replace(&mut referer, url.clone()), from)
            .answered(200, bytes);
        session.send(at, &client, &mut connection, request);
        from = Site::Same;
        let loaded = load_assets(session, &client, &mut connection, host, &url, at, nth == 0);
        if host == SHOP && session.rng.percent(40) {
            call_api(session, &client, &url, loaded);
        }
        if host == SHOP && session.rng.percent(9) {
            let request = Request::page(host, "/cart/add")
                .post(Kind::Json)
                .from(url, Site::Same)
                .answered(200, 412);
            session.send(loaded + 1_500, &client, &mut connection, request);
        }
        at = loaded + 2_500 + session.rng.wait(21_000);
        if at > end_ms {
            return;
        }
    }
    if host == SHOP && session.rng.percent(18) {
        sign_in(session, &client, at);
    }
}

/// Fetches what the page needs; the first page of a visit fills an empty cache.
fn load_assets(
    session: &mut Session<'_>,
    client: &Arc<Client>,
    connection: &mut super::super::event::Connection,
    host: &'static str,
    page: &str,
    page_at: u64,
    cold: bool,
) -> u64 {
    let mut last = page_at + client.rtt_ms;
    // A returning visitor has the shared files already.
    let shared = if cold && session.rng.percent(70) { site::SHARED } else { &[] };
    let pictures = session.rng.between(1, 4) as usize;
    let first_picture = session.rng.below((site::PICTURES.len() - pictures) as u64) as usize;
    let chosen = &site::PICTURES[first_picture..first_picture + pictures];
    for (place, asset) in shared.iter().chain(chosen).enumerate() {
        // Styles and scripts stand in the head; pictures follow as the page is laid out.
        let parsed = if asset.kind == Kind::Image { 90 } else { 18 };
        let at = page_at + client.rtt_ms * 2 + parsed + 9 * place as u64 + session.rng.wait(60);
        let cached = !cold && session.rng.percent(12);
        let (status, bytes) = if cached { (304, 0) } else { (200, asset.bytes) };
        let request = Request::page(host, asset.path)
            .kind(asset.kind)
            .from(page.to_owned(), Site::Same)
            .answered(status, bytes);
        session.send(at, client, connection, request);
        last = last.max(at);
    }
    last
}

/// The shop's pages ask the API for stock and recommendations.
fn call_api(session: &mut Session<'_>, client: &Arc<Client>, page: &str, at: u64) {
    let mut connection = session.connect(client);
    for (place, path) in ["/v1/stock", "/v1/recommendations"].into_iter().enumerate() {
        let number = session.rng.below(site::PRODUCTS);
        let request = Request::page(API, path)
            .kind(Kind::Fetch)
            .query(format!("id={}", 1_000 + number))
            .from(page.to_owned(), Site::Sibling)
            .answered(200, 640 + number);
        let at = at + 40 + 70 * place as u64 + session.rng.wait(80);
        session.send(at, client, &mut connection, request);
    }
}

/// A sign-in; one person in six mistypes once.
fn sign_in(session: &mut Session<'_>, client: &Arc<Client>, at: u64) {
    let mut connection = session.connect(client);
    let page = format!("https://{LOGIN}/login");
    let request = Request::page(LOGIN, "/login").from(format!("https://{SHOP}/"), Site::Sibling);
    session.send(at, client, &mut connection, request.answered(200, 9_210));
    let mut at = load_assets(session, client, &mut connection, LOGIN, &page, at, true);
    let mistypes = session.rng.percent(17);
    for status in mistypes.then_some(401).into_iter().chain([303]) {
        at += 6_000 + session.rng.wait(9_000);
        let request = Request::page(LOGIN, "/login")
            .post(Kind::Form)
            .from(page.clone(), Site::Same)
            .answered(status, 380);
        session.send(at, client, &mut connection, request);
    }
    let mut connection = session.connect(client);
    let request = Request::page(SHOP, "/account").from(page, Site::Sibling);
    session.send(at + client.rtt_ms, client, &mut connection, request.answered(200, 21_050));
}
