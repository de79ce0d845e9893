//! The values a filter can take.

use std::time::{SystemTime, UNIX_EPOCH};

use app::domain::listing::{ListQuery, Listing};
use app::domain::log_record::LogRecord;
use app::domain::params::Params;
use app::domain::time::Timestamp;
use app::store::listing::{total, values};
use app::store::logs::insert;
use app::store::testing::TestDb;

use crate::analytics::visited;
use crate::views_support::browser;

fn now() -> Timestamp {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    Timestamp(now.try_into().unwrap())
}

async fn offered(
    db: &TestDb,
    listing: Listing,
    asked: &str,
    field: &str,
    part: &str,
) -> Vec<(String, u64)> {
    let query = ListQuery::parse(listing, &Params::parse(asked)).unwrap();
    let column = listing.column(field).unwrap();
    assert!(column.has_values());
    let found = values(db, &query, column, part, now()).await.unwrap();
    found.into_iter().map(|value| (value.value, value.cnt)).collect()
}

fn pairs(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(value, cnt)| ((*value).to_owned(), *cnt)).collect()
}

#[tokio::test]
async fn values_are_those_of_the_rows_commonest_first() {
    let db = visited("values").await;
    let of = async |asked, field, part| offered(&db, Listing::Traffic, asked, field, part).await;
    let all = [("www.example.com", 11), ("shop.example", 1)];
    assert_eq!(of("", "host", "").await, pairs(&all));
    assert_eq!(of("", "host", "SHOP").await, pairs(&all[1..]));
    assert_eq!(
        of("src_ip=203.0.113.7&method=GET", "host", "").await,
        pairs(&[("www.example.com", 4), all[1]])
    );
    assert_eq!(of("", "http_version", "").await, pairs(&[("2", 12)]));
    assert_eq!(of("", "http_status", "").await, [], "the log of the visits has none");
    assert_eq!(of("", "path", "/").await[0], ("/login".to_owned(), 6));
    // What is typed is text, and what is empty is no value.
    for part in ["%", "_", "'", "\\", "{part:String}"] {
        assert_eq!(of("", "host", part).await, [], "{part}");
    }
    assert_eq!(offered(&db, Listing::Scores, "", "bot_name", "").await, []);
}

#[tokio::test]
async fn what_has_no_status_is_not_left_out_with_one() {
    let db = visited("status").await;
    let with = LogRecord { status: Some(401), ..browser(9_000, "203.0.113.8", "/login") };
    insert(&db, &[with], "one more").await.unwrap();
    let count = async |asked| {
        let query = ListQuery::parse(Listing::Traffic, &Params::parse(asked)).unwrap();
        total(&db, &query, now()).await.unwrap()
    };
    assert_eq!(count("http_status=401").await, 1);
    assert_eq!(count("not_http_status=401").await, 12);
    assert_eq!(count("not_http_status=404").await, 13);
    assert_eq!(count("not_src_ip=203.0.113.0/24").await, 7);
}
