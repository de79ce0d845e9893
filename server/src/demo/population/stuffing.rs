//! Credential stuffing: lists of stolen passwords tried on the sign-in page.

use std::sync::Arc;

use super::super::disguises;
use super::super::event::{Client, Request, Site};
use super::super::networks;
use super::super::program::{Kind, Program};
use super::super::session::Session;
use super::super::site::LOGIN;
use super::super::syn::{self, Seen};
use super::crawlers::machine;
use super::humans::resident;

/// Addresses of the loud part at the natural size.
const SERVERS: u64 = 7;
/// Addresses lent to the slow part: mostly of a transit network, one in five somebody's home.
const PROXIES: u64 = 110;

static LOUD: &[&Program] =
    &[&disguises::REQUESTS_AS_CHROME, &disguises::GO_AS_CHROME, &disguises::AIOHTTP_AS_FIREFOX];

/// About a minute of one loud server.
pub(super) fn burst(session: &mut Session<'_>) {
    let servers = session.pool(SERVERS);
    let index = session.rng.below(servers);
    // Each server keeps to its program.
    let program = LOUD[(index % LOUD.len() as u64) as usize];
    let seen = Seen::from_server(&syn::LINUX_SERVER, index);
    let client = machine(networks::HOSTING.machine(25_000 + index), program, seen);
    let attempts = session.rng.between(25, 50);
    attempts_from(session, &client, attempts, 900);
}

/// A home that tries two or three accounts and falls silent again.
pub(super) fn slow(session: &mut Session<'_>) {
    let proxies = session.pool(PROXIES);
    let index = session.rng.below(proxies);
    let mut home = resident(session.seed, 5_000_000 + index, false);
    if !index.is_multiple_of(5) {
        home.ip = networks::TRANSIT.machine(index);
    }
    let client = Arc::new(Client {
        program: &disguises::REQUESTS_AS_CHROME,
        // The proxy's own system makes the connection.
        syn: Some(Seen::after(&syn::LINUX, 12, 1_460)),
        cookies: false,
        ..home
    });
    let attempts = session.rng.between(2, 4);
    attempts_from(session, &client, attempts, 35_000);
}

/// Tries `attempts` accounts, a pause around `pause_ms` between two.
pub(in super::super) fn attempts_from(
    session: &mut Session<'_>,
    client: &Arc<Client>,
    attempts: u64,
    pause_ms: u64,
) {
    let mut at = session.start_ms;
    let mut connection = session.connect(client);
    for place in 0..attempts {
        if place % 5 == 4 {
            connection = session.connect(client);
        }
        let account = session.rng.below(4_000_000);
        let status = match session.rng.below(100) {
            0 => 303,
            1..12 => 429,
            _ => 401,
        };
        let request = Request::page(LOGIN, "/login")
            .query(format!("next=%2Faccount&user=user{account}%40example.org"))
            .post(Kind::Form)
            .from("", Site::None)
            .answered(status, 380);
        session.send(at, client, &mut connection, request);
        at += pause_ms / 2 + session.rng.wait(pause_ms / 2);
    }
}
