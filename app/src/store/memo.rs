//! Answers kept exactly as long as the data they were made from.
//!
//! Before an answer is given again the database is asked for the version of that data: its parts,
//! its dictionaries, and the hour its views reach back to. The same version is the same answer.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use super::Db;
use super::error::{Error, ErrorKind, Result};
use super::view::View;

/// Answers kept at most.
const MOST_ENTRIES: usize = 256;
/// Size of all kept answers together at most, bytes of their JSON form.
const MOST_BYTES: usize = 32 << 20;
/// Table only a database of ours has.
const OURS: &str = "schema_migrations";

/// The answers kept by one [`Db`].
#[derive(Default)]
pub(super) struct Memo {
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    /// One answer per question: those to older data are of no use.
    kept: HashMap<Key, Entry>,
    bytes: usize,
    uses: u64,
}

/// A question: its name and its parameters.
type Key = (&'static str, String);

struct Entry {
    version: Version,
    flight: Arc<Flight>,
    bytes: usize,
    last_use: u64,
}

/// One run of a question, shared by all who asked while it ran.
type Flight = OnceCell<std::result::Result<Arc<dyn Any + Send + Sync>, Failure>>;

/// An error for each of those who waited for the same question.
struct Failure {
    op: &'static str,
    kind: ErrorKind,
    detail: String,
}

/// What the answer depends on, as one row of the database.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, clickhouse::Row)]
struct Version {
    /// Tables found that keep their parts on the server asked, by themselves.
    tables: u64,
    parts: u64,
    part_count: u64,
    definitions: u64,
    dictionaries: u64,
    /// The views reach back to full hours, so they move when one begins.
    hour: u32,
}

/// The answer to a question about a view: the kept one while the data is the same, else a new one.
///
/// Who asks while the same question runs gets its answer. Without a version (another program's
/// database, a cluster, an account that may not see the parts) every question runs.
pub(super) async fn remember<T, F>(
    db: &Db,
    op: &'static str,
    parameters: String,
    view: &View,
    question: impl FnOnce() -> F,
) -> Result<Arc<T>>
where
    T: Serialize + Send + Sync + 'static,
    F: Future<Output = Result<T>>,
{
    let Some(version) = version(db, view).await else {
        count(op, "off");
        return question().await.map(Arc::new);
    };
    let key = (op, parameters);
    let (flight, is_known) = db.memo().join(&key, version);
    count(op, if is_known { "kept" } else { "asked" });
    let outcome = flight
        .get_or_init(|| async {
            let outcome = question().await.map(Arc::new).map_err(|error| Failure::of(&error));
            let bytes = outcome.as_ref().ok().and_then(|answer| size(answer.as_ref()));
            // Made from data that changed meanwhile, it is right for those who wait, but no longer.
            let is_stable = self::version(db, view).await == Some(version);
            db.memo().settle(&key, &flight, bytes.filter(|_| is_stable));
            outcome.map(|answer| answer as Arc<dyn Any + Send + Sync>)
        })
        .await;
    match outcome {
        Ok(answer) => Arc::clone(answer)
            .downcast()
            .map_err(|_| Error::new(op, ErrorKind::Other, "two questions have one name")),
        Err(failure) => Err(failure.error()),
    }
}

impl Memo {
    /// The run of the question on this version, and whether it had begun before.
    fn join(&self, key: &Key, version: Version) -> (Arc<Flight>, bool) {
        let mut guard = self.entries();
        let entries = &mut *guard;
        entries.uses += 1;
        let last_use = entries.uses;
        if let Some(entry) = entries.kept.get_mut(key).filter(|entry| entry.version == version) {
            entry.last_use = last_use;
            return (Arc::clone(&entry.flight), true);
        }
        let flight = Arc::new(Flight::new());
        let entry = Entry { version, flight: Arc::clone(&flight), bytes: 0, last_use };
        if let Some(older) = entries.kept.insert(key.clone(), entry) {
            entries.bytes -= older.bytes;
        }
        entries.make_room(key);
        (flight, false)
    }

    /// Keeps an answer of so many bytes, or forgets the run that gave none to keep.
    fn settle(&self, key: &Key, flight: &Arc<Flight>, bytes: Option<usize>) {
        let mut guard = self.entries();
        let entries = &mut *guard;
        let Some(entry) = entries.kept.get_mut(key) else { return };
        if !Arc::ptr_eq(&entry.flight, flight) {
            return;
        }
        match bytes.filter(|bytes| *bytes <= MOST_BYTES) {
            Some(bytes) => {
                entry.bytes = bytes;
                entries.bytes += bytes;
                entries.make_room(key);
            }
            None => drop(entries.kept.remove(key)),
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    /// Forgets what was longest not asked for, but not `newest`.
    fn make_room(&mut self, newest: &Key) {
        while self.kept.len() > MOST_ENTRIES || self.bytes > MOST_BYTES {
            let others = self.kept.iter().filter(|(key, _)| *key != newest);
            let oldest = others.min_by_key(|(_, entry)| entry.last_use);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { return };
            if let Some(entry) = self.kept.remove(&oldest) {
                self.bytes -= entry.bytes;
            }
        }
    }
}

impl Failure {
    fn of(error: &Error) -> Self {
        Self { op: error.op, kind: error.kind.clone(), detail: error.detail() }
    }

    fn error(&self) -> Error {
        Error::new(self.op, self.kind.clone(), self.detail.clone())
    }
}

/// The version of the data behind a view, `None` when it cannot be told.
async fn version(db: &Db, view: &View) -> Option<Version> {
    const SQL: &str = "
        SELECT *
        FROM
        (
            SELECT
                countIf(endsWith(engine, 'MergeTree') AND NOT match(engine, '^(Replicated|Shared)')) AS tables,
                sum(cityHash64(name, uuid, metadata_modification_time)) AS definitions
            FROM system.tables
            WHERE database = {processing:String} AND (name IN {tables:Array(String)} OR name = {view:String})
        ) AS t,
        (
            SELECT sum(cityHash64(path, rows)) AS parts, count() AS part_count
            FROM system.parts
            WHERE active AND database = {processing:String} AND table IN {tables:Array(String)}
        ) AS p,
        (
            SELECT
                sum(cityHash64(name, uuid, status, last_successful_update_time, loading_duration, element_count))
                    AS dictionaries
            FROM system.dictionaries
            WHERE database = {processing:String}
        ) AS d,
        (
            SELECT toUInt32(intDiv(toUnixTimestamp(now()) + 3599, 3600)) AS hour
        ) AS h";
    let mut tables = vec![OURS];
    tables.extend(view.tables);
    let read = db.read("memo.version", SQL).param("tables", &tables).param("view", view.first());
    match read.fetch_one::<Version>().await {
        Ok(version) => Some(version).filter(|version| version.tables == tables.len() as u64),
        Err(error) => {
            tracing::debug!(db.op = error.op, error = error.detail(), "answers are not kept");
            None
        }
    }
}

/// Bytes of the JSON form.
fn size(answer: &impl Serialize) -> Option<usize> {
    serde_json::to_vec(answer).ok().map(|bytes| bytes.len())
}

fn count(op: &'static str, how: &'static str) {
    metrics::counter!("ja4soc_memo_total", "op" => op, "how" => how).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(parts: u64) -> Version {
        Version { tables: 1, parts, part_count: 1, definitions: 0, dictionaries: 0, hour: 0 }
    }

    fn key(op: &'static str) -> Key {
        (op, String::new())
    }

    #[test]
    fn the_same_question_on_the_same_data_is_one_run() {
        let memo = Memo::default();
        let (first, is_known) = memo.join(&key("a"), version(1));
        assert!(!is_known);
        let (second, is_known) = memo.join(&key("a"), version(1));
        assert!(is_known && Arc::ptr_eq(&first, &second));
        for (key, version) in [
            (key("a"), version(2)),
            (key("b"), version(1)),
            (("a", "203.0.113.7".to_owned()), version(1)),
        ] {
            assert!(!memo.join(&key, version).1);
        }
    }

    #[test]
    fn an_answer_from_changing_data_is_forgotten() {
        let memo = Memo::default();
        let (run, _) = memo.join(&key("a"), version(1));
        memo.settle(&key("a"), &run, None);
        assert!(!memo.join(&key("a"), version(1)).1);
        // An older run that ends late leaves the newer one alone.
        let (newer, _) = memo.join(&key("a"), version(2));
        memo.settle(&key("a"), &run, None);
        assert!(Arc::ptr_eq(&newer, &memo.join(&key("a"), version(2)).0));
    }

    #[test]
    fn kept_answers_are_bounded_in_number_and_size() {
        let memo = Memo::default();
        let of = |n: usize| ("a", n.to_string());
        for n in 0..MOST_ENTRIES + 3 {
            memo.join(&of(n), version(1));
        }
        assert_eq!(memo.entries().kept.len(), MOST_ENTRIES);
        assert!(!memo.join(&of(0), version(1)).1, "the oldest are forgotten");
        assert!(memo.join(&of(MOST_ENTRIES), version(1)).1);
        for n in 0..3 {
            let (run, _) = memo.join(&of(n), version(1));
            memo.settle(&of(n), &run, Some(MOST_BYTES / 2));
        }
        assert!(memo.entries().bytes <= MOST_BYTES);
        let (run, _) = memo.join(&key("large"), version(1));
        memo.settle(&key("large"), &run, Some(MOST_BYTES + 1));
        assert!(!memo.join(&key("large"), version(1)).1);
        memo.join(&of(1), version(9));
        let entries = memo.entries();
        assert_eq!(entries.bytes, entries.kept.values().map(|entry| entry.bytes).sum::<usize>());
    }
}
