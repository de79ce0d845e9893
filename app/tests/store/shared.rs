//! Who shares a campaign, a JA4 or a block, with values worked out by hand.

use app::domain::client_claim::Like;
use app::domain::ja4_report::{Counted, SharedBy};
use app::domain::range::Window;
use app::domain::threat::ThreatLevel;
use app::domain::time::{DAY, Timestamp};
use app::store::testing::TestDb;
use app::store::{campaigns, ja4, ja4_lists, neighbours};

use crate::analytics::{BOT, run, visited};
use crate::views_support::{JA4, hour_ms, ip};

fn hour() -> Timestamp {
    Timestamp(u32::try_from(hour_ms() / 1_000).unwrap())
}

/// The visits, and sessions of five addresses as a detector would have stored them: the rack twice.
async fn scored(name: &str) -> TestDb {
    let db = visited(name).await;
    let at = hour().0;
    let rows = format!(
        "SELECT toDateTime({at}) + age, toDateTime({at}), toIPv6(address), ja4, host, score, level, \
         'm', hits, org, country, campaign FROM values('age UInt32, address String, ja4 String, \
         host String, score Float32, level String, hits UInt64, org String, country String, \
         campaign Int32', \
         (10, '198.51.100.9', '{BOT}', 'www.example.com', 0.75, 'HIGH', 6, 'RACKS', 'US', 3), \
         (20, '198.51.100.9', '{BOT}', 'shop.example', 0.25, 'CRITICAL', 2, '', '', 3), \
         (30, '198.51.100.77', 'q', 'www.example.com', 0.5, 'MEDIUM', 5, 'RACKS', 'US', 3), \
         (40, '203.0.113.99', '{BOT}', 'www.example.com', 0.5, 'LOW', 1, 'HOME', 'FR', -1), \
         (50, '203.0.113.7', '{JA4}', 'www.example.com', 0, 'NORMAL', 3, 'HOME', 'FR', -1))"
    );
    let columns = "(detected_at, window_start, src_ip, ja4, host, anomaly_score, threat_level, \
                   model_name, hits, asn_org, country_code, campaign_id)";
    run(&db, &[
        &format!("INSERT INTO {{processing}}.ml_all_scores {columns} {rows}"),
        &format!("INSERT INTO {{processing}}.ml_detected_anomalies {columns} SELECT * FROM ({rows}) WHERE campaign >= 0"),
    ])
    .await;
    db
}

fn brief(rows: &[SharedBy]) -> Vec<(String, &str, u64, u64)> {
    rows.iter()
        .map(|r| (r.src_ip.to_string(), r.threat_level.as_str(), r.sessions, r.hits))
        .collect()
}

fn row(
    ip: &str,
    level: &'static str,
    sessions: u64,
    hits: u64,
) -> (String, &'static str, u64, u64) {
    (ip.to_owned(), level, sessions, hits)
}

#[tokio::test]
async fn a_campaign_and_its_addresses() {
    let db = scored("campaigns").await;
    let now = Timestamp(hour().0 + 7_200);
    let found = campaigns::list(&db, now).await.unwrap();
    let [campaign] = &found[..] else { panic!("{found:?}") };
    assert_eq!((campaign.campaign_id, campaign.sessions, campaign.addresses), (3, 3, 2));
    assert_eq!((campaign.ja4s, campaign.networks), (2, 1));
    assert_eq!(
        (&campaign.threat_level, campaign.worst_score),
        (&ThreatLevel::from("CRITICAL"), 0.75)
    );
    assert_eq!((campaign.host.as_str(), campaign.ja4.as_str()), ("www.example.com", BOT));
    assert_eq!(campaign.day.0 % DAY, 0);

    let members = campaigns::members(&db, 3, campaign.day).await.unwrap();
    let expected = [row("198.51.100.9", "CRITICAL", 2, 8), row("198.51.100.77", "MEDIUM", 1, 5)];
    assert_eq!(brief(&members), expected);
    // The newest session names no network, so the one before does.
    assert_eq!((members[0].asn_org.as_str(), members[0].country_code.as_str()), ("RACKS", "US"));
    assert_eq!(members[0].last_seen.0, hour().0 + 20);
    assert_eq!(campaigns::members(&db, 4, campaign.day).await.unwrap(), []);
    let day_before = Timestamp(campaign.day.0 - DAY);
    assert_eq!(campaigns::members(&db, 3, day_before).await.unwrap(), []);
}

#[tokio::test]
async fn a_fingerprint_and_who_shows_it() {
    let db = scored("ja4").await;
    let now = Timestamp(hour().0 + 7_200);
    let window = Window { from: hour(), to: None };
    let found = ja4::report(&db, BOT, window, now).await.unwrap();
    assert_eq!((found.bot_name.as_str(), found.browser_family.as_str()), ("curl", ""));
    assert_eq!(found.like.bots, ["curl"]);
    assert_eq!((found.sessions, found.addresses, found.hits), (3, 2, 9));
    assert_eq!(found.first_seen, Some(Timestamp(hour().0 + 10)));
    assert_eq!(found.last_seen, Some(Timestamp(hour().0 + 40)));
    let levels: Vec<_> = found.levels.iter().map(|l| (l.value.as_str(), l.sessions)).collect();
    assert_eq!(levels, [("CRITICAL", 1), ("HIGH", 1), ("LOW", 1)]);
    let pairs = |counted: &[Counted]| -> Vec<(String, u64)> {
        counted.iter().map(|c| (c.value.clone(), c.sessions)).collect()
    };
    let one = |value: &str| (value.to_owned(), 1);
    assert_eq!(pairs(&found.networks), [one(""), one("HOME"), one("RACKS")]);
    assert_eq!(pairs(&found.countries), [one(""), one("FR"), one("US")]);
    assert_eq!(pairs(&found.hosts), [("www.example.com".to_owned(), 2), one("shop.example")]);
    let expected = [row("198.51.100.9", "CRITICAL", 2, 8), row("203.0.113.99", "LOW", 1, 1)];
    assert_eq!(brief(&found.worst), expected);

    let earlier = Window { from: Timestamp(hour().0 - 600), to: Some(hour()) };
    let none = ja4::report(&db, BOT, earlier, now).await.unwrap();
    assert_eq!((none.sessions, none.first_seen, none.last_seen), (0, None, None));
    assert_eq!(none.bot_name, "curl");
}

/// More addresses and hosts than are listed, in no order of their own.
#[tokio::test]
async fn the_worst_of_many_are_listed() {
    let db = visited("many").await;
    let at = hour().0;
    let level = |n: u64| ["LOW", "CRITICAL", "MEDIUM"][(n % 3) as usize];
    let score = |n: u64| (n * 37 % 100) as f64 / 128.0;
    let rows: Vec<String> = (1..=90_u64)
        .map(|n| {
            format!(
                "({at}, {at}, toIPv6('203.0.113.{n}'), '{BOT}', 'h{}', {}, '{}', 'm', 1)",
                n % 12,
                score(n),
                level(n)
            )
        })
        .collect();
    let insert = format!(
        "INSERT INTO {{processing}}.ml_all_scores (detected_at, window_start, src_ip, ja4, host, \
         anomaly_score, threat_level, model_name, hits) VALUES {}",
        rows.join(", ")
    );
    run(&db, &[&insert]).await;
    let mut expected: Vec<u64> = (1..=90).collect();
    let severity = |n: u64| ThreatLevel::from(level(n)).severity();
    expected.sort_by(|a, b| {
        let scores = score(*b).total_cmp(&score(*a));
        severity(*b).cmp(&severity(*a)).then(scores).then(a.cmp(b))
    });
    let window = Window { from: hour(), to: None };
    let found = ja4::report(&db, BOT, window, Timestamp(at + 7_200)).await.unwrap();
    let worst: Vec<_> = found.worst.iter().map(|row| row.src_ip.to_string()).collect();
    let expected: Vec<_> = expected.iter().take(50).map(|n| format!("203.0.113.{n}")).collect();
    assert_eq!(worst, expected);
    assert_eq!(found.hosts.len(), 10);
    assert_eq!(found.sessions, 90);
}

#[tokio::test]
async fn names_of_the_lists_and_of_a_database_without_them() {
    let db = scored("names").await;
    let names = ja4_lists::names(&db, &[BOT, JA4, "?", "it's"]).await.unwrap();
    assert_eq!((names[BOT].bot.as_str(), names[JA4].browser_family.as_str()), ("curl", "Chromium"));
    assert_eq!((names["?"].bot.as_str(), names.len()), ("", 4));
    let bare = TestDb::empty("nameless").await.unwrap();
    assert!(ja4_lists::names(&bare, &[BOT]).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_address_its_fingerprints_and_who_is_like_it() {
    let db = scored("kin").await;
    let now = Timestamp(hour().0 + 7_200);
    let found = neighbours::neighbours(&db, ip("198.51.100.9"), now).await.unwrap();
    assert_eq!(found.block, "198.51.100.0/24");
    assert_eq!(brief(&found.nearby), [row("198.51.100.77", "MEDIUM", 1, 5)]);
    assert_eq!(brief(&found.same_ja4), [row("203.0.113.99", "LOW", 1, 1)]);
    assert_eq!(brief(&found.same_campaign), [row("198.51.100.77", "MEDIUM", 1, 5)]);
    let alone = neighbours::neighbours(&db, ip("203.0.113.7"), now).await.unwrap();
    assert_eq!(brief(&alone.nearby), [row("203.0.113.99", "LOW", 1, 1)]);
    assert_eq!((alone.same_ja4, alone.same_campaign), (Vec::new(), Vec::new()));

    let shown = neighbours::ja4s(&db, ip("198.51.100.9"), now).await.unwrap();
    let [only] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!((only.ja4.as_str(), only.hits, only.bot_name.as_str()), (BOT, 6, "curl"));
    assert_eq!(only.like, Like { bots: vec!["curl".to_owned()], families: Vec::new() });
    assert_eq!((only.first_hour, only.last_hour), (hour(), hour()));
}
