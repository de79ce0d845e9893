//! Machines that mean well: a partner's API client, an uptime monitor, a CDN's edges.

use std::sync::Arc;

use super::super::event::{Client, Request};
use super::super::networks;
use super::super::program::Kind;
use super::super::session::Session;
use super::super::site::{API, OUTLET, WWW};
use super::super::syn::{self, Seen};
use super::super::tools;
use super::crawlers::machine;
use super::humans::resident;

/// Five minutes of a partner that asks for orders every ten seconds and reports stock.
pub(super) fn api_client(session: &mut Session<'_>) {
    let partners = session.pool(3);
    let index = session.number % partners;
    let seen = Seen::after(&syn::LINUX_SERVER, 9, 1_460);
    let client = machine(networks::CLOUD.machine(30_000 + index), &tools::PARTNER_SYNC, seen);
    let mut connection = session.connect(&client);
    for place in 0..30 {
        let at = session.start_ms + place * 10_000 + session.rng.wait(40);
        let cursor = session.start_ms / 1_000 + place * 10;
        let request = Request::page(API, "/v1/orders")
            .kind(Kind::Fetch)
            .query(format!("since={cursor}"))
            .answered(200, 1_830);
        session.send(at, &client, &mut connection, request);
        if place % 10 == 9 {
            let request = Request::page(API, "/v1/stock").post(Kind::Json).answered(202, 96);
            session.send(at + 300, &client, &mut connection, request);
        }
    }
}

/// Ten minutes of a monitor that looks once a minute.
pub(super) fn monitor(session: &mut Session<'_>) {
    let places = [&networks::CLOUD, &networks::CLOUD_APAC, &networks::VPS];
    let block = places[(session.number % 3) as usize];
    let seen = Seen::after(&syn::LINUX_SERVER, 10, 1_460);
    let client = machine(block.machine(31_000), &tools::MONITOR, seen);
    for place in 0..10 {
        let mut connection = session.connect(&client);
        let at = session.start_ms + place * 60_000 + session.rng.wait(150);
        let request =
            Request::page(WWW, "/health").kind(Kind::Fetch).method("HEAD").answered(200, 0);
        session.send(at, &client, &mut connection, request);
    }
}

/// An edge of the delivery network fetches what its cache lacks, for somebody behind it.
pub(super) fn edge(session: &mut Session<'_>) {
    let visitor = session.rng.below(5_000);
    let behind = resident(session.seed, visitor, false);
    let index = session.rng.below(12);
    let client = Arc::new(Client {
        ip: networks::CDN.machine(index),
        syn: None,
        forwarded: Some(behind.ip.clone()),
        ..behind
    });
    let mut connection = session.connect(&client);
    for place in 0..session.rng.between(2, 6) {
        let at = session.start_ms + place * 2_000 + session.rng.wait(4_000);
        let path = ["/", "/sale", "/assets/app.e01d9.js", "/img/team.jpg", "/sale/machines"];
        let path = session.rng.pick(&path);
        let kind = match path.rsplit_once('.') {
            Some((_, "js")) => Kind::Script,
            Some((_, "jpg")) => Kind::Image,
            _ => Kind::Page,
        };
        session.send(at, &client, &mut connection, Request::page(OUTLET, path).kind(kind));
    }
}
