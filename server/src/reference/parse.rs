//! Lists as CSV files: every row checked, then written as the database takes them.

use std::fmt;

use app::store::reference::ReferenceTable;
use csv::{ReaderBuilder, StringRecord, Trim};

use super::schema::{Column, columns};

/// Most rows a list may have.
const MOST_ROWS: u64 = 5_000_000;

/// The columns of a file and where each stands in a line.
type Places = Vec<(Column, usize)>;

/// A row or header that is not valid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Column it concerns, empty when the whole line.
    pub field: String,
    /// What is wrong, with the text found.
    pub reason: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}", self.file, self.line)?;
        if !self.field.is_empty() {
            write!(f, ", field {}", self.field)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for ParseError {}

/// The rows of a CSV file as `TabSeparatedWithNames`, each field checked.
///
/// Lines that begin with `#` are comments. The first line may name the columns, in any order and
/// with others between; without such a line they are in the order of the table.
pub(super) fn rows(table: ReferenceTable, file: &str, text: &[u8]) -> Result<Vec<u8>, ParseError> {
    let columns = columns(table);
    // Files of other systems may begin with a byte order mark.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let error = |byte: u64, field: &str, reason: String| ParseError {
        file: file.to_owned(),
        line: line_at(text, byte),
        field: field.to_owned(),
        reason,
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(Trim::All)
        .from_reader(text);
    let mut record = StringRecord::new();
    let mut places = Places::new();
    let mut out = Vec::with_capacity(text.len());
    let mut width = 0;
    let mut count = 0_u64;
    loop {
        let at = reader.position().byte();
        let more = reader.read_record(&mut record).map_err(|found| {
            let at = found.position().map_or(at, csv::Position::byte);
            error(at, "", format!("cannot be read as CSV ({})", kind_of(&found)))
        })?;
        if !more {
            break;
        }
        let at = record.position().map_or(at, csv::Position::byte);
        if places.is_empty() {
            let (found, is_header) = header(columns, &record)
                .map_err(|missing| error(at, missing, "the header does not name it".to_owned()))?;
            places = found;
            width = record.len();
            write_names(&places, &mut out);
            if is_header {
                continue;
            }
        }
        if record.len() != width {
            let reason = format!("has {} fields, the first line has {width}", record.len());
            return Err(error(at, "", reason));
        }
        count += 1;
        if count > MOST_ROWS {
            return Err(error(at, "", format!("more than {MOST_ROWS} rows")));
        }
        for (nth, (column, place)) in places.iter().enumerate() {
            let field = record.get(*place).unwrap_or_default();
            let value = column.kind.checked(field).map_err(|reason| {
                error(at, column.name, format!("{:?} is {reason}", clip(field)))
            })?;
            if nth > 0 {
                out.push(b'\t');
            }
            write_field(column, &value, &mut out);
        }
        out.push(b'\n');
    }
    if places.is_empty() {
        let all: Vec<_> = columns.iter().enumerate().map(|(at, column)| (*column, at)).collect();
        write_names(&all, &mut out);
    }
    Ok(out)
}

/// Where each column stands in a line, and whether the first line names them.
fn header(columns: &[Column], first: &StringRecord) -> Result<(Places, bool), &'static str> {
    let place = |column: &Column| {
        let wanted = |name: &str| first.iter().position(|field| field.eq_ignore_ascii_case(name));
        wanted(column.name).or_else(|| column.aliases.iter().find_map(|name| wanted(name)))
    };
    let missing = columns.iter().find(|column| column.is_required && place(column).is_none());
    let Some(missing) = missing else {
        let places = columns.iter().filter_map(|column| Some((*column, place(column)?)));
        return Ok((places.collect(), true));
    };
    // A first field that is valid data shows that there is no header.
    let is_data = first.get(0).is_some_and(|field| columns[0].kind.checked(field).is_ok());
    let needed = columns.iter().rposition(|column| column.is_required).map_or(0, |at| at + 1);
    match (is_data, columns.get(first.len())) {
        (false, _) => Err(missing.name),
        (true, Some(column)) if first.len() < needed => Err(column.name),
        (true, _) => Ok((columns.iter().copied().zip(0..first.len()).collect(), false)),
    }
}

/// The line of the record the reader found at a byte: it points before blank lines and comments.
fn line_at(text: &[u8], byte: u64) -> u64 {
    let at = usize::try_from(byte).unwrap_or(text.len()).min(text.len());
    let before = text[..at].iter().filter(|byte| **byte == b'\n').count();
    let skipped = text[at..]
        .split(|byte| *byte == b'\n')
        .take_while(|line| line.starts_with(b"#") || line.trim_ascii().is_empty())
        .count();
    (before + skipped + 1) as u64
}

fn write_names(places: &[(Column, usize)], out: &mut Vec<u8>) {
    let names: Vec<&str> = places.iter().map(|(column, _)| column.name).collect();
    out.extend_from_slice(names.join("\t").as_bytes());
    out.push(b'\n');
}

fn write_field(column: &Column, value: &str, out: &mut Vec<u8>) {
    // An empty date means "not said", which the earliest date there is stands for.
    if value.is_empty() && column.kind == super::schema::Kind::Date {
        out.extend_from_slice(b"1970-01-01");
        return;
    }
    for byte in value.bytes() {
        // Control characters were refused, so the escape itself is all there is to escape.
        if byte == b'\\' {
            out.push(b'\\');
        }
        out.push(byte);
    }
}

fn kind_of(error: &csv::Error) -> &'static str {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "not UTF-8",
        csv::ErrorKind::UnequalLengths { .. } => "fields are missing",
        _ => "malformed",
    }
}

fn clip(field: &str) -> String {
    field.chars().take(60).collect()
}
