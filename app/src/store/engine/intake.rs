//! From the bytes of a request to a command: text for a query, text and a file for an insert.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use crate::store::engine::exception::Exception;
use crate::store::engine::spool::Spool;
use crate::store::engine::statement::Statement;

/// Bytes a query's text may have; the data of an insert is not part of it.
const MAX_TEXT: usize = 16 << 20;
/// Bytes within which an `INSERT` must come to its data.
const MAX_INSERT_HEAD: usize = 1 << 20;

/// What a request asks the engine to do.
pub(super) enum Command {
    /// A statement that is all text.
    Text {
        /// The statement.
        text: Vec<u8>,
        /// What it is.
        statement: Statement,
    },
    /// An insert with its data beside it.
    Insert(Insert),
}

/// An insert with its data beside it.
pub(super) struct Insert {
    text: Vec<u8>,
    source_at: usize,
    format: String,
    /// The data.
    pub(super) data: File,
    /// How many bytes of data there are.
    pub(super) length: u64,
}

impl Insert {
    /// The statement that reads its data from a descriptor of this process.
    pub(super) fn sql(&self, descriptor: i32) -> Vec<u8> {
        let (before, after) = self.text.split_at(self.source_at);
        let mut sql = before.to_vec();
        // On lines of their own, since the text may end in a comment.
        sql.extend(format!("\nFROM INFILE '/proc/self/fd/{descriptor}'\n").bytes());
        sql.extend_from_slice(after);
        sql.extend(format!("\nFORMAT {}", self.format).bytes());
        sql
    }
}

/// Collects a request piece by piece, in memory that does not grow with an insert's data.
pub(super) struct Intake {
    text: Vec<u8>,
    data: Option<Data>,
    folder: PathBuf,
    limit: u64,
    taken: u64,
}

struct Data {
    source_at: usize,
    format: String,
    spool: Spool,
    /// Blanks and one line end between the format's name and the data are still to be dropped.
    at_gap: bool,
}

impl Intake {
    /// Begins with the text of the URL's `query`; `folder` takes large data, of at most `limit`
    /// bytes.
    pub(super) fn new(query: &str, folder: PathBuf, limit: u64) -> Result<Self, Exception> {
        let mut intake = Self { text: Vec::new(), data: None, folder, limit, taken: 0 };
        if !query.is_empty() {
            intake.take(query.as_bytes())?;
        }
        Ok(intake)
    }

    /// Takes the next piece of the body.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Exception> {
        if bytes.is_empty() {
            return Ok(());
        }
        // The server, too, puts a line end between the URL's text and the body.
        if self.taken == 0 && !(self.text.is_empty() && self.data.is_none()) {
            self.take(b"\n")?;
        }
        self.taken += bytes.len() as u64;
        if self.taken > self.limit {
            return Err(Exception::too_large(self.limit));
        }
        self.take(bytes)
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Exception> {
        if let Some(data) = &mut self.data {
            return data.write(bytes);
        }
        self.text.extend_from_slice(bytes);
        if self.text.len() <= MAX_INSERT_HEAD + bytes.len()
            && let Some(insert) = Statement::insert_of(&self.text)?
        {
            return self.begin_data(insert);
        }
        if self.text.len() > MAX_TEXT {
            let message = format!("the query text is longer than {MAX_TEXT} bytes");
            return Err(Exception::new(62, "SYNTAX_ERROR", &message));
        }
        Ok(())
    }

    fn begin_data(&mut self, insert: Statement) -> Result<(), Exception> {
        let Statement::InsertData { source_at, head_end, format, data_at } = insert else {
            return Ok(());
        };
        let rest = self.text.split_off(data_at);
        self.text.truncate(head_end);
        let at_gap = format != "Values";
        let spool = Spool::new(&self.folder).map_err(Exception::body)?;
        let mut data = Data { source_at, format, spool, at_gap };
        data.write(&rest)?;
        self.data = Some(data);
        Ok(())
    }

    /// The command, once all of the body is there.
    pub(super) fn finish(mut self) -> Result<Command, Exception> {
        if self.data.is_none() {
            let statement = Statement::of(&self.text)?;
            if !matches!(statement, Statement::InsertData { .. }) {
                return Ok(Command::Text { text: self.text, statement });
            }
            self.begin_data(statement)?;
        }
        let Some(data) = self.data else {
            return Err(Exception::body("the insert has no data"));
        };
        let length = data.spool.len();
        let file = data.spool.into_file().map_err(Exception::body)?;
        Ok(Command::Insert(Insert {
            text: self.text,
            source_at: data.source_at,
            format: data.format,
            data: file,
            length,
        }))
    }
}

impl Data {
    fn write(&mut self, mut bytes: &[u8]) -> Result<(), Exception> {
        while self.at_gap {
            match bytes.first() {
                Some(b' ' | b'\t' | 0x0C | b'\r') => bytes = &bytes[1..],
                Some(b'\n') => {
                    bytes = &bytes[1..];
                    self.at_gap = false;
                }
                Some(_) => self.at_gap = false,
                None => return Ok(()),
            }
        }
        self.spool.write_all(bytes).map_err(Exception::body)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn insert(query: &str, pieces: &[&[u8]]) -> (String, Vec<u8>) {
        let mut intake = Intake::new(query, std::env::temp_dir(), 1 << 20).unwrap();
        for piece in pieces {
            intake.push(piece).unwrap();
        }
        match intake.finish().unwrap() {
            Command::Insert(mut insert) => {
                let mut data = Vec::new();
                insert.data.read_to_end(&mut data).unwrap();
                assert_eq!(insert.length, data.len() as u64);
                (String::from_utf8(insert.sql(9)).unwrap(), data)
            }
            Command::Text { .. } => panic!("no insert: {query}"),
        }
    }

    #[test]
    fn data_is_found_wherever_the_statement_stands() {
        let sql = "INSERT INTO t \nFROM INFILE '/proc/self/fd/9'\n\nFORMAT RowBinary";
        let data = b"\n\n\x00;'".to_vec();
        let all = (sql.to_owned(), data.clone());
        let url = "INSERT INTO t FORMAT RowBinary";
        assert_eq!(insert(url, &[&data]), all);
        assert_eq!(insert("", &[b"INSERT INTO t FORMAT RowBinary\n\n\n\x00;'"]), all);
        // Byte by byte: no cut may be taken for an end.
        let body = [url.as_bytes(), b" \n", &data].concat();
        let pieces: Vec<_> = body.chunks(1).collect();
        assert_eq!(insert("", &pieces), all);
    }

    #[test]
    fn values_keep_their_text() {
        let (sql, data) = insert("INSERT INTO t (a) SETTINGS x=1 VALUES (1),\n\n(2)", &[]);
        assert_eq!(
            sql,
            "INSERT INTO t (a) \nFROM INFILE '/proc/self/fd/9'\nSETTINGS x=1 \nFORMAT Values"
        );
        assert_eq!(data, b" (1),\n\n(2)");
    }

    #[test]
    fn bounds_hold() {
        let mut intake = Intake::new("INSERT INTO t FORMAT TSV", std::env::temp_dir(), 10).unwrap();
        assert!(intake.push(b"0123456789").is_ok());
        assert_eq!(intake.push(b"0").map_err(|error| error.code), Err(307));
    }
}
