//! What a database has: its tables and columns, asked once, never altered.
//!
//! An existing ja4-platform database keeps `src_ip` of its requests as IPv4 and lacks columns and
//! views of ours; queries and `doctor` read here what they can rely on.

use std::collections::BTreeMap;

use clickhouse::Row;
use serde::{Deserialize, Serialize};

use crate::store::{Database, Db, Result};

/// The tables, views and columns of the two databases.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Capabilities {
    tables: BTreeMap<(String, String), Table>,
    logs: String,
    processing: String,
}

/// A table or view: its engine and its columns with their types.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Table {
    /// Engine, such as `MergeTree` or `View`.
    pub engine: String,
    /// Rows, where the engine knows without counting.
    pub rows: Option<u64>,
    /// Type of each column.
    pub columns: BTreeMap<String, String>,
}

/// How `http_logs` keeps client addresses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AddressColumn {
    /// IPv6, IPv4 addresses mapped: ours.
    V6,
    /// IPv4 as in ja4-platform: an IPv6 client is `0.0.0.0` there.
    V4,
    /// There is no such column.
    Missing,
}

#[derive(Row, Deserialize, Serialize)]
struct ColumnRow {
    database: String,
    table: String,
    name: String,
    r#type: String,
}

#[derive(Row, Deserialize, Serialize)]
struct TableRow {
    database: String,
    name: String,
    engine: String,
    rows: Option<u64>,
}

impl Capabilities {
    /// Asks the database for its tables and columns.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn probe(db: &Db) -> Result<Self> {
        let op = "schema.probe";
        let (logs, processing) = (db.names().logs().to_owned(), db.names().processing().to_owned());
        let tables = db
            .read(
                op,
                "SELECT database, name, engine, total_rows AS rows FROM system.tables \
                 WHERE database IN ({logs:String}, {processing:String})",
            )
            .fetch_all::<TableRow>()
            .await?;
        let columns = db
            .read(
                op,
                "SELECT database, table, name, type FROM system.columns \
                 WHERE database IN ({logs:String}, {processing:String})",
            )
            .fetch_all::<ColumnRow>()
            .await?;
        let mut known: BTreeMap<(String, String), Table> = tables
            .into_iter()
            .map(|row| {
                let table = Table { engine: row.engine, rows: row.rows, columns: BTreeMap::new() };
                ((row.database, row.name), table)
            })
            .collect();
        for column in columns {
            if let Some(table) = known.get_mut(&(column.database, column.table)) {
                table.columns.insert(column.name, column.r#type);
            }
        }
        Ok(Self { tables: known, logs, processing })
    }

    /// The table or view, if it is there.
    #[must_use]
    pub fn table(&self, database: Database, name: &str) -> Option<&Table> {
        let database = match database {
            Database::Logs => &self.logs,
            Database::Processing => &self.processing,
        };
        self.tables.get(&(database.clone(), name.to_owned()))
    }

    /// Whether the table or view has the column.
    #[must_use]
    pub fn has_column(&self, database: Database, table: &str, column: &str) -> bool {
        self.table(database, table).is_some_and(|table| table.columns.contains_key(column))
    }

    /// How `http_logs` keeps client addresses.
    #[must_use]
    pub fn client_address(&self) -> AddressColumn {
        match self.table(Database::Logs, "http_logs").and_then(|t| t.columns.get("src_ip")) {
            Some(kind) if kind.contains("IPv4") => AddressColumn::V4,
            Some(_) => AddressColumn::V6,
            None => AddressColumn::Missing,
        }
    }

    /// Whether this program made the schema (and may alter it).
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.table(Database::Processing, "schema_migrations").is_some()
    }
}
