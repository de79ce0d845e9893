//! Reference lists: loaded once, replaced whole, never over somebody else's rows.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use app::store::migrate::{Retention, migrate};
use app::store::reference::{Outcome, ReferenceList, ReferenceTable, held, load};
use app::store::testing::TestDb;
use bytes::Bytes;

static CALLS: AtomicU32 = AtomicU32::new(0);

async fn migrated(name: &str) -> TestDb {
    let db = TestDb::empty(name).await.unwrap();
    migrate(&db, &Retention::default()).await.unwrap();
    db
}

fn bots(checksum: &str, rows: &'static str) -> ReferenceList {
    ReferenceList {
        table: ReferenceTable::BotIp,
        source: format!("it's a \\test\\ {checksum}"),
        checksum: checksum.to_owned(),
        rows: Arc::new(move || Ok(Bytes::from(format!("prefix\tbot_name\n{rows}")))),
    }
}

async fn name_of(db: &TestDb, ip: &str) -> String {
    let sql =
        "SELECT dictGet(concat({db:String}, '.dict_bot_ip'), 'bot_name', toIPv6({ip:String}))";
    let db_name = db.names().processing().to_owned();
    db.read("test", sql).param("db", db_name).param("ip", ip).fetch_one().await.unwrap()
}

async fn outcome(db: &TestDb, list: &ReferenceList) -> (Outcome, u64) {
    let loaded = load(db, std::slice::from_ref(list)).await.unwrap();
    (loaded[0].outcome, loaded[0].rows)
}

#[tokio::test]
async fn a_list_is_loaded_once_and_replaced_when_it_changes() {
    let db = migrated("replaced").await;
    let first = bots("aa", "203.0.113.0/24\tOne\n2001:db8::/32\tSix\n");
    assert_eq!(outcome(&db, &first).await, (Outcome::Replaced, 2));
    assert_eq!(name_of(&db, "203.0.113.9").await, "One");
    assert_eq!(name_of(&db, "::ffff:203.0.113.9").await, "One");
    assert_eq!(name_of(&db, "2001:db8::1").await, "Six");
    assert_eq!(name_of(&db, "198.51.100.1").await, "");

    let make = || -> io::Result<Bytes> {
        CALLS.fetch_add(1, Ordering::Relaxed);
        Ok(Bytes::new())
    };
    let same = ReferenceList { rows: Arc::new(make), ..first };
    assert_eq!(outcome(&db, &same).await, (Outcome::Unchanged, 2));
    assert_eq!(CALLS.load(Ordering::Relaxed), 0, "rows are made only when they are needed");

    assert_eq!(outcome(&db, &bots("bb", "198.51.100.0/24\tTwo\n")).await, (Outcome::Replaced, 1));
    assert_eq!(name_of(&db, "198.51.100.1").await, "Two");
    assert_eq!(name_of(&db, "203.0.113.9").await, "");

    let kept = held(&db).await.unwrap();
    let kept = kept.iter().find(|held| held.table == ReferenceTable::BotIp).unwrap();
    assert_eq!((kept.source.as_str(), kept.rows), ("it's a \\test\\ bb", 1));
}

#[tokio::test]
async fn an_emptied_list_empties_the_table() {
    let db = migrated("emptied").await;
    outcome(&db, &bots("aa", "203.0.113.0/24\tOne\n")).await;
    assert_eq!(outcome(&db, &bots("bb", "")).await, (Outcome::Replaced, 0));
    assert_eq!(name_of(&db, "203.0.113.9").await, "");
}

#[tokio::test]
async fn rows_somebody_else_put_there_are_left_alone() {
    let db = migrated("foreign").await;
    db.execute(
        "test",
        &db.names().fill(
            "INSERT INTO {processing}.bot_ip (prefix, bot_name) VALUES ('192.0.2.0/24', 'Theirs')",
        ),
    )
    .await
    .unwrap();
    assert_eq!(outcome(&db, &bots("aa", "203.0.113.0/24\tOne\n")).await, (Outcome::LeftAlone, 1));
    assert_eq!(name_of(&db, "192.0.2.1").await, "Theirs");
}

#[tokio::test]
async fn a_list_with_a_bad_row_changes_nothing_and_leaves_nothing_behind() {
    let db = migrated("refused").await;
    outcome(&db, &bots("aa", "203.0.113.0/24\tOne\n")).await;
    let bad = bots("bb", "198.51.100.0/24\tTwo\n300.0.0.0/8\tBad\n");
    load(&db, &[bad]).await.unwrap_err();
    assert_eq!(name_of(&db, "203.0.113.9").await, "One");
    let sql =
        "SELECT count() FROM system.tables WHERE database = {db:String} AND name LIKE '%next%'";
    let left: u64 =
        db.read("test", sql).param("db", db.names().processing()).fetch_one().await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_load_that_was_interrupted_is_done_again() {
    let db = migrated("interrupted").await;
    let list = bots("aa", "203.0.113.0/24\tOne\n");
    outcome(&db, &list).await;
    let sql = "ALTER TABLE {processing}.bot_ip MODIFY COMMENT 'ja4soc reference - half way'";
    db.execute("test", &db.names().fill(sql)).await.unwrap();
    assert_eq!(outcome(&db, &list).await, (Outcome::Replaced, 1));
    assert_eq!(outcome(&db, &list).await, (Outcome::Unchanged, 1));
}
