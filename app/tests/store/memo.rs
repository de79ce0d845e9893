//! Kept answers: never one that the database would not give now.

use app::store::logs::insert;
use app::store::{browsers, features, geo, radar};

use crate::analytics::{run, visited};
use crate::views_support::{browser, ip};

#[tokio::test]
async fn a_new_request_changes_the_next_answer() {
    let db = visited("memo").await;
    let total = || async { features::features(&db).await.unwrap().ai_features.0.unwrap().total };
    let unknown = || async { browsers::browsers(&db).await.unwrap().distribution[0].sessions };
    assert_eq!((total().await, total().await, unknown().await), (5, 5, 4));
    for n in 1..=3 {
        let address = format!("192.0.2.{}", 100 + n);
        insert(&db, &[browser(1_000, &address, "/")], &address).await.unwrap();
        assert_eq!((total().await, unknown().await), (5 + n, 4 + n));
        let values = radar::radar(&db, ip(&address)).await.unwrap().ip_values.0;
        assert!(values.is_some(), "{address}");
    }
}

#[tokio::test]
async fn a_new_list_changes_the_next_answer() {
    let db = visited("memo_lists").await;
    let label = || async { geo::geo(&db).await.unwrap().asns[0].asn_label.clone() };
    assert_eq!(label().await, "human");
    run(
        &db,
        &[
            "TRUNCATE TABLE {processing}.asn_reputation",
            "INSERT INTO {processing}.asn_reputation (src_asn, label) VALUES (64500, 'hosting')",
            "SYSTEM RELOAD DICTIONARY {processing}.dict_asn_reputation",
        ],
    )
    .await;
    assert_eq!(label().await, "hosting");
}

#[tokio::test]
async fn rows_that_vanish_are_no_longer_in_the_answer() {
    let db = visited("memo_gone").await;
    assert_eq!(geo::geo(&db).await.unwrap().countries.len(), 2);
    run(&db, &["TRUNCATE TABLE {processing}.agg_host_ip_ja4_1h"]).await;
    assert!(geo::geo(&db).await.unwrap().countries.is_empty());
}

#[tokio::test]
async fn many_at_once_get_the_same_answer() {
    let db = visited("memo_many").await;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let db = app::store::Db::clone(&db);
        asking.spawn(async move { geo::geo(&db).await.unwrap() });
    }
    let answers = asking.join_all().await;
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}
