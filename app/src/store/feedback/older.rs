//! Verdicts in the database of an older platform, whose table knows four columns, if there is one.

use clickhouse::Row;
use serde::Serialize;

use super::Entry;
use crate::domain::feedback::VerdictId;
use crate::domain::ip::Ip;
use crate::domain::time::Timestamp;
use crate::store::{Database, Db, Result};

#[derive(Row, Serialize)]
struct OldRow<'a> {
    created_at: Timestamp,
    src_ip: Ip,
    classification: &'a str,
    comment: &'a str,
}

/// Appends a verdict as the old dashboard does, and returns the id it is read under.
pub(super) async fn append(
    db: &Db,
    op: &'static str,
    entry: &Entry,
    now: Timestamp,
) -> Result<VerdictId> {
    let mut write = db.write::<OldRow<'_>>(op, Database::Processing, "soc_feedback", None).await?;
    let row = OldRow {
        created_at: now,
        src_ip: entry.ip,
        classification: &entry.classification,
        comment: &entry.comment,
    };
    write.row(&row).await?;
    write.finish().await?;
    const ID: &str = "
        SELECT bitShiftRight(
            sipHash64({ip:IPv6}, {at:DateTime}, {classification:String}, {comment:String}), 1
        ) AS id";
    let id = db
        .read(op, ID)
        .param("ip", entry.ip.clickhouse_text())
        .param("at", now.0)
        .param("classification", &entry.classification)
        .param("comment", &entry.comment);
    Ok(VerdictId(id.fetch_one::<u64>().await?))
}
