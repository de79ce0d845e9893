//! Search-engine and AI crawlers from their published ranges, and those who claim to be.

use std::sync::Arc;

use super::super::event::{Client, Request};
use super::super::networks::{self, Block};
use super::super::program::Program;
use super::super::session::Session;
use super::super::site::{self, BLOG, SHOP, WWW};
use super::super::syn::{self, Seen};
use super::super::tools;

/// A crawler with its share, its range and how many machines of it come here.
static VERIFIED: &[(u32, &Program, &Block, u64)] = &[
    (6, &tools::GOOGLEBOT, &networks::GOOGLE, 8),
    (3, &tools::BINGBOT, &networks::BING, 5),
    (2, &tools::GPTBOT, &networks::OPENAI, 3),
];

/// A pretended crawler with its share and where it really runs.
static FAKE: &[(u32, &Program, &Block, u64)] = &[
    (3, &tools::FAKE_GOOGLEBOT_PYTHON, &networks::VPS, 5),
    (2, &tools::FAKE_GOOGLEBOT_GO, &networks::CLOUD_APAC, 4),
    (2, &tools::GOOGLEBOT, &networks::HOSTING, 3),
];

/// A quiet walk over product and journal pages.
pub(super) fn verified(session: &mut Session<'_>) {
    let (_, program, block, machines) = *session.rng.weighted(VERIFIED, |c| c.0);
    crawl(session, program, block, 0, machines, 9_000, 22);
}

/// The same at the pace of somebody in a hurry.
pub(super) fn fake(session: &mut Session<'_>) {
    let (_, program, block, machines) = *session.rng.weighted(FAKE, |c| c.0);
    // Numbers of their own, since scanners rent in the same places.
    crawl(session, program, block, 8_000, machines, 900, 40);
}

fn crawl(
    session: &mut Session<'_>,
    program: &'static Program,
    block: &Block,
    first: u64,
    machines: u64,
    pause_ms: u64,
    pages: u64,
) {
    let count = session.pool(machines);
    let index = session.rng.below(count);
    let syn = Seen::from_server(&syn::LINUX, index);
    let client = machine(block.machine(first + index), program, syn);
    walk(session, &client, pause_ms, pages);
}

/// A server at `ip`.
pub(in super::super) fn machine(ip: String, program: &'static Program, syn: Seen) -> Arc<Client> {
    Arc::new(Client {
        ip,
        program,
        user_agent: None,
        language: "en-US,en;q=0.9",
        syn: Some(syn),
        rtt_ms: 14,
        cookies: false,
        forwarded: None,
    })
}

/// Fetches `/robots.txt` and then pages, no assets.
pub(in super::super) fn walk(
    session: &mut Session<'_>,
    client: &Arc<Client>,
    pause_ms: u64,
    pages: u64,
) {
    let host = session.rng.pick(&[SHOP, SHOP, SHOP, BLOG, WWW]);
    let mut connection = session.connect(client);
    let mut at = session.start_ms;
    if session.rng.percent(40) {
        let request = Request::page(host, "/robots.txt").answered(200, 310);
        session.send(at, client, &mut connection, request);
    }
    for _ in 0..session.rng.between(pages / 2, pages) {
        at += pause_ms / 2 + session.rng.wait(pause_ms / 2);
        let (path, query) = if host == SHOP {
            (site::product(session.rng.below(site::PRODUCTS)), "".into())
        } else {
            site::page(host, &mut session.rng)
        };
        let status = if session.rng.percent(4) { 304 } else { 200 };
        let bytes = if status == 200 { 15_000 + session.rng.below(9_000) } else { 0 };
        let request = Request::page(host, path).query(query).answered(status, bytes);
        session.send(at, client, &mut connection, request);
    }
}
