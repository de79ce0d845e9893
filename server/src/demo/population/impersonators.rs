//! Programs under a browser's user agent, each giving itself away somewhere else.

use super::super::disguises;
use super::super::event::{Client, Request};
use super::super::networks::{self, Block};
use super::super::program::Program;
use super::super::session::Session;
use super::super::site::{self, BLOG, SHOP, WWW};
use super::super::syn::{self, Seen};
use super::super::tools;
use super::crawlers::machine;
use super::humans::resident;
use std::sync::Arc;

/// Share, program, servers it runs on (`None`: somebody's home), and how many.
static KINDS: &[(u32, &Program, Option<&Block>, u64)] = &[
    (4, &disguises::GO_AS_CHROME, Some(&networks::CLOUD), 9),
    (3, &disguises::REQUESTS_AS_CHROME, Some(&networks::VPS), 7),
    (2, &disguises::AIOHTTP_AS_FIREFOX, Some(&networks::CLOUD_APAC), 6),
    (2, &disguises::NODE_AS_SAFARI, Some(&networks::CLOUD), 5),
    (4, &disguises::IMPERSONATE_OLD_CHROME, Some(&networks::HOSTING), 8),
    (2, &disguises::IMPERSONATE_OTHER_PLATFORM, Some(&networks::VPS), 5),
    (3, &disguises::HEADLESS, Some(&networks::CLOUD), 6),
    (2, &tools::SCRAPY, Some(&networks::VPS), 4),
    (1, &tools::NODE, Some(&networks::CLOUD), 3),
    (1, &tools::GO_CLIENT, Some(&networks::CLOUD_APAC), 4),
    (1, &tools::URLLIB, Some(&networks::HOSTING), 3),
    (1, &tools::AIOHTTP, Some(&networks::VPS), 3),
    (3, &disguises::GO_AS_CHROME, None, 24),
    (2, &disguises::IMPERSONATE_OLD_CHROME, None, 18),
];

/// Half a minute to a few minutes of one of them.
pub(super) fn session(session: &mut Session<'_>) {
    let position = session.rng.weighted_index(KINDS, |kind| kind.0);
    let (_, program, block, machines) = KINDS[position];
    let count = session.pool(machines);
    let index = session.rng.below(count);
    let client = match block {
        Some(block) => {
            // Blocks are shared by several kinds: each has its own thousand.
            let number = 10_000 + 1_000 * position as u64 + index;
            let seen = Seen::from_server(&syn::LINUX_SERVER, number);
            // Some clouds hand out IPv6 addresses only.
            let ip = if index % 12 == 7 {
                networks::v6(0x2001_0db8_f000_0000 | index, number)
            } else {
                block.machine(number)
            };
            machine(ip, program, seen)
        }
        None => {
            let home = resident(session.seed, 6_000_000 + 1_000 * position as u64 + index, false);
            Arc::new(Client {
                program,
                syn: Some(Seen::after(&syn::LINUX, 13, 1_460)),
                cookies: false,
                ..home
            })
        }
    };
    browse(session, &client);
}

/// Reads pages as if by hand, but without what a browser fetches along.
pub(in super::super) fn browse(session: &mut Session<'_>, client: &Arc<Client>) {
    let host = session.rng.pick(&[SHOP, SHOP, WWW, BLOG]);
    let mut connection = session.connect(client);
    let mut at = session.start_ms;
    for _ in 0..session.rng.between(6, 24) {
        let (path, query) = site::page(host, &mut session.rng);
        let request = Request::page(host, path).query(query);
        session.send(at, client, &mut connection, request);
        at += 1_200 + session.rng.wait(3_500);
    }
}
