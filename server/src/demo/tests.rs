//! The demo as a whole: determinism, size, shape of each line, and the story it tells.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::IpAddr;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

use app::domain::time::{HOUR, Timestamp};
use serde_json::Value;

use super::stream::Stream;
use super::{DemoOptions, MIN_ROWS, SHOWCASE, records, reference};

const UNTIL: Timestamp = Timestamp(1_790_000_000);

fn options(rows: u64) -> DemoOptions {
    DemoOptions { rows: Some(rows), ..DemoOptions::new(7, UNTIL) }
}

fn parsed(rows: u64) -> Vec<Value> {
    records(options(rows)).map(|line| serde_json::from_str(&line).expect(&line)).collect()
}

/// A demo of natural size, generated once for all tests that only look.
fn natural() -> &'static [Value] {
    static LINES: OnceLock<Vec<Value>> = OnceLock::new();
    LINES.get_or_init(|| parsed(90_000))
}

fn text<'a>(line: &'a Value, key: &str) -> &'a str {
    line[key].as_str().unwrap_or("")
}

#[test]
fn a_seed_means_the_same_bytes_and_another_seed_other_bytes() {
    let bytes = |seed| records(DemoOptions { seed, ..options(MIN_ROWS) }).collect::<Vec<_>>();
    let first = bytes(7);
    assert!(first == bytes(7));
    let other = bytes(8);
    let first: HashSet<String> = first.into_iter().collect();
    assert!(other.iter().all(|line| !first.contains(line)));
}

#[test]
fn the_number_of_rows_is_as_asked() {
    for rows in [MIN_ROWS, 30_000, 120_000] {
        let count = records(options(rows)).count() as f64;
        assert!((count / rows as f64 - 1.0).abs() < 0.02, "{rows} asked, {count} made");
    }
    for hours in [0, 1, 6, 72, u32::MAX] {
        let options = DemoOptions { hours, ..options(MIN_ROWS) };
        let count = records(options).count() as f64;
        assert!((count / MIN_ROWS as f64 - 1.0).abs() < 0.03, "{hours} h: {count}");
    }
}

#[test]
fn every_line_is_a_record_within_the_window_and_in_order() {
    let (start, end) = (u64::from(UNTIL.0 - 36 * HOUR), u64::from(UNTIL.0));
    let mut last = 0;
    for line in natural() {
        let nanoseconds = line["timestamp"].as_u64().expect("a timestamp");
        let seconds = nanoseconds / 1_000_000_000;
        assert!((start..end).contains(&seconds), "{line}");
        assert!(nanoseconds >= last, "{line}");
        last = nanoseconds;
        let time = text(line, "time").trim_end_matches('Z');
        assert_eq!(Timestamp::parse(time).map(|at| u64::from(at.0)), Some(seconds));
        for key in ["src_ip", "dst_ip"] {
            assert!(text(line, key).parse::<IpAddr>().is_ok(), "{line}");
        }
        assert_eq!(line["synthetic"], true);
        assert_eq!(line["source"], "demo");
        assert!(["", "A", "B"].contains(&text(line, "orphan_side")));
        assert_eq!(line["correlated"].as_bool(), Some(text(line, "orphan_side").is_empty()));
    }
}

#[test]
fn every_ja4_has_the_shape_of_the_specification() {
    let all: BTreeSet<String> =
        parsed(40_000).iter().filter_map(|line| line["ja4"].as_str().map(str::to_owned)).collect();
    assert!(all.len() >= 18, "{}", all.len());
    for ja4 in all {
        let parts: Vec<&str> = ja4.split('_').collect();
        assert_eq!(parts.iter().map(|p| p.len()).collect::<Vec<_>>(), [10, 12, 12], "{ja4}");
        let (a, b, c) = (parts[0], parts[1], parts[2]);
        assert!(a.starts_with("t13") || a.starts_with("t12"), "{ja4}");
        assert!(matches!(&a[3..4], "d" | "i"), "{ja4}");
        assert!(a[4..8].bytes().all(|b| b.is_ascii_digit()), "{ja4}");
        assert!(matches!(&a[8..], "h2" | "h1" | "00"), "{ja4}");
        let hex = |part: &str| part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        assert!(hex(b) && hex(c), "{ja4}");
    }
}

#[test]
fn each_population_has_its_share_and_people_are_enough_for_a_baseline() {
    let lines = natural();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut sessions: BTreeMap<bool, BTreeSet<(&str, &str, &str, u64)>> = BTreeMap::new();
    let mut people = BTreeSet::new();
    for line in lines {
        let population = text(line, "demo_population");
        *counts.entry(population).or_default() += 1;
        if population == "humans" {
            people.insert(text(line, "src_ip"));
            let hour = line["timestamp"].as_u64().unwrap_or(0) / 3_600_000_000_000;
            sessions.entry(line["correlated"] == true).or_default().insert((
                text(line, "src_ip"),
                text(line, "ja4"),
                text(line, "host"),
                hour,
            ));
        }
    }
    for population in super::population::POPULATIONS {
        let share = counts.get(population.name).copied().unwrap_or(0) as f64 / lines.len() as f64;
        let wanted = population.share / 100.0;
        assert!((share / wanted - 1.0).abs() < 0.15, "{}: {share} of {wanted}", population.name);
    }
    assert!((500..=1_400).contains(&people.len()), "{} people", people.len());
    assert!(sessions[&true].len() >= 1_500, "correlated: {}", sessions[&true].len());
    assert!(sessions[&false].len() >= 500, "not correlated: {}", sessions[&false].len());
}

#[test]
fn the_last_hours_are_when_it_happens() {
    let mut attacks = [0_u32; 36];
    for line in natural() {
        let left = u64::from(UNTIL.0) - line["timestamp"].as_u64().unwrap_or(0) / 1_000_000_000;
        let population = text(line, "demo_population");
        if population.starts_with("stuffing") || population == "scrapers" {
            attacks[(left / 3_600).min(35) as usize] += 1;
        }
    }
    let calm = attacks[5..20].iter().max().copied().unwrap_or(0);
    assert!(attacks[0] > 20 * calm.max(1) && attacks[1] > 20 * calm.max(1), "{attacks:?}");
    assert!(attacks[20] > 3 * calm && attacks[25] > 3 * calm, "{attacks:?}");
}

#[test]
fn every_showcase_address_is_there_and_shows_what_it_is_for() {
    let lines = parsed(MIN_ROWS);
    let of = |ip: &str| lines.iter().filter(|l| text(l, "src_ip") == ip).collect::<Vec<_>>();
    for (ip, what) in SHOWCASE {
        let rows = of(ip);
        assert!(rows.len() >= 5, "{ip} ({what}): {} rows", rows.len());
        assert!(rows.iter().all(|l| text(l, "demo_population") == "showcase"), "{ip}");
    }
    let stuffer = of("203.0.113.7");
    let posts = stuffer.iter().filter(|l| l["method"] == "POST").count();
    let ja4s: BTreeSet<&str> = stuffer.iter().map(|l| text(l, "ja4")).collect();
    let hours: BTreeSet<u64> =
        stuffer.iter().map(|l| l["timestamp"].as_u64().unwrap_or(0) / 3_600_000_000_000).collect();
    assert!(posts >= 200 && ja4s.len() >= 5 && hours.len() >= 6, "{posts} {ja4s:?} {hours:?}");
    assert!(stuffer.iter().all(|l| text(l, "header_User-Agent").contains("Windows")
        && l["ip_meta_ttl"] == 53
        && l["tcp_meta_window_scale"] == 10));
    assert!(of("203.0.113.33").iter().all(|l| l["tcp_meta_window_size"] == 1_024));
    assert!(of("100.80.5.5").iter().all(|l| l["ip_meta_ttl"].is_null() && l["ja4"].is_null()));
}

#[test]
fn headers_come_in_the_order_of_the_browser() {
    // Navigation over HTTP/2 as in the curl-impersonate signatures, plus the cookie.
    let wanted = [
        (
            "Chrome/150",
            "Sec-Ch-Ua,Sec-Ch-Ua-Mobile,Sec-Ch-Ua-Platform,Upgrade-Insecure-Requests,User-Agent,Accept,Sec-Fetch-Site,Sec-Fetch-Mode,Sec-Fetch-User,Sec-Fetch-Dest,Accept-Encoding,Accept-Language,Cookie,Priority",
        ),
        (
            "Firefox/144",
            "User-Agent,Accept,Accept-Language,Accept-Encoding,Cookie,Upgrade-Insecure-Requests,Sec-Fetch-Dest,Sec-Fetch-Mode,Sec-Fetch-Site,Sec-Fetch-User,Priority,Te",
        ),
        (
            "Version/26.0",
            "Sec-Fetch-Dest,User-Agent,Accept,Sec-Fetch-Site,Sec-Fetch-Mode,Accept-Language,Priority,Accept-Encoding,Cookie",
        ),
    ];
    let lines = parsed(MIN_ROWS);
    for (browser, order) in wanted {
        let found = lines.iter().any(|l| {
            text(l, "demo_population") == "humans"
                && text(l, "header_User-Agent").contains(browser)
                && text(l, "header_Sec-Fetch-Site") == "none"
                && text(l, "client_headers") == order
        });
        assert!(found, "{browser}");
    }
    for line in lines.iter().filter(|l| text(l, "scheme") == "http") {
        assert!(!text(line, "client_headers").contains("Sec-"), "{line}");
        assert!(line["ja4"].is_null(), "{line}");
    }
}

#[test]
fn every_kind_of_record_and_hostile_text_occurs() {
    let lines = natural();
    let any = |test: &dyn Fn(&Value) -> bool| lines.iter().any(test);
    assert!(any(&|l| text(l, "orphan_side") == "A"));
    assert!(any(&|l| text(l, "orphan_side") == "B" && l["ja4"].is_string()));
    assert!(any(&|l| text(l, "orphan_side") == "B" && l["tcp_meta_window_size"] == 1_024));
    assert!(any(&|l| text(l, "scheme") == "http" && l["correlated"] == true));
    assert!(any(&|l| text(l, "src_ip").contains(':') && text(l, "demo_population") == "humans"));
    assert!(any(
        &|l| text(l, "src_ip").contains(':') && text(l, "demo_population") == "impersonators"
    ));
    assert!(any(&|l| text(l, "header_User-Agent").contains("<script>")));
    assert!(any(&|l| text(l, "header_User-Agent").contains('\u{202e}')));
    assert!(any(&|l| text(l, "header_User-Agent").contains("\u{1b}[31m")));
    assert!(any(&|l| text(l, "host").len() == 200));
    assert!(any(&|l| text(l, "path").contains('日')));
}

#[test]
fn attackers_and_people_come_from_reserved_space_that_the_reference_knows() {
    let networks = reference().networks;
    let mut known: HashMap<String, Option<usize>> = HashMap::new();
    for line in natural() {
        let ip = text(line, "src_ip").to_owned();
        let network = *known.entry(ip.clone()).or_insert_with(|| {
            let ip: IpAddr = ip.parse().expect("an address");
            let hits: Vec<usize> =
                (0..networks.len()).filter(|n| contains(networks[*n].cidr, ip)).collect();
            assert!(hits.len() <= 1, "{ip} is in {hits:?}");
            hits.first().copied()
        });
        match (network.map(|n| networks[n].label), text(line, "demo_population")) {
            (None, _) => assert!(ip.starts_with("240."), "{ip}"),
            (Some("datacenter"), population) if !ip.starts_with("198.18.") && !ip.contains(':') => {
                assert!(matches!(population, "crawlers" | "showcase"), "{ip} {population}");
            }
            (Some(label), "humans") => assert_eq!(label, "human", "{ip}"),
            _ => {}
        }
    }
    let labels: BTreeSet<&str> = networks.iter().map(|n| n.label).collect();
    for label in ["human", "isp", "datacenter", "hosting", "cdn"] {
        assert!(labels.contains(label), "{label}");
    }
}

/// Whether `cidr` holds `ip`.
fn contains(cidr: &str, ip: IpAddr) -> bool {
    let (network, length) = cidr.split_once('/').expect("a CIDR");
    let length: u32 = length.parse().expect("a prefix length");
    match (network.parse().expect("an address"), ip) {
        (IpAddr::V4(n), IpAddr::V4(ip)) => (n.to_bits() ^ ip.to_bits()).leading_zeros() >= length,
        (IpAddr::V6(n), IpAddr::V6(ip)) => (n.to_bits() ^ ip.to_bits()).leading_zeros() >= length,
        _ => false,
    }
}

#[test]
fn a_large_demo_streams_in_flat_memory() {
    let options = options(10_000_000);
    let mut stream = Stream::new(options.window());
    let mut most = 0;
    for _ in 0..150_000 {
        assert!(stream.next().is_some());
        most = most.max(stream.waiting());
    }
    // About 77 rows a second on average, and no session is longer than ten minutes.
    assert!(most < 120_000, "{most} events held");
    let start = Instant::now();
    let (lines, bytes) = records(options)
        .take(150_000)
        .fold((0_u64, 0_u64), |(lines, bytes), line| (lines + 1, bytes + line.len() as u64));
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{:.0} lines/s, {} bytes a line, at most {most} events held",
        lines as f64 / seconds,
        bytes / lines
    );
}

#[test]
fn verified_crawlers_come_from_the_ranges_their_operators_publish() {
    let Some(corpus) = std::env::var_os("JA4SOC_CORPUS") else {
        println!("skipped: JA4SOC_CORPUS is not set");
        return;
    };
    let ranges = |name: &str| -> Vec<String> {
        let file = Path::new(&corpus).join(format!("bots/known-bots/{name}.json"));
        let text = std::fs::read_to_string(file).expect(name);
        let rows: Value = serde_json::from_str(&text).expect(name);
        let rows = rows.as_array().expect("a list").iter();
        rows.map(|row| text_of(row, "ip")).filter(|cidr| cidr.contains('/')).collect()
    };
    let published = [("Googlebot", "googlebot"), ("bingbot", "bingbot"), ("GPTBot", "gptbot")]
        .map(|(agent, name)| (agent, ranges(name)));
    let mut seen = BTreeSet::new();
    for line in natural().iter().filter(|l| text(l, "demo_population") == "crawlers") {
        let ip: IpAddr = text(line, "src_ip").parse().expect("an address");
        let agent = text(line, "header_User-Agent");
        let (name, ranges) =
            published.iter().find(|(name, _)| agent.contains(name)).expect("a known crawler");
        assert!(ranges.iter().any(|cidr| contains(cidr, ip)), "{ip} is not {name}");
        seen.insert(*name);
    }
    assert_eq!(seen.len(), 3);
}

fn text_of(value: &Value, key: &str) -> String {
    text(value, key).to_owned()
}
