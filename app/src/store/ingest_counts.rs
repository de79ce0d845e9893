//! Counters of the readers, kept in the database because each reader is a process of its own.

use clickhouse::Row;
use serde::{Deserialize, Serialize};

use super::error::{ErrorKind, Result};
use super::{Database, Db};

/// One counter: `rows` by format, or `rejects` by reason.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Row, Serialize, Deserialize)]
pub struct IngestCount {
    /// `rows` or `rejects`.
    pub name: String,
    /// Format or reason.
    pub label: String,
    /// How many.
    pub total: u64,
}

/// Adds to the counters.
///
/// # Errors
/// When the insert fails.
pub async fn add(db: &Db, counts: &[IngestCount]) -> Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    let mut write = db
        .write::<IngestCount>("ingest.counts.add", Database::Processing, "ingest_counts", None)
        .await?;
    for count in counts {
        write.row(count).await?;
    }
    write.finish().await.map(drop)
}

/// All counters, summed up; none in a database of another program.
///
/// # Errors
/// When the query fails.
pub async fn totals(db: &Db) -> Result<Vec<IngestCount>> {
    const SQL: &str = "
        SELECT name, label, sum(c.total) AS total
        FROM {processing:Identifier}.ingest_counts AS c
        GROUP BY name, label
        ORDER BY name, label
        LIMIT 1000";
    match db.read("ingest.counts", SQL).seconds(2).fetch_all().await {
        Err(error) if matches!(error.kind, ErrorKind::MissingTable(_)) => Ok(Vec::new()),
        answer => answer,
    }
}
