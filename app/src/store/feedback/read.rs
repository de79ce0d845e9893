//! The history of verdicts: of all, of one address, of one action.

use crate::domain::feedback::target::ADDRESSES_MAX;
use crate::domain::feedback::{FeedbackRow, VerdictId};
use crate::domain::ip::Ip;
use crate::store::{Db, Error, ErrorKind, Read, Result};

/// Rows a history has at most.
pub const SHOWN: u64 = 50;

/// The newest verdicts, newest first.
///
/// # Errors
/// When the query fails.
pub async fn recent(db: &Db) -> Result<Vec<FeedbackRow>> {
    rows(db, "feedback.recent", "1", "", |read| read.param("limit", SHOWN)).await
}

/// The newest actions, newest first; of an action on several addresses one row stands for all.
///
/// # Errors
/// When the query fails.
pub async fn recent_actions(db: &Db) -> Result<Vec<FeedbackRow>> {
    let once = "LIMIT 1 BY ifNull(batch, id)";
    rows(db, "feedback.recent_actions", "1", once, |read| read.param("limit", SHOWN)).await
}

/// The newest verdicts on one address, newest first.
///
/// # Errors
/// When the query fails.
pub async fn of_address(db: &Db, ip: Ip) -> Result<Vec<FeedbackRow>> {
    let about = |read: Read| read.param("ip", ip.clickhouse_text()).param("limit", SHOWN);
    rows(db, "feedback.of_address", "src_ip = {ip:IPv6}", "", about).await
}

/// The rows of one action on several addresses.
///
/// # Errors
/// When the query fails.
pub async fn batch(db: &Db, id: VerdictId) -> Result<Vec<FeedbackRow>> {
    let about = |read: Read| read.param("batch", id.0).param("limit", ADDRESSES_MAX as u64);
    rows(db, "feedback.batch", "batch = {batch:UInt64}", "", about).await
}

/// One verdict, `None` when there is none of this id.
///
/// # Errors
/// When the query fails.
pub async fn one(db: &Db, id: VerdictId) -> Result<Option<FeedbackRow>> {
    let about = |read: Read| read.param("id", id.0).param("limit", 1_u64);
    let found = rows(db, "feedback.one", "id = {id:UInt64}", "", about).await?;
    Ok(found.into_iter().next())
}

/// Rows of a condition, which is text of ours, with what became of each.
async fn rows(
    db: &Db,
    op: &'static str,
    condition: &'static str,
    once: &'static str,
    bind: impl Fn(Read) -> Read,
) -> Result<Vec<FeedbackRow>> {
    let sql = format!(
        "
        WITH chosen AS (
            SELECT *
            FROM {{processing:Identifier}}.soc_feedback
            WHERE {condition}
            ORDER BY created_at DESC, id DESC
            {once}
            LIMIT {{limit:UInt64}}
        )
        SELECT
            f.created_at AS created_at,
            f.src_ip AS src_ip,
            toString(f.src_ip) AS src_ip_str,
            toString(f.classification) AS classification,
            f.comment AS comment,
            if(f.author = '', 'unknown', toString(f.author)) AS author,
            nullIf(toString(f.previous), '') AS previous,
            nullIf(toString(f.reason), '') AS reason,
            f.id AS id,
            f.batch AS batch,
            f.undoes AS undoes,
            toBool((f.src_ip, f.id) IN (
                SELECT n.src_ip, argMax(n.id, (n.created_at, n.id))
                FROM {{processing:Identifier}}.soc_feedback AS n
                WHERE n.src_ip IN (SELECT src_ip FROM chosen)
                GROUP BY n.src_ip
            )) AS is_current,
            toBool(f.id IN (
                SELECT assumeNotNull(u.undoes)
                FROM {{processing:Identifier}}.soc_feedback AS u
                WHERE u.undoes IS NOT NULL AND u.src_ip IN (SELECT src_ip FROM chosen)
            )) AS is_undone
        FROM chosen AS f
        ORDER BY f.created_at DESC, f.id DESC"
    );
    match bind(db.read(op, &sql)).fetch_all().await {
        // A table of an older platform knows no author, no verdict before, and no undo.
        Err(Error { kind: ErrorKind::MissingColumn(_), .. }) => {
            bind(db.read(op, &of_the_seed(condition))).fetch_all().await
        }
        // The first verdict makes the table.
        Err(Error { kind: ErrorKind::MissingTable(_), .. }) => Ok(Vec::new()),
        answer => answer,
    }
}

fn of_the_seed(condition: &'static str) -> String {
    format!(
        "
        SELECT
            created_at,
            src_ip,
            toString(src_ip) AS src_ip_str,
            toString(classification) AS classification,
            comment,
            'unknown' AS author,
            CAST(NULL, 'Nullable(String)') AS previous,
            CAST(NULL, 'Nullable(String)') AS reason,
            bitShiftRight(sipHash64(src_ip, created_at, toString(classification), comment), 1) AS id,
            CAST(NULL, 'Nullable(UInt64)') AS batch,
            CAST(NULL, 'Nullable(UInt64)') AS undoes,
            toBool(0) AS is_current,
            toBool(0) AS is_undone
        FROM {{processing:Identifier}}.soc_feedback
        WHERE {condition}
        ORDER BY created_at DESC, id DESC
        LIMIT {{limit:UInt64}}"
    )
}
