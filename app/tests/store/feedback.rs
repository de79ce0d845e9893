//! Verdicts on the real engine: given, shown, undone, suggested.

use app::domain::feedback::target::Target;
use app::domain::feedback::{BulkReport, FeedbackRow, Judgement, Reason, Verdict, VerdictId};
use app::domain::ip::Ip;
use app::domain::time::{DAY, HOUR, Timestamp};
use app::store::feedback::{self, Undo};
use app::store::testing::TestDb;
use app::store::{ErrorKind, scoring};

use crate::views_support::{browser, hour_ms, ip, migrated, number};

const A: &str = "203.0.113.7";
const B: &str = "2001:db8::7";

/// The instant of the tests; rows of traffic lie in the hour before it.
fn now() -> Timestamp {
    Timestamp(u32::try_from(hour_ms() / 1_000).unwrap() + HOUR)
}

fn says(verdict: Verdict) -> Judgement {
    Judgement { verdict, reason: Reason::from_key("scraping"), comment: "prices".to_owned() }
}

async fn run(db: &TestDb, sql: &str) {
    db.execute("test", &db.names().fill(sql)).await.unwrap();
}

/// Verdict before and after, newest first.
fn changes(rows: &[FeedbackRow]) -> Vec<(&str, &str)> {
    let before = |row: &FeedbackRow| -> usize { row.previous.as_ref().map_or(0, String::len) };
    rows.iter()
        .map(|row| {
            assert!(row.previous.is_none() || before(row) > 0);
            (row.previous.as_deref().unwrap_or("-"), row.classification.as_str())
        })
        .collect()
}

#[tokio::test]
async fn a_verdict_knows_the_one_before_it_even_within_a_second() {
    let db = migrated("verdict").await;
    let (a, at) = (ip(A), now());
    let mut ids = Vec::new();
    for verdict in [Verdict::Suspicious, Verdict::Bot, Verdict::Bot, Verdict::Legitimate] {
        ids.push(feedback::classify(&db, a, &says(verdict), Some("Ada"), at).await.unwrap());
    }
    // A clock that goes back does not make a new verdict an old one.
    let last = feedback::classify(&db, a, &says(Verdict::Bot), None, at - 500).await.unwrap();
    ids.push(last);
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    let rows = feedback::of_address(&db, a).await.unwrap();
    assert_eq!(
        changes(&rows),
        [
            ("legitimate", "bot"),
            ("bot", "legitimate"),
            ("bot", "bot"),
            ("suspicious", "bot"),
            ("-", "suspicious")
        ]
    );
    assert_eq!(
        rows.iter().map(|row| row.is_current).collect::<Vec<_>>(),
        [true, false, false, false, false]
    );
    assert_eq!((rows[0].author.as_str(), rows[1].author.as_str()), ("unknown", "Ada"));
    assert_eq!((rows[0].reason.as_deref(), rows[0].comment.as_str()), (Some("scraping"), "prices"));
    assert_eq!((rows[0].id, rows[0].created_at, rows[0].batch), (last, at, None));
    assert_eq!(feedback::of_address(&db, ip(B)).await.unwrap(), []);
    assert_eq!(scoring::verdicts(&db).await.unwrap().get(&a).map(String::as_str), Some("bot"));
}

#[tokio::test]
async fn rows_of_the_old_dashboard_show_up_and_can_be_undone() {
    let db = migrated("seed").await;
    run(&db, "INSERT INTO {processing}.soc_feedback (src_ip, classification, comment) VALUES (toIPv6('203.0.113.7'), 'bot', 'plain')").await;
    let rows = feedback::recent(&db).await.unwrap();
    assert_eq!(changes(&rows), [("-", "bot")]);
    assert_eq!((rows[0].src_ip, rows[0].comment.as_str()), (ip(A), "plain"));
    assert_eq!(
        (rows[0].author.as_str(), &rows[0].reason, rows[0].is_current),
        ("unknown", &None, true)
    );
    // The id comes from what the row says, so it is the same after the part was rewritten.
    run(&db, "OPTIMIZE TABLE {processing}.soc_feedback FINAL").await;
    assert_eq!(feedback::recent(&db).await.unwrap()[0].id, rows[0].id);
    let at = rows[0].created_at;
    let undone = feedback::undo(&db, rows[0].id, None, at).await.unwrap();
    assert!(matches!(undone, Undo::Done(_)), "{undone:?}");
    assert_eq!(changes(&feedback::recent(&db).await.unwrap()), [("bot", ""), ("-", "bot")]);
    assert!(!scoring::verdicts(&db).await.unwrap().contains_key(&ip(A)));
}

#[tokio::test]
async fn rows_from_before_the_migration_have_ids_that_stay() {
    let db = migrated("before").await;
    run(&db, "ALTER TABLE {processing}.soc_feedback DROP COLUMN id, DROP COLUMN reason, DROP COLUMN batch, DROP COLUMN undoes").await;
    run(&db, "INSERT INTO {processing}.soc_feedback (src_ip, classification, comment) VALUES (toIPv6('203.0.113.7'), 'bot', 'old')").await;
    run(&db, "ALTER TABLE {processing}.schema_migrations DELETE WHERE version >= 16 SETTINGS mutations_sync = 2").await;
    // Until then the seed's four columns are what there is.
    let old = feedback::recent(&db).await.unwrap();
    assert_eq!((changes(&old), old[0].is_current), (vec![("-", "bot")], false));
    let at = Timestamp(old[0].created_at.0 + 1);
    let id = feedback::classify(&db, ip(B), &says(Verdict::Bot), Some("Ada"), at).await.unwrap();
    let given = feedback::one(&db, id).await.unwrap().unwrap();
    assert_eq!((given.src_ip, given.comment.as_str(), given.created_at), (ip(B), "prices", at));
    assert_eq!((given.author.as_str(), &given.reason), ("unknown", &None));
    let both = feedback::classify_all(&db, &[ip(A), ip(B)], &says(Verdict::Bot), None, at).await;
    assert!(matches!(both.unwrap_err().kind, ErrorKind::MissingColumn(_)));
    app::store::migrate::migrate(&db, &app::store::migrate::Retention::default()).await.unwrap();
    let rows = feedback::recent(&db).await.unwrap();
    assert_eq!((rows[0].id, rows[1].id, rows[1].is_current), (id, old[0].id, true));
    run(&db, "OPTIMIZE TABLE {processing}.soc_feedback FINAL").await;
    assert_eq!(feedback::one(&db, old[0].id).await.unwrap(), Some(rows[1].clone()));
}

#[tokio::test]
async fn the_first_verdict_makes_the_table() {
    let db = TestDb::empty("first_verdict").await.unwrap();
    assert_eq!(feedback::recent(&db).await.unwrap(), []);
    let at = now();
    let id = feedback::classify(&db, ip(A), &says(Verdict::Bot), Some("Ada"), at).await.unwrap();
    let rows = feedback::recent(&db).await.unwrap();
    assert_eq!((rows[0].id, rows[0].author.as_str(), rows[0].is_current), (id, "Ada", true));
    assert!(app::store::migrate::foreign_table(&db).await.unwrap().is_some(), "still another's");
}

#[tokio::test]
async fn an_undo_is_a_new_row_and_only_the_newest_can_be_undone() {
    let db = migrated("undo").await;
    let (a, at) = (ip(A), now());
    let first = feedback::classify(&db, a, &says(Verdict::Suspicious), None, at).await.unwrap();
    let second = feedback::classify(&db, a, &says(Verdict::Bot), None, at).await.unwrap();
    assert_eq!(feedback::undo(&db, first, None, at).await.unwrap(), Undo::JudgedSince);
    assert_eq!(feedback::undo(&db, VerdictId(7), None, at).await.unwrap(), Undo::Unknown);
    let Undo::Done(undo) = feedback::undo(&db, second, Some("Bob"), at).await.unwrap() else {
        panic!("refused")
    };
    let rows = feedback::of_address(&db, a).await.unwrap();
    assert_eq!(changes(&rows), [("bot", "suspicious"), ("suspicious", "bot"), ("-", "suspicious")]);
    assert_eq!(
        (rows[0].undoes, rows[0].author.as_str(), rows[1].is_undone),
        (Some(second), "Bob", true)
    );
    assert_eq!(feedback::undo(&db, second, None, at).await.unwrap(), Undo::JudgedSince);
    // An undo is a verdict like any other.
    assert!(matches!(feedback::undo(&db, undo, None, at).await.unwrap(), Undo::Done(_)));
    assert_eq!(scoring::verdicts(&db).await.unwrap()[&a], "bot");
    assert_eq!(number(&db, "SELECT count() FROM {processing}.soc_feedback").await, 4);
}

#[tokio::test]
async fn many_are_judged_and_taken_back_at_once() {
    let db = migrated("bulk").await;
    let at = now();
    let ips: Vec<Ip> = (0..1_000).map(|n| ip(&format!("10.0.{}.{}", n / 250, n % 250))).collect();
    feedback::classify(&db, ips[0], &says(Verdict::Bot), None, at).await.unwrap();
    feedback::classify(&db, ips[1], &says(Verdict::Legitimate), None, at).await.unwrap();
    let batch =
        feedback::classify_all(&db, &ips, &says(Verdict::Bot), Some("Ada"), at).await.unwrap();
    let report = async || BulkReport::of(feedback::batch(&db, batch).await.unwrap()).unwrap();
    let told = report().await;
    assert_eq!((told.batch, told.changed, told.unchanged, told.undoable()), (batch, 999, 1, 999));
    assert_eq!(number(&db, "SELECT uniqExact(id) FROM {processing}.soc_feedback").await, 1_002);
    // Of the action one row stands for all; the verdicts before it follow.
    assert_eq!(feedback::recent_actions(&db).await.unwrap().len(), 3);
    assert_eq!(feedback::recent(&db).await.unwrap().len(), 50);

    feedback::classify(&db, ips[2], &says(Verdict::Suspicious), None, at).await.unwrap();
    assert_eq!(feedback::undo_batch(&db, batch, None, at).await.unwrap(), 998);
    let told = report().await;
    assert_eq!((told.undone, told.judged_again, told.undoable()), (998, 1, 0));
    assert_eq!(feedback::undo_batch(&db, batch, None, at).await.unwrap(), 0);
    let verdicts = scoring::verdicts(&db).await.unwrap();
    let left: Vec<_> = ips.iter().filter_map(|ip| verdicts.get(ip)).collect();
    assert_eq!(left, ["bot", "legitimate", "suspicious"]);
    assert_eq!(feedback::undo_batch(&db, VerdictId(7), None, at).await.unwrap(), 0);
}

#[tokio::test]
async fn writers_at_once_do_not_lose_a_verdict() {
    let db = migrated("atonce").await;
    let (a, at) = (ip(A), now());
    let one = |n: usize| {
        let verdict = Verdict::ALL[n % 3];
        let db = &db;
        async move { feedback::classify(db, a, &says(verdict), None, at).await.unwrap() }
    };
    tokio::join!(one(0), one(1), one(2), one(3), one(4), one(5));
    let rows = feedback::of_address(&db, a).await.unwrap();
    assert_eq!(rows.len(), 6);
    for pair in rows.windows(2) {
        assert_eq!(pair[0].previous.as_deref(), Some(pair[1].classification.as_str()));
    }
}

/// Detections of the last day and before, with a session that was scored again.
async fn detections(db: &TestDb) {
    for (ip, ago, score, level, reason, hits, host) in [
        ("10.1.0.1", HOUR, 0.9, "HIGH", "high", 10, "a"),
        ("10.1.0.2", HOUR, 0.4, "LOW", "replaced", 50, "a"),
        ("10.1.0.2", HOUR / 2, 0.3, "CRITICAL", "critical", 6, "a"),
        ("10.1.0.2", 2 * HOUR, 0.8, "LOW", "low", 7, "b"),
        ("10.1.0.3", HOUR, 0.95, "HIGH", "judged", 3, "a"),
        ("10.1.0.4", DAY + HOUR, 0.99, "CRITICAL", "yesterday", 3, "a"),
    ] {
        let (at, hour) = (now().0 - ago, now().0 - DAY);
        let sql = format!(
            "INSERT INTO {{processing}}.ml_detected_anomalies (src_ip, detected_at, window_start, \
             ja4, host, threat_level, anomaly_score, reason, hits, asn_org, country_code) VALUES \
             ('{ip}', {at}, {hour}, 'j', '{host}', '{level}', {score}, '{reason}', {hits}, \
             'Net {score}', 'FR')"
        );
        run(db, &sql).await;
    }
}

#[tokio::test]
async fn the_worst_without_a_verdict_are_suggested() {
    let db = migrated("suggest").await;
    detections(&db).await;
    let at = now();
    let id = feedback::classify(&db, ip("10.1.0.3"), &says(Verdict::Bot), None, at).await.unwrap();
    let found = feedback::suggestions(&db, at).await.unwrap();
    let shown: Vec<_> = found
        .iter()
        .map(|row| {
            (row.src_ip.to_string(), row.threat_level.as_str(), row.reason.as_str(), row.hits)
        })
        .collect();
    assert_eq!(
        shown,
        // The session of host a was scored again, and counts as it was then.
        [
            ("10.1.0.2".to_owned(), "CRITICAL", "critical", 13),
            ("10.1.0.1".to_owned(), "HIGH", "high", 10)
        ]
    );
    assert!((found[0].score - 0.8).abs() < 1e-6, "{}", found[0].score);
    assert_eq!((found[1].asn_org.as_str(), found[1].country_code.as_str()), ("Net 0.9", "FR"));
    // Whoever loses the verdict is suggested again.
    feedback::undo(&db, id, None, at).await.unwrap();
    assert_eq!(feedback::suggestions(&db, at).await.unwrap().len(), 3);
    assert_eq!(feedback::detected(&db, at).await.unwrap(), 3);
    assert_eq!(feedback::detected(&db, Timestamp(at.0 + 5 * DAY)).await.unwrap(), 0);
}

#[tokio::test]
async fn a_network_stands_for_the_addresses_seen_in_it() {
    let db = migrated("preview").await;
    let seen: Vec<_> =
        ["198.51.100.1", "198.51.100.2", "198.51.101.1", B].map(|ip| browser(0, ip, "/")).into();
    app::store::logs::insert(&db, &seen, "seen").await.unwrap();
    run(&db, &format!("INSERT INTO {{processing}}.ml_all_scores (src_ip, detected_at, window_start, threat_level, anomaly_score) VALUES \
        ('198.51.100.2', {0}, {0}, 'LOW', 0.1), ('198.51.100.2', {0}, {0} - 3600, 'HIGH', 0.5), ('203.0.113.7', {0}, {0}, 'CRITICAL', 0.9)", now().0)).await;
    feedback::classify(&db, ip(A), &says(Verdict::Bot), None, now()).await.unwrap();
    let text = format!("198.51.100.0/24\n{A} 198.51.100.1 2001:db8::/32\n192.0.2.0/24 nope");
    let found = feedback::preview(&db, Target::parse(&text), now()).await.unwrap();
    let shown: Vec<_> = found
        .worst
        .iter()
        .map(|row| {
            let level = row.threat_level.as_ref().map(|level| level.as_str().to_owned());
            (
                row.src_ip.to_string(),
                level.unwrap_or_default(),
                row.verdict.clone().unwrap_or_default(),
            )
        })
        .collect();
    let row = |ip: &str, level: &str, verdict: &str| {
        (ip.to_owned(), level.to_owned(), verdict.to_owned())
    };
    assert_eq!(
        shown,
        [
            row(A, "CRITICAL", "bot"),
            row("198.51.100.2", "HIGH", ""),
            row("198.51.100.1", "", ""),
            row(B, "", "")
        ]
    );
    assert_eq!((found.addresses.len(), found.rejected_total), (4, 2));
    assert_eq!(found.standing, [("bot".to_owned(), 1)]);
    let rejected: Vec<_> =
        found.rejected.iter().map(|entry| (entry.line, entry.text.as_str())).collect();
    assert_eq!(rejected, [(3, "nope"), (3, "192.0.2.0/24")]);
    // Long ago is not seen.
    let later = Timestamp(now().0 + 31 * DAY);
    let gone = feedback::preview(&db, Target::parse("198.51.100.0/24"), later).await.unwrap();
    assert!(gone.addresses.is_empty() && gone.rejected_total == 1);
}

#[tokio::test]
async fn a_network_with_too_many_addresses_is_refused_whole() {
    let db = migrated("toomany").await;
    let seen: Vec<_> =
        (0..1_001).map(|n| browser(0, &format!("10.7.{}.{}", n / 250, n % 250), "/")).collect();
    app::store::logs::insert(&db, &seen, "many").await.unwrap();
    let found = feedback::preview(&db, Target::parse("10.7.0.0/16"), now()).await.unwrap();
    assert!(found.addresses.is_empty());
    assert!(found.rejected[0].reason.contains("more than 1000"), "{:?}", found.rejected);
    let found = feedback::preview(&db, Target::parse("10.7.0.0/24"), now()).await.unwrap();
    assert_eq!((found.addresses.len(), found.worst.len(), found.rejected_total), (250, 20, 0));
    assert_eq!((found.standing.len(), found.others.len()), (0, 230));
    assert_eq!(found.others[229].to_string(), "10.7.0.249");
}

#[tokio::test]
async fn whatever_is_written_comes_back_as_it_was() {
    let db = migrated("hostile").await;
    let (a, at) = (ip(A), now());
    for comment in [
        "'; DROP TABLE x --",
        "\\N",
        "\0\t\n\n\r",
        "é ☃ 😀 百度",
        "{ips:String}",
        &"x".repeat(4_096),
    ] {
        let judgement = Judgement { comment: comment.to_owned(), ..says(Verdict::Bot) };
        feedback::classify(&db, a, &judgement, Some(comment), at).await.unwrap();
        let row = &feedback::of_address(&db, a).await.unwrap()[0];
        assert_eq!((row.comment.as_str(), row.author.as_str()), (comment, comment));
    }
}

#[tokio::test]
async fn nothing_is_asked_in_vain_of_an_empty_database() {
    let db = migrated("none").await;
    assert_eq!(feedback::recent(&db).await.unwrap(), []);
    assert_eq!(feedback::recent_actions(&db).await.unwrap(), []);
    assert_eq!(feedback::batch(&db, VerdictId(1)).await.unwrap(), []);
    assert_eq!(feedback::one(&db, VerdictId(1)).await.unwrap(), None);
    assert_eq!(feedback::suggestions(&db, now()).await.unwrap(), []);
    let none = feedback::preview(&db, Target::parse(""), now()).await.unwrap();
    assert!(none.addresses.is_empty() && none.rejected_total == 0);
}
