//! A few addresses that are the same in every demo, each the example of one finding.

use std::sync::Arc;

use super::browsers;
use super::disguises;
use super::event::{Client, Event, Request};
use super::networks::HOMES;
use super::population::{attempts_from, browse, harvest, machine, paths, visit, walk};
use super::program::Program;
use super::rng::Rng;
use super::session::Session;
use super::site::{OUTLET, SERVER_V4, SHOP, WWW};
use super::stream::{Window, hours_between};
use super::syn::{self, Seen};
use super::tools;

/// The showcase plays in the last hours of a window, however long that is.
const STORY_HOURS: u64 = 36;

const STUFFER: &str = "203.0.113.7";
const IMPERSONATOR: &str = "203.0.113.21";
const MASSCAN: &str = "203.0.113.33";
const SCANNER: &str = "203.0.113.54";
const GOOGLEBOT: &str = "66.249.64.5";
const FAKE_GOOGLEBOT: &str = "198.19.7.7";
const HUMAN: &str = "100.64.10.20";
const HUMAN_V6: &str = "2001:db8:1000:42::1f";
const BEHIND_CDN: &str = "100.80.5.5";

/// Well-known addresses of the demo and what each shows.
pub const SHOWCASE: &[(&str, &str)] = &[
    (STUFFER, "credential stuffing, again: Windows user agents on a Linux stack, rotating JA4"),
    (IMPERSONATOR, "Chrome's user agent over Go's TLS, no Sec-Fetch headers, no assets"),
    (MASSCAN, "masscan: its own SYN, one banner request per connection"),
    (SCANNER, "a template scanner walking forgotten files"),
    (GOOGLEBOT, "Googlebot from its published range"),
    (FAKE_GOOGLEBOT, "Googlebot's user agent from a rented server"),
    (HUMAN, "a person at home: Chrome on Windows"),
    (HUMAN_V6, "a person with an IPv6 address: Firefox on Windows"),
    (BEHIND_CDN, "a person behind a content delivery network: no TCP or TLS data"),
];

/// Plans everything the showcase addresses do in the hour from `hour_ms`.
pub(super) fn plan_hour(window: Window, hour_ms: u64, events: &mut Vec<Event>) {
    let hour = hours_between(hour_ms, window.end_ms).ceil() as u64;
    if hour > STORY_HOURS {
        return;
    }
    for (index, plan) in PLANS.iter().enumerate() {
        let mut session = Session {
            rng: Rng::derived(window.seed, &[0x5_0ca5e, index as u64, hour]),
            seed: window.seed,
            start_ms: hour_ms,
            number: hour,
            crowd: 1,
            population: "showcase",
            events,
        };
        plan(&mut session, hour);
    }
}

/// What each address does in an hour, given the hours left (1 is the last one).
static PLANS: &[fn(&mut Session<'_>, u64)] = &[
    stuffer,
    impersonator,
    masscan,
    scanner,
    googlebot,
    fake_googlebot,
    human,
    human_v6,
    behind_cdn,
];

const MINUTE_MS: u64 = 60_000;

/// Moves the session's start to a minute of the hour.
fn at_minute(session: &mut Session<'_>, minute: u64) {
    session.start_ms = session.start_ms / 1_000 * 1_000 + minute * MINUTE_MS;
}

fn server(ip: &str, program: &'static Program) -> Arc<Client> {
    machine(ip.to_owned(), program, Seen::after(&syn::LINUX_SERVER, 11, 1_460))
}

/// Nine programs under Windows and macOS user agents, all from one Linux machine.
static STUFFER_PROGRAMS: &[&Program] = &[
    &disguises::REQUESTS_AS_CHROME,
    &disguises::GO_AS_CHROME,
    &disguises::AIOHTTP_AS_FIREFOX,
    &browsers::CHROME_142_WINDOWS,
    &browsers::CHROME_131_WINDOWS,
    &browsers::CHROME_150_WINDOWS,
    &browsers::FIREFOX_144_WINDOWS,
];

fn stuffer(session: &mut Session<'_>, hour: u64) {
    // Three earlier evenings' worth of tries, and the wave of the last three hours.
    let batches = match hour {
        1..=3 => 6,
        11 | 20 | 21 | 30 | 31 => 2,
        _ => 0,
    };
    let hour_start = session.start_ms;
    for batch in 0..batches {
        session.start_ms = hour_start;
        at_minute(session, batch * 9 + 1);
        let program = STUFFER_PROGRAMS[((hour + batch) % STUFFER_PROGRAMS.len() as u64) as usize];
        let client = server(STUFFER, program);
        attempts_from(session, &client, 22, 1_400);
        session.start_ms += 2 * MINUTE_MS;
        harvest(session, &client, 4);
    }
}

fn impersonator(session: &mut Session<'_>, hour: u64) {
    if hour % 3 == 1 {
        at_minute(session, 17);
        browse(session, &server(IMPERSONATOR, &disguises::GO_AS_CHROME));
    }
}

fn masscan(session: &mut Session<'_>, hour: u64) {
    if hour % 8 != 2 {
        return;
    }
    let seen = Seen::after(&syn::MASSCAN, 9, 1_460);
    let client = machine(MASSCAN.to_owned(), &tools::MASSCAN, seen);
    let start_ms = session.start_ms;
    for place in 0..14 {
        let mut connection = session.connect(&client);
        let request = Request::page(SERVER_V4, "/").answered(301, 162);
        session.send_clear(
            start_ms + 11 * MINUTE_MS + place * 700,
            &client,
            &mut connection,
            request,
        );
    }
}

fn scanner(session: &mut Session<'_>, hour: u64) {
    if matches!(hour, 2 | 9 | 26) {
        at_minute(session, 31);
        let client = server(SCANNER, &tools::NUCLEI);
        paths(session, &client, 80, false);
    }
}

fn googlebot(session: &mut Session<'_>, hour: u64) {
    if hour % 2 == 1 {
        at_minute(session, 5);
        let client =
            machine(GOOGLEBOT.to_owned(), &tools::GOOGLEBOT, Seen::after(&syn::LINUX, 13, 1_460));
        walk(session, &client, 14_000, 12);
    }
}

fn fake_googlebot(session: &mut Session<'_>, hour: u64) {
    if hour % 6 == 2 {
        at_minute(session, 41);
        let client = server(FAKE_GOOGLEBOT, &tools::FAKE_GOOGLEBOT_PYTHON);
        walk(session, &client, 800, 40);
    }
}

/// A person's visits: in the evening before, in the morning, and just now.
fn visits(session: &mut Session<'_>, hour: u64, client: Client, host: &'static str) {
    if matches!(hour, 1 | 4 | 13 | 22 | 27) {
        at_minute(session, 12);
        visit(session, client, host);
    }
}

fn person(ip: &str, program: &'static Program, home: usize, syn: Option<Seen>) -> Client {
    Client {
        ip: ip.to_owned(),
        program,
        user_agent: None,
        language: HOMES[home].languages[usize::from(program.hints.is_none())],
        syn,
        rtt_ms: HOMES[home].rtt_ms,
        cookies: true,
        forwarded: None,
    }
}

fn human(session: &mut Session<'_>, hour: u64) {
    let syn = Some(Seen::after(&syn::WINDOWS, 12, 1_460));
    let client = person(HUMAN, &browsers::CHROME_150_WINDOWS, 0, syn);
    visits(session, hour, client, SHOP);
}

fn human_v6(session: &mut Session<'_>, hour: u64) {
    let syn = Some(Seen::after(&syn::WINDOWS, 10, 1_440));
    let client = person(HUMAN_V6, &browsers::FIREFOX_144_WINDOWS, 8, syn);
    visits(session, hour, client, WWW);
}

fn behind_cdn(session: &mut Session<'_>, hour: u64) {
    let mut client = person(BEHIND_CDN, &browsers::CHROME_142_MACOS, 4, None);
    client.forwarded = Some(BEHIND_CDN.to_owned());
    visits(session, hour, client, OUTLET);
}
