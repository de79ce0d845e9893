//! All rows of a list as a stream.

use super::conditions::Conditions;
use super::{as_stored, as_stored_by_time, is_read_in_order, json, select, with_columns};
use crate::domain::listing::ListQuery;
use crate::domain::time::Timestamp;
use crate::store::error::Result;
use crate::store::json_rows::{self, JsonRow, RowReader};
use crate::store::{ByteStream, Db};

/// Rows an export may have: what 24 hours of a busy site come to.
const MOST_EXPORTED: u64 = 50_000_000;
/// What keeps the sorting of an export in so much memory: bytes sorted before they are put on disk,
/// rows that are held at once, threads that do so.
const SORTED_ON_DISK: [(&str, &str); 4] = [
    ("max_bytes_before_external_sort", "33554432"),
    // A share of the machine's memory would go before the bytes.
    ("max_bytes_ratio_before_external_sort", "0"),
    ("max_block_size", "8192"),
    ("max_threads", "1"),
];
/// Seconds an export may take.
const EXPORT_SECONDS: u64 = 600;

/// All rows under the conditions, in order and in flat memory: requests by time as they are stored,
/// what has to be sorted first by way of the disk, unless a server sorts it.
///
/// # Errors
/// When the question cannot be asked.
pub async fn export(db: &Db, query: &ListQuery, now: Timestamp) -> Result<ListRows> {
    const OP: &str = "list.export";
    let ask = |client, columns| async move {
        let conditions = Conditions::new(query, now, client);
        let sql = select(query, columns, &conditions.sql(), "");
        let mut read = conditions.bind(db.read(OP, &sql)).seconds(EXPORT_SECONDS);
        if is_read_in_order(query) {
            // Reading ahead in every part at once holds more than it gains.
            read = as_stored_by_time(read).setting("read_in_order_use_buffering", "0");
        } else if db.engine().is_embedded() {
            // A server is the judge of its own memory, and an older one has not all of these.
            read =
                SORTED_ON_DISK.iter().fold(read, |read, (name, value)| read.setting(name, value));
        }
        let stream = json(read).max_rows(MOST_EXPORTED).stream(json_rows::FORMAT)?;
        let mut rows = ListRows { stream, reader: RowReader::new(OP), first: None };
        // What is wrong with the question shows with its first bytes.
        rows.first = rows.next().await?;
        Ok(rows)
    };
    let ask = &ask;
    with_columns(query.listing, |columns| as_stored(move |client| ask(client, columns))).await
}

/// The rows of an export as they arrive.
pub struct ListRows {
    stream: ByteStream,
    reader: RowReader,
    first: Option<Vec<JsonRow>>,
}

impl ListRows {
    /// Names of the columns in their order; empty when there are no rows.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        self.reader.names().map(<[String]>::to_vec).unwrap_or_default()
    }

    /// The next rows, or `None` at the end.
    ///
    /// # Errors
    /// When the answer breaks off.
    pub async fn next(&mut self) -> Result<Option<Vec<JsonRow>>> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        match self.stream.next().await? {
            Some(bytes) => self.reader.read(&bytes).map(Some),
            None => self.reader.end().map(|()| None),
        }
    }
}
