//! A fleet of scrapers: neighbouring servers, one cadence, a browser fingerprint per batch.

use std::sync::Arc;

use super::super::disguises;
use super::super::event::{Client, Request};
use super::super::networks;
use super::super::program::Program;
use super::super::session::Session;
use super::super::site::{self, SHOP};
use super::super::syn::{self, Seen};
use super::crawlers::machine;

/// Servers of the fleet at the natural size: within one /25.
const SERVERS: u64 = 26;

/// One batch of one server under one fingerprint.
pub(super) fn session(session: &mut Session<'_>) {
    let servers = session.pool(SERVERS);
    let index = session.rng.below(servers);
    let program: &'static Program = session.rng.pick(disguises::ROTATION);
    let block = if index < 128 { &networks::DISCREET } else { &networks::VPS };
    // The whole fleet is one image on one host: the same stack, the same distance.
    let client = machine(block.machine(index), program, Seen::after(&syn::LINUX_SERVER, 11, 1_460));
    let pages = session.rng.between(18, 34);
    harvest(session, &client, pages);
}

/// Fetches `pages` products one after the other, every 2.2 seconds.
pub(in super::super) fn harvest(session: &mut Session<'_>, client: &Arc<Client>, pages: u64) {
    let mut connection = session.connect(client);
    let first = session.rng.below(site::PRODUCTS);
    for place in 0..pages {
        let at = session.start_ms + place * 2_200 + session.rng.wait(160);
        let status = if session.rng.percent(3) { 429 } else { 200 };
        let request = Request::page(SHOP, site::product(first + place)).answered(status, 19_300);
        session.send(at, client, &mut connection, request);
    }
}
