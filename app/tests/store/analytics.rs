//! The questions over the feature views against the seeds' own SQL and values worked out by hand.

use std::time::{SystemTime, UNIX_EPOCH};

use app::domain::log_record::LogRecord;
use app::domain::time::Timestamp;
use app::store::logs::insert;
use app::store::models::scoring;
use app::store::testing::TestDb;
use app::store::{behavior, browsers, features, fingerprints, geo, heatmap, radar};

use crate::views_support::{JA4, browser, hour_ms, ip, migrated, number};

pub(crate) const BOT: &str = "t13d190900_9dc949149365_97f8aa674fd9";

pub(crate) async fn run(db: &TestDb, statements: &[&str]) {
    for sql in statements {
        db.execute("test", &db.names().fill(sql)).await.unwrap();
    }
}

/// Three addresses: a French home with two hosts, an American datacenter, a network nobody knows.
pub(crate) async fn visited(name: &str) -> TestDb {
    let db = migrated(name).await;
    let family = format!(
        "INSERT INTO {{processing}}.browser_ja4 (ja4, browser_family) VALUES ('{JA4}', 'Chromium')"
    );
    let bot =
        format!("INSERT INTO {{processing}}.bot_ja4 (ja4, bot_name) VALUES ('{BOT}', 'curl')");
    run(&db, &[
        &family,
        &bot,
        "INSERT INTO {processing}.ref_asn (prefix, asn, country_code, name, org, domain) VALUES \
         ('203.0.113.0/24', 64500, 'FR', 'HOME', 'Home', 'd'), \
         ('198.51.100.0/24', 64501, 'US', 'RACKS', 'Racks', 'd')",
        "INSERT INTO {processing}.asn_reputation (src_asn, label) VALUES (64500, 'human'), (64501, 'datacenter')",
        "SYSTEM RELOAD DICTIONARY {processing}.dict_browser_ja4",
        "SYSTEM RELOAD DICTIONARY {processing}.dict_bot_ja4",
        "SYSTEM RELOAD DICTIONARY {processing}.dict_iplocate_asn",
        "SYSTEM RELOAD DICTIONARY {processing}.dict_asn_reputation",
    ])
    .await;
    let home = |at, path: &str| browser(at, "203.0.113.7", path);
    let rack = |at, path: &str| LogRecord {
        ja4: BOT.into(),
        method: "POST".into(),
        query: format!("q={at}"),
        ..browser(at, "198.51.100.9", path)
    };
    let mut records = vec![
        home(0, "/"),
        home(60_000, "/a.css"),
        home(120_000, "/b"),
        LogRecord { host: "shop.example".into(), ..home(130_000, "/") },
        browser(5_000, "192.0.2.9", "/"),
        // The hour before: older than the window that counts for the radar.
        LogRecord {
            time: Timestamp(u32::try_from((hour_ms() - 3_000_000) / 1_000).unwrap()),
            time_ms: hour_ms() - 3_000_000,
            ..home(0, "/older")
        },
    ];
    records.extend((0..6).map(|n| rack(n * 1_000, "/login")));
    insert(&db, &records, name).await.unwrap();
    db
}

#[tokio::test]
async fn sessions_by_country_network_fingerprint_and_browser() {
    let db = visited("groups").await;
    let geo = geo::geo(&db).await.unwrap();
    assert!(geo.is_available);
    assert_eq!((geo.unknown_countries, geo.unknown_networks), (1, 1));
    let countries: Vec<_> = geo
        .countries
        .iter()
        .map(|c| (c.country_code.as_str(), c.asn_label.as_str(), c.sessions, c.total_hits))
        .collect();
    assert_eq!(countries, [("FR", "human", 3, 5), ("US", "datacenter", 1, 6)]);
    let networks: Vec<_> = geo.asns.iter().map(|a| (a.asn_org.as_str(), a.sessions)).collect();
    assert_eq!(networks, [("HOME", 3), ("RACKS", 1)]);
    assert_eq!(geo.asns[1].avg_velocity, Some(0.1));
    assert_eq!(geo.asns[1].avg_fuzz, Some(3.0));

    let prints = fingerprints::fingerprints(&db).await.unwrap();
    let stats: Vec<_> = prints
        .ja4_stats
        .iter()
        .map(|s| (s.ja4.as_str(), s.asn_label.as_str(), s.sessions, s.total_hits))
        .collect();
    // Equals by their names.
    assert_eq!(stats, [(JA4, "human", 3, 5), (JA4, "unknown", 1, 1), (BOT, "datacenter", 1, 6)]);
    assert_eq!(prints.ja4_stats[0].avg_browser_score, Some(100.0));
    let bots: Vec<_> =
        prints.bot_ja4.iter().map(|b| (b.ja4.as_str(), b.bot_name.as_str(), b.sessions)).collect();
    assert_eq!(bots, [(BOT, "curl", 1)]);

    let browsers = browsers::browsers(&db).await.unwrap();
    let families: Vec<_> = browsers
        .distribution
        .iter()
        .map(|f| (f.browser_family.as_str(), f.sessions, f.unique_ips, f.total_hits))
        .collect();
    assert_eq!(families, [("Chromium", 4, 2, 6)]);
    assert_eq!(browsers.unknown_sessions, 0);
    let pairs: Vec<_> =
        browsers.top_ja4_by_browser.iter().map(|p| (p.ja4.as_str(), p.sessions)).collect();
    assert_eq!(pairs, [(JA4, 4)]);
}

#[tokio::test]
async fn points_distributions_and_the_radar() {
    let db = visited("points").await;
    let behavior = behavior::behavior(&db).await.unwrap();
    let hits: Vec<_> =
        behavior.scatter.iter().map(|point| (point.ip.to_string(), point.hits)).collect();
    let expected = [("198.51.100.9", 6), ("203.0.113.7", 3), ("192.0.2.9", 1)];
    assert_eq!(
        hits[..2],
        expected[..2].iter().map(|(ip, n)| ((*ip).to_owned(), *n)).collect::<Vec<_>>()
    );
    let first = &behavior.scatter[0];
    assert_eq!((first.bot_name.as_str(), first.asn_label.as_str()), ("curl", "datacenter"));
    assert_eq!(
        (first.modern_browser_score, first.header_count, first.is_ua_rotating),
        (Some(100), Some(7), Some(0))
    );
    let distributions = behavior.distributions.0.unwrap();
    for list in [
        &distributions.hit_velocity,
        &distributions.fuzzing_index,
        &distributions.post_ratio,
        &distributions.asset_ratio,
        &distributions.temporal_entropy,
        &distributions.path_diversity_ratio,
    ] {
        assert_eq!(list.iter().map(|bucket| bucket.cnt).sum::<u64>(), 5);
        assert!(list.windows(2).all(|pair| pair[0].bucket < pair[1].bucket));
    }
    let post: Vec<_> = distributions.post_ratio.iter().map(|b| (b.bucket, b.cnt)).collect();
    assert_eq!(post, [(Some(0.0), 4), (Some(0.86), 1)]);

    let radar = radar::radar(&db, ip("203.0.113.7")).await.unwrap();
    let own = radar.ip_values.0.unwrap();
    // Three requests in the newest window: the fuller of its two sessions.
    assert_eq!((own.asset_ratio, own.hit_velocity), (Some(0.25), Some(3.0 / 120.0)));
    assert_eq!(own.modern_browser_score, Some(100));
    let (human, bot) = (radar.human_baseline.0.unwrap(), radar.bot_baseline.0.unwrap());
    assert!((human.asset_ratio.unwrap() - 0.25 / 3.0).abs() < 1e-12);
    assert_eq!((bot.fuzzing_index, bot.post_ratio), (Some(3.0), Some(6.0 / 7.0)));
    let unknown = radar::radar(&db, ip("192.0.2.200")).await.unwrap();
    assert_eq!(unknown.ip_values.0, None);
    assert!(unknown.human_baseline.0.is_some());
}

/// The seed's averages, asked in its words.
async fn seed(db: &TestDb, expression: &str, filter: &str) -> f64 {
    let sql = format!(
        "SELECT {expression} FROM {{processing:Identifier}}.view_ai_features_1h WHERE {filter}"
    );
    db.read("test", &sql).fetch_one().await.unwrap()
}

#[tokio::test]
async fn features_are_the_averages_of_the_seed() {
    let db = visited("features").await;
    let features = features::features(&db).await.unwrap();
    for (part, filter, total) in [
        (features.ai_features, "1", 5),
        (features.human_profile, "asn_label = 'human'", 3),
        (features.bot_profile, "asn_label IN ('datacenter', 'hosting')", 1),
    ] {
        let part = part.0.unwrap();
        assert_eq!(part.total, total, "{filter}");
        for (found, column) in [
            (part.avg_hits, "hits"),
            (part.avg_velocity, "hit_velocity"),
            (part.avg_fuzz, "fuzzing_index"),
            (part.avg_post, "post_ratio"),
            (part.avg_asset, "asset_ratio"),
            (part.avg_direct, "direct_access_ratio"),
            (part.avg_entropy, "temporal_entropy"),
            (part.avg_path_div, "path_diversity_ratio"),
            (part.avg_browser, "modern_browser_score"),
            (part.avg_headers, "header_count"),
            (part.avg_port_density, "src_port_density"),
            (part.avg_ja4_count, "distinct_ja4_count"),
        ] {
            let expected = seed(&db, &format!("avg({column})"), filter).await;
            assert!((found.unwrap() - expected).abs() < 1e-12, "{column}: {found:?}");
        }
    }
    assert_eq!(features.feature_importance.len(), 8);
    for row in &features.feature_importance {
        let column = &row.column;
        let variance = seed(&db, &format!("varPop({column})"), "1").await;
        assert!((row.variance.unwrap() - variance).abs() < 1e-9, "{column}");
        let range = format!(
            "quantileExact(0.99)(toFloat64({column})) - quantileExact(0.01)(toFloat64({column}))"
        );
        let range = seed(&db, &range, "1").await;
        match row.score {
            Some(score) => assert!((score - variance / (range * range)).abs() < 1e-9, "{column}"),
            None => assert!(range.abs() < f64::EPSILON, "{column}"),
        }
    }
    let scores: Vec<_> =
        features.feature_importance.iter().map(|row| row.score.unwrap_or(-1.0)).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    // The seed asks the other view for columns it has not: its answer stays empty.
    assert_eq!(features.thesis_features.0, None);
}

#[tokio::test]
async fn averages_of_nothing_are_unknown() {
    let db = migrated("nothing").await;
    let features = features::features(&db).await.unwrap();
    let all = features.ai_features.0.unwrap();
    assert_eq!((all.total, all.avg_hits, all.avg_browser), (0, None, None));
    assert!(
        features.feature_importance.iter().all(|row| row.variance.is_none() && row.score.is_none())
    );
    assert!(geo::geo(&db).await.unwrap().countries.is_empty());
    assert_eq!(browsers::browsers(&db).await.unwrap().unknown_sessions, 0);
    let behavior = behavior::behavior(&db).await.unwrap();
    assert!(behavior.scatter.is_empty());
    assert!(behavior.distributions.0.unwrap().hit_velocity.is_empty());
    let radar = radar::radar(&db, ip("203.0.113.7")).await.unwrap();
    assert_eq!(radar.human_baseline.0.unwrap().hit_velocity, None);
}

#[tokio::test]
async fn requests_and_scores_of_seven_days() {
    let db = visited("week").await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = Timestamp(now.try_into().unwrap());
    let map = heatmap::heatmap(&db, now).await.unwrap();
    assert_eq!(map.hours.iter().map(|hour| hour.cnt).sum::<u64>(), 12);
    let sql = "SELECT count() FROM {logs}.http_logs WHERE toDayOfWeek(time) = ";
    for cell in &map.cells {
        let cell_sql = format!("{sql}{} AND toHour(time) = {}", cell.dow, cell.hour);
        assert_eq!(number(&db, &cell_sql).await, cell.cnt);
    }
    let score = |ago: u32, model: &str, level: &str| {
        let at = now.0 - ago;
        format!("({at}, {at}, '{model}', '{level}')")
    };
    let rows = [
        score(0, "Complet", "CRITICAL"),
        score(1, "Complet", "NORMAL"),
        score(2, "Applicatif", "LEGITIMATE_BROWSER"),
        score(6 * 86_400, "Complet", "LOW"),
        score(8 * 86_400, "Complet", "HIGH"),
    ];
    let insert = format!(
        "INSERT INTO {{processing}}.ml_all_scores (detected_at, window_start, model_name, threat_level) VALUES {}",
        rows.join(", ")
    );
    run(&db, &[&insert]).await;
    let scoring = scoring(&db, now).await.unwrap();
    let stats: Vec<_> = scoring
        .scoring_stats
        .iter()
        .map(|s| {
            (
                s.model_name.as_str(),
                s.scored,
                s.anomalous,
                now.since(s.first_seen),
                now.since(s.last_seen),
            )
        })
        .collect();
    assert_eq!(stats, [("Applicatif", 1, 0, 2, 2), ("Complet", 3, 2, 6 * 86_400, 0)]);
    assert_eq!(scoring.hours.iter().map(|hour| hour.scored).sum::<u64>(), 4);
}

#[tokio::test]
async fn a_view_that_is_missing_is_told_from_one_that_fails() {
    let db = visited("broken").await;
    run(&db, &["DROP TABLE {processing}.agg_host_ip_ja4_1h"]).await;
    assert!(geo::geo(&db).await.is_err());
    assert!(features::features(&db).await.is_err());
    assert!(behavior::behavior(&db).await.is_err());
    assert!(radar::radar(&db, ip("203.0.113.7")).await.is_err());
    run(
        &db,
        &[
            "DROP VIEW {processing}.view_ai_features_1h",
            "DROP VIEW {processing}.view_sessions_1h",
            "DROP VIEW {processing}.view_session_features_1h",
        ],
    )
    .await;
    assert!(!geo::geo(&db).await.unwrap().is_available);
    assert!(!fingerprints::fingerprints(&db).await.unwrap().is_available);
    assert!(!browsers::browsers(&db).await.unwrap().is_available);
    assert_eq!(behavior::behavior(&db).await.unwrap().distributions.0, None);
    let features = features::features(&db).await.unwrap();
    assert_eq!((features.ai_features.0, features.feature_importance.len()), (None, 0));
    assert_eq!(radar::radar(&db, ip("203.0.113.7")).await.unwrap().human_baseline.0, None);
    // Another program's view, with other columns.
    run(&db, &["CREATE VIEW {processing}.view_ai_features_1h AS SELECT toIPv6('::1') AS src_ip, 'x' AS ja4"])
        .await;
    assert!(!geo::geo(&db).await.unwrap().is_available);
}
