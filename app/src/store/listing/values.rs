//! The values a column has, for whoever fills in a filter.

use serde::Deserialize;

use super::conditions::Conditions;
use super::{as_stored, table};
use crate::domain::listing::{Column, ListQuery};
use crate::domain::time::Timestamp;
use crate::store::Db;
use crate::store::error::Result;

/// Values offered.
const OFFERED: u64 = 20;
/// Seconds until nobody waits for them any more.
const SECONDS: u64 = 5;
/// Different values that are counted; of others, those that came first.
const MOST_COUNTED: &str = "100000";

/// A value and the rows that have it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, clickhouse::Row)]
pub struct Value {
    /// The value, as a filter takes it.
    pub value: String,
    /// Rows.
    pub cnt: u64,
}

/// The commonest values of a column that contain a text (ASCII letters of either case), among the
/// rows under the conditions of a question.
///
/// # Errors
/// When the query fails.
pub async fn values(
    db: &Db,
    query: &ListQuery,
    column: &Column,
    part: &str,
    now: Timestamp,
) -> Result<Vec<Value>> {
    let key = column.key;
    as_stored(|client| {
        let conditions = Conditions::new(query, now, client);
        let sql = format!(
            "SELECT toString({key}) AS value, count() AS cnt FROM {} WHERE {} AND toString({key}) != '' \
             AND positionCaseInsensitive(toString({key}), {{part:String}}) > 0 \
             GROUP BY value ORDER BY cnt DESC, value LIMIT {{offered:UInt64}}",
            table(query.listing),
            conditions.sql(),
        );
        let read = conditions.bind(db.read("list.values", &sql)).seconds(SECONDS);
        let read = read.setting("max_rows_to_group_by", MOST_COUNTED);
        let read = read.setting("group_by_overflow_mode", "any");
        read.param("part", part).param("offered", OFFERED).fetch_all()
    })
    .await
}
