//! Lists as files: CSV that no spreadsheet takes for formulas, and NDJSON, written as rows arrive.

use std::io;

use app::domain::listing::ListQuery;
use app::domain::time::Timestamp;
use app::store::json_rows::JsonRow;
use app::store::listing::{self, ListRows};
use app::store::{Db, Error};
use bytes::Bytes;
use csv::Terminator;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use serde_json::Value;

/// The form of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Comma-separated values with a heading (RFC 4180).
    Csv,
    /// One JSON object per line.
    Ndjson,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Ndjson];

    /// How the file's name ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

/// The bytes of the file, a piece for each piece of the answer.
///
/// A failure half way breaks the transfer off, so that a cut file is never taken for a whole one.
///
/// # Errors
/// When the question fails before the first row.
pub async fn rows(
    db: &Db,
    query: &ListQuery,
    now: Timestamp,
    format: Format,
) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + 'static + use<>, Error> {
    let rows = listing::export(db, query, now).await?;
    let columns = rows.columns();
    let head = match format {
        Format::Csv if !columns.is_empty() => csv_line(columns.iter()),
        _ => Vec::new(),
    };
    Ok(try_unfold((rows, head), move |(mut rows, head)| {
        let columns = columns.clone();
        async move {
            Ok(piece(&mut rows, head, &columns, format).await?.map(|p| (p, (rows, Vec::new()))))
        }
    }))
}

async fn piece(
    rows: &mut ListRows,
    head: Vec<u8>,
    columns: &[String],
    format: Format,
) -> io::Result<Option<Bytes>> {
    let broken = |error: Error| {
        tracing::error!(db.op = error.op, error = error.detail(), "an export broke off");
        io::Error::other("the export broke off")
    };
    let Some(found) = rows.next().await.map_err(broken)? else {
        return Ok((!head.is_empty()).then(|| Bytes::from(head)));
    };
    let mut piece = head;
    for row in &found {
        match format {
            Format::Csv => piece.extend(csv_row(row, columns)),
            Format::Ndjson => {
                serde_json::to_writer(&mut piece, row).map_err(io::Error::other)?;
                piece.push(b'\n');
            }
        }
    }
    Ok(Some(Bytes::from(piece)))
}

fn csv_row(row: &JsonRow, columns: &[String]) -> Vec<u8> {
    csv_line(columns.iter().map(|column| match row.get(column) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => harmless(text),
        Some(other) => other.to_string(),
    }))
}

/// One line, cells in quotation marks where they need them.
fn csv_line(cells: impl Iterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // A vector takes whatever is written.
    drop(writer.write_record(cells));
    writer.into_inner().unwrap_or_default()
}

/// Text that a spreadsheet would take for a formula gets an apostrophe before it.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        return format!("'{text}");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_never_formulas_and_numbers_stay_numbers() {
        let row: JsonRow = serde_json::from_value(serde_json::json!({
            "host": "=HYPERLINK(\"http://evil\")", "path": "@x,\"y\"", "score": -0.25, "bot": null, "ok": "a-b",
        }))
        .unwrap();
        let columns = ["host", "path", "score", "bot", "ok", "gone"].map(str::to_owned);
        let line = String::from_utf8(csv_row(&row, &columns)).unwrap();
        assert_eq!(line, "\"'=HYPERLINK(\"\"http://evil\"\")\",\"'@x,\"\"y\"\"\",-0.25,,a-b,\r\n");
    }
}
