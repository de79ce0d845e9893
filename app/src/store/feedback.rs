//! Verdicts of analysts: appended, never changed and never deleted.

mod older;
mod read;
mod suggest;

use clickhouse::Row;
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, MutexGuard};

pub use self::read::{SHOWN, batch, of_address, one, recent, recent_actions};
pub use self::suggest::{detected, preview, suggestions};
use super::{Database, Db, Error, ErrorKind, Result, migrate};
use crate::domain::feedback::author::UNKNOWN;
use crate::domain::feedback::{FeedbackRow, Judgement, VerdictId};
use crate::domain::ip::Ip;
use crate::domain::time::Timestamp;

/// What became of an undo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Undo {
    /// It was appended under this id.
    Done(VerdictId),
    /// A later row stands on the address, so nothing was done.
    JudgedSince,
    /// There is no such verdict.
    Unknown,
}

/// What is appended for one address.
struct Entry {
    ip: Ip,
    classification: String,
    reason: &'static str,
    comment: String,
    undoes: Option<VerdictId>,
}

impl Entry {
    fn of(ip: Ip, judgement: &Judgement) -> Self {
        Self {
            ip,
            classification: judgement.verdict.as_str().to_owned(),
            reason: judgement.reason.map_or("", |reason| reason.key()),
            comment: judgement.comment.clone(),
            undoes: None,
        }
    }

    fn undoing(row: &FeedbackRow) -> Self {
        Self {
            ip: row.src_ip,
            classification: row.previous.clone().unwrap_or_default(),
            reason: "",
            comment: String::new(),
            undoes: Some(row.id),
        }
    }
}

/// Gives an address a verdict; returns the verdict's id.
///
/// The table of an older platform keeps neither author nor reason; where there is none, it is made.
///
/// # Errors
/// When the database cannot be asked or written to.
pub async fn classify(
    db: &Db,
    ip: Ip,
    judgement: &Judgement,
    author: Option<&str>,
    now: Timestamp,
) -> Result<VerdictId> {
    const OP: &str = "feedback.classify";
    let _turn = turn().await;
    let entry = Entry::of(ip, judgement);
    match append(db, OP, std::slice::from_ref(&entry), author, now, false).await {
        Err(Error { kind: ErrorKind::MissingColumn(_), .. }) => {
            older::append(db, OP, &entry, now).await
        }
        answer => answer,
    }
}

/// Gives several addresses the same verdict; returns the id of the action, which names all of it.
///
/// An address that has the verdict already is judged once more, so that reason and note are kept.
///
/// # Errors
/// When the database cannot be asked or written to; then none of them is judged.
pub async fn classify_all(
    db: &Db,
    ips: &[Ip],
    judgement: &Judgement,
    author: Option<&str>,
    now: Timestamp,
) -> Result<VerdictId> {
    let _turn = turn().await;
    let entries: Vec<Entry> = ips.iter().map(|ip| Entry::of(*ip, judgement)).collect();
    append(db, "feedback.classify_all", &entries, author, now, true).await
}

/// Takes a verdict back, if it is the newest of its address: the one before it stands again.
///
/// # Errors
/// When the database cannot be asked or written to.
pub async fn undo(db: &Db, id: VerdictId, author: Option<&str>, now: Timestamp) -> Result<Undo> {
    let _turn = turn().await;
    match one(db, id).await? {
        None => Ok(Undo::Unknown),
        Some(row) if !row.is_current => Ok(Undo::JudgedSince),
        Some(row) => {
            let entries = [Entry::undoing(&row)];
            append(db, "feedback.undo", &entries, author, now, false).await.map(Undo::Done)
        }
    }
}

/// Takes back what an action changed, but for addresses that were judged again since; returns how
/// many addresses have their verdict from before again.
///
/// # Errors
/// When the database cannot be asked or written to; then nothing is taken back.
pub async fn undo_batch(
    db: &Db,
    id: VerdictId,
    author: Option<&str>,
    now: Timestamp,
) -> Result<u64> {
    let _turn = turn().await;
    let rows = batch(db, id).await?;
    let is_changed =
        |row: &&FeedbackRow| row.previous.as_deref().unwrap_or_default() != row.classification;
    let entries: Vec<Entry> =
        rows.iter().filter(|row| row.is_current).filter(is_changed).map(Entry::undoing).collect();
    let count = entries.len() as u64;
    append(db, "feedback.undo_batch", &entries, author, now, true).await?;
    Ok(count)
}

/// One writer of this process at a time, so that "previous" is what a row takes the place of.
async fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    TURN.lock().await
}

#[derive(Row, Serialize)]
struct NewRow<'a> {
    created_at: Timestamp,
    src_ip: Ip,
    classification: &'a str,
    comment: &'a str,
    author: &'a str,
    previous: &'a str,
    reason: &'a str,
    id: VerdictId,
    batch: Option<VerdictId>,
    undoes: Option<VerdictId>,
}

/// Appends the entries, each after the newest row of its address, and returns the id of the action,
/// which is that of the row when there is but one.
async fn append(
    db: &Db,
    op: &'static str,
    entries: &[Entry],
    author: Option<&str>,
    now: Timestamp,
    is_batch: bool,
) -> Result<VerdictId> {
    let Newest { stamp, known } = match newest(db, op, entries).await {
        Err(Error { kind: ErrorKind::MissingTable(_), .. }) => {
            migrate::verdict_table(db).await?;
            newest(db, op, entries).await?
        }
        answer => answer?,
    };
    let action = first_id(stamp);
    let batch = is_batch.then_some(action);
    let mut write = db.write::<NewRow<'_>>(op, Database::Processing, "soc_feedback", None).await?;
    for (id, entry) in (action.0 + u64::from(is_batch)..).zip(entries) {
        let before = known.iter().find(|(ip, ..)| *ip == entry.ip);
        // Wherever the clock went, a new row comes after the old ones.
        let after = before.map_or((Timestamp(0), VerdictId(0)), |(_, _, at, id)| (*at, *id));
        let row = NewRow {
            created_at: now.max(after.0),
            src_ip: entry.ip,
            classification: &entry.classification,
            comment: &entry.comment,
            author: author.unwrap_or(UNKNOWN),
            previous: before.map_or("", |(_, word, ..)| word),
            reason: entry.reason,
            id: VerdictId(id.max(after.1.0.saturating_add(1))),
            batch,
            undoes: entry.undoes,
        };
        write.row(&row).await?;
    }
    write.finish().await?;
    Ok(action)
}

#[derive(Row, Deserialize)]
struct Newest {
    /// Microseconds since 1970 by the clock of the database.
    stamp: u64,
    /// Address, verdict, instant and id of the newest row of each address that has one.
    known: Vec<(Ip, String, Timestamp, VerdictId)>,
}

async fn newest(db: &Db, op: &'static str, entries: &[Entry]) -> Result<Newest> {
    const SQL: &str = "
        SELECT
            toUInt64(toUnixTimestamp64Micro(now64(6))) AS stamp,
            groupArray((src_ip, verdict, at, id)) AS known
        FROM (
            SELECT
                f.src_ip AS src_ip,
                argMax(toString(f.classification), (f.created_at, f.id)) AS verdict,
                max(f.created_at) AS at,
                argMax(f.id, (f.created_at, f.id)) AS id
            FROM {processing:Identifier}.soc_feedback AS f
            WHERE f.src_ip IN {ips:Array(IPv6)}
            GROUP BY f.src_ip
        )";
    let ips: Vec<String> = entries.iter().map(|entry| entry.ip.clickhouse_text()).collect();
    db.read(op, SQL).param("ips", ips).fetch_one().await
}

/// The first of the 2048 ids of a microsecond; they count up with time, above all foreign ones.
fn first_id(stamp: u64) -> VerdictId {
    VerdictId(1 << 63 | stamp << 11)
}
