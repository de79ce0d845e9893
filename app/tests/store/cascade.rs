//! Page loads with values worked out by hand.

use app::store::cascade::cascades;
use app::store::logs::insert;
use app::store::testing::TestDb;

use crate::views_support::{browser, ip, migrated};

#[tokio::test]
async fn pages_are_followed_by_what_stands_on_them_or_not() {
    let db = migrated("cascades").await;
    let visit = [(0, "/"), (100, "/a.css"), (300, "/b.js"), (9_000, "/next"), (60_000, "/c.png")];
    let visit: Vec<_> = visit.iter().map(|(at, path)| browser(*at, "203.0.113.7", path)).collect();
    insert(&db, &visit, "visit").await.unwrap();
    let script: Vec<_> =
        (0..4).map(|n| browser(n * 1_000, "198.51.100.3", &format!("/{n}"))).collect();
    insert(&db, &script, "script").await.unwrap();

    let loads = cascades(&db, ip("203.0.113.7")).await.unwrap();
    let [load] = &loads[..] else { panic!("{loads:?}") };
    assert_eq!((load.host.as_str(), load.pages, load.assets), ("www.example.com", 2, 3));
    // What comes 51 seconds after its page was not on it; the others came after 100 and 300 ms.
    assert_eq!((load.pages_with_assets, load.first_asset_ms), (1, Some(100.0)));
    assert_eq!(load.spread_ms, Some(100.0));
    assert_eq!(load.reading(), "too few pages to tell");

    let none = cascades(&db, ip("198.51.100.3")).await.unwrap();
    let [none] = &none[..] else { panic!("{none:?}") };
    assert_eq!((none.pages, none.assets, none.first_asset_ms, none.spread_ms), (4, 0, None, None));
    assert!(none.reading().contains("a script"));
    assert_eq!(cascades(&db, ip("192.0.2.1")).await.unwrap(), []);
}

#[tokio::test]
async fn a_database_without_the_view_has_none() {
    let db = TestDb::empty("no_cascades").await.unwrap();
    assert_eq!(cascades(&db, ip("203.0.113.7")).await.unwrap(), []);
}
