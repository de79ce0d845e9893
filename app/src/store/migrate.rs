//! Brings the two databases to the schema of this program: numbered files, each applied once.
//!
//! Every statement may run again without harm, so a migration that was cut off, or that two
//! processes run at once, ends in the same schema; a file is recorded after its last statement.

mod split;

use std::fmt;
use std::fmt::Write as _;

use clickhouse::Row;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::store::{Db, Error, ErrorKind, Result};

const OP: &str = "migrate";

/// How many days the tables keep what they hold; analysts' verdicts are kept for good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Retention {
    /// Raw lines of a correlator.
    pub raw_days: u32,
    /// Requests, rejected raw lines and hourly aggregates.
    pub logs_days: u32,
    /// Scored sessions.
    pub scores_days: u32,
    /// Detections.
    pub detections_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { raw_days: 1, logs_days: 30, scores_days: 30, detections_days: 90 }
    }
}

/// What [`migrate`] did.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Report {
    /// Files applied now, in order.
    pub applied: Vec<String>,
    /// Files that had been applied before.
    pub already_applied: usize,
    /// Tables whose retention was changed, as `table: 30 days`.
    pub retention_changed: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.applied.as_slice() {
            [] => write!(f, "up to date ({} migrations)", self.already_applied)?,
            names => write!(f, "applied {}", names.join(", "))?,
        }
        if !self.retention_changed.is_empty() {
            write!(f, "; retention changed: {}", self.retention_changed.join(", "))?;
        }
        Ok(())
    }
}

struct Migration {
    version: u32,
    name: &'static str,
    sql: &'static str,
}

macro_rules! migrations {
    ($($version:literal $name:literal,)*) => {
        &[$(Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("migrations/", $name)),
        },)*]
    };
}

const MIGRATIONS: &[Migration] = migrations![
    1 "0001_reference.sql",
    2 "0002_dictionaries.sql",
    3 "0003_logs.sql",
    4 "0004_raw_parsing.sql",
    5 "0005_sessions.sql",
    6 "0006_headers.sql",
    7 "0007_behaviour.sql",
    8 "0008_fingerprint_spread.sql",
    9 "0009_scores.sql",
    10 "0010_feedback.sql",
    11 "0011_ai_features.sql",
    12 "0012_thesis_features.sql",
    13 "0013_views.sql",
    14 "0014_ingest_counts.sql",
    15 "0015_sessions.sql",
    16 "0016_verdicts.sql",
    17 "0017_codecs.sql",
    18 "0018_source_index.sql",
    19 "0019_settled_sessions.sql",
    20 "0020_requests_per_minute.sql",
    21 "0021_http_status.sql",
    22 "0022_request_orders.sql",
];

#[derive(Row, Deserialize, Serialize)]
struct Applied {
    version: u32,
    name: String,
    checksum: String,
}

/// Applies what is missing and sets the retention.
///
/// # Errors
/// `Invalid` when an applied file differs from ours (the file is named), when the database was
/// migrated by a newer program, or when it holds tables that another program made; else what the
/// database says. Nothing of a foreign database is altered.
pub async fn migrate(db: &Db, retention: &Retention) -> Result<Report> {
    prepare(db).await?;
    let applied = applied(db).await?;
    check_known(&applied)?;
    let mut report = Report::default();
    for migration in MIGRATIONS {
        match applied.iter().find(|row| row.version == migration.version) {
            Some(row) => {
                check_unchanged(migration, row)?;
                report.already_applied += 1;
            }
            None => {
                apply(db, migration, retention).await?;
                report.applied.push(migration.name.to_owned());
            }
        }
    }
    report.retention_changed = set_retention(db, retention).await?;
    Ok(report)
}

/// Whether every migration of this program has been applied, asking only.
///
/// # Errors
/// When the database cannot be asked.
pub async fn is_current(db: &Db) -> Result<bool> {
    match applied(db).await {
        Ok(rows) => Ok(MIGRATIONS.iter().all(|m| rows.iter().any(|row| row.version == m.version))),
        Err(error) if matches!(error.kind, ErrorKind::MissingTable(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Creates the databases and the table of applied files, unless the tables there are not ours.
async fn prepare(db: &Db) -> Result<()> {
    let names = db.names();
    for name in [names.logs(), names.processing()] {
        // Asked first: an account that may not create databases can use those it is given.
        let exists: u64 = db
            .read(OP, "SELECT count() FROM system.databases WHERE name = {name:String}")
            .param("name", name)
            .fetch_one()
            .await?;
        if exists == 0 {
            db.execute(OP, &format!("CREATE DATABASE IF NOT EXISTS {name}")).await?;
        }
    }
    if let Some(table) = foreign_table(db).await? {
        return Err(invalid(format!(
            "{table} was not made by this program: the database is left as it is; choose other \
             names with --db-logs and --db-processing, or serve it without migrating"
        )));
    }
    let sql = "CREATE TABLE IF NOT EXISTS {processing}.schema_migrations (version UInt32, name \
               String, checksum String, applied_at DateTime DEFAULT now()) ENGINE = \
               ReplacingMergeTree ORDER BY version";
    db.execute(OP, &names.fill(sql)).await
}

/// A table of a name we use in a database that we never migrated, `None` when there is none.
///
/// # Errors
/// When the database cannot be asked.
pub async fn foreign_table(db: &Db) -> Result<Option<String>> {
    db.read(
        OP,
        "SELECT concat(database, '.', name) FROM system.tables \
         WHERE ((database = {logs:String} AND name IN ('http_logs_raw', 'http_logs')) \
             OR (database = {processing:String} AND (name LIKE 'agg\\_%' OR name LIKE 'ml\\_%' \
                 OR name IN ('soc_feedback', 'bot_ip', 'bot_ja4', 'ref_asn')))) \
           AND (SELECT count() FROM system.tables \
                WHERE database = {processing:String} AND name = 'schema_migrations') = 0 \
         ORDER BY 1 LIMIT 1",
    )
    .fetch_optional::<String>()
    .await
}

async fn applied(db: &Db) -> Result<Vec<Applied>> {
    db.read(
        OP,
        "SELECT m.version AS version, any(m.name) AS name, any(m.checksum) AS checksum \
         FROM {processing:Identifier}.schema_migrations AS m GROUP BY version ORDER BY version",
    )
    .fetch_all::<Applied>()
    .await
}

fn check_known(applied: &[Applied]) -> Result<()> {
    let newest = MIGRATIONS.last().map_or(0, |migration| migration.version);
    match applied.iter().find(|row| row.version > newest) {
        None => Ok(()),
        Some(row) => Err(invalid(format!(
            "the database was migrated by a newer program (it has {}); use that one",
            row.name
        ))),
    }
}

fn check_unchanged(migration: &Migration, row: &Applied) -> Result<()> {
    if row.checksum == checksum(migration.sql) {
        return Ok(());
    }
    Err(invalid(format!(
        "migration {} was applied with other contents (SHA-256 {}); an applied file must not \
         change, add a new one",
        migration.name, row.checksum
    )))
}

/// Makes the table of verdicts alone, in a database that is left as it is otherwise.
pub(super) async fn verdict_table(db: &Db) -> Result<()> {
    let files = ["0010_feedback.sql", "0016_verdicts.sql"];
    for migration in MIGRATIONS.iter().filter(|migration| files.contains(&migration.name)) {
        for statement in split::statements(&db.names().fill(migration.sql)) {
            db.execute(OP, statement).await?;
        }
    }
    Ok(())
}

async fn apply(db: &Db, migration: &Migration, retention: &Retention) -> Result<()> {
    let sql = fill(db, migration.sql, retention);
    for statement in split::statements(&sql) {
        db.execute(OP, statement).await.map_err(|error| in_file(db, migration, error))?;
    }
    let record = format!(
        "INSERT INTO {}.schema_migrations (version, name, checksum) VALUES ({}, '{}', '{}')",
        db.names().processing(),
        migration.version,
        migration.name,
        checksum(migration.sql)
    );
    db.execute(OP, &record).await
}

fn fill(db: &Db, sql: &str, retention: &Retention) -> String {
    db.names()
        .fill(sql)
        .replace("{dict_auth}", &dictionary_login(db))
        .replace("{raw_days}", &retention.raw_days.to_string())
        .replace("{logs_days}", &retention.logs_days.to_string())
        .replace("{scores_days}", &retention.scores_days.to_string())
        .replace("{detections_days}", &retention.detections_days.to_string())
}

/// How a dictionary signs in to the server it lives on: as we do.
fn dictionary_login(db: &Db) -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
    db.engine().credentials().map_or_else(String::new, |(user, password)| {
        format!("USER '{}' PASSWORD '{}'", quoted(user), quoted(password.reveal()))
    })
}

/// The error with the file's name, and without the password the statement may have held.
fn in_file(db: &Db, migration: &Migration, error: Error) -> Error {
    let login = dictionary_login(db);
    let mut text = format!("migration {}: {}", migration.name, error.detail());
    if !login.is_empty() {
        text = text.replace(&login, "USER … PASSWORD …");
    }
    Error::new(OP, error.kind, text)
}

fn invalid(reason: String) -> Error {
    Error::new(OP, ErrorKind::Invalid, reason)
}

fn checksum(sql: &str) -> String {
    Sha256::digest(sql.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[derive(Row, Deserialize, Serialize)]
struct Held {
    database: String,
    name: String,
    engine: String,
}

/// Alters the tables whose TTL is not the wanted one; returns what was changed.
async fn set_retention(db: &Db, retention: &Retention) -> Result<Vec<String>> {
    let held = db
        .read(
            OP,
            "SELECT database, name, engine_full AS engine FROM system.tables \
             WHERE database IN ({logs:String}, {processing:String}) \
               AND position(engine_full, ' TTL ') > 0 ORDER BY database, name",
        )
        .fetch_all::<Held>()
        .await?;
    let mut changed = Vec::new();
    for table in held {
        let Some((column, days)) = lifetime(&table.name, retention) else { continue };
        if table.engine.contains(&format!("TTL {column} + toIntervalDay({days})")) {
            continue;
        }
        let Held { database, name, .. } = &table;
        let sql =
            format!("ALTER TABLE {database}.{name} MODIFY TTL {column} + toIntervalDay({days})");
        db.execute(OP, &sql).await?;
        changed.push(format!("{name}: {days} days"));
    }
    Ok(changed)
}

/// The column a table's age is counted from, and the days it is kept.
fn lifetime(table: &str, retention: &Retention) -> Option<(&'static str, u32)> {
    match table {
        "http_logs_raw" => Some(("ingest_time", retention.raw_days)),
        "http_logs_rejected" => Some(("ingest_time", retention.logs_days)),
        "http_logs" => Some(("time", retention.logs_days)),
        "ml_all_scores" => Some(("detected_at", retention.scores_days)),
        "ml_detected_anomalies" => Some(("detected_at", retention.detections_days)),
        // Made again from the aggregates whenever they are missing.
        "settled_sessions_1h" | "settling_sessions_1h" => Some(("window_start", 2)),
        name if name.starts_with("agg_") => Some(("window_start", retention.logs_days)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_up_and_agree_with_the_file_names() {
        for (index, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.version as usize, index + 1);
            assert!(migration.name.starts_with(&format!("{:04}_", migration.version)));
        }
    }

    #[test]
    fn every_file_begins_with_a_comment_and_repeats_without_harm() {
        for migration in MIGRATIONS {
            assert!(migration.sql.starts_with("-- "), "{}", migration.name);
            for statement in split::statements(migration.sql) {
                let code = split::without_comments(statement);
                let mut lines = code.lines().skip(1);
                let sets_codecs = code.starts_with("ALTER TABLE ")
                    && lines.all(|l| l.contains(" MODIFY COLUMN ") && l.contains(" CODEC("));
                assert!(
                    code.contains(" IF NOT EXISTS ")
                        || code.starts_with("CREATE OR REPLACE VIEW")
                        || code.contains(" MATERIALIZE PROJECTION ")
                        || sets_codecs,
                    "{}: {}",
                    migration.name,
                    &code[..code.len().min(80)]
                );
            }
        }
    }

    #[test]
    fn every_table_with_a_ttl_has_a_retention() {
        for migration in MIGRATIONS {
            for statement in split::statements(migration.sql) {
                let code = split::without_comments(statement);
                if !code.contains("\nTTL ") {
                    continue;
                }
                let name = code.split(['.', '\n']).nth(1).unwrap_or_default();
                let known = lifetime(name, &Retention::default());
                let (column, _) = known.unwrap_or_else(|| panic!("{name} has no retention"));
                assert!(code.contains(&format!("\nTTL {column} + INTERVAL")), "{name}");
            }
        }
    }

    #[test]
    fn another_checksum_names_the_file() {
        let row = Applied { version: 1, name: String::new(), checksum: "0".to_owned() };
        let error = check_unchanged(&MIGRATIONS[0], &row).unwrap_err();
        assert!(error.detail().contains("0001_reference.sql"), "{}", error.detail());
        assert_eq!(checksum("abc").len(), 64);
        assert!(checksum("abc").starts_with("ba7816bf"));
    }
}
