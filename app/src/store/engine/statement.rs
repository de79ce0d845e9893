//! What kind of statement a text is, and where the parts lie that the bridge has to know.

use std::ops::Range;

use crate::store::engine::exception::Exception;
use crate::store::engine::token::{Kind, Token, Tokens};

/// A statement as the bridge sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// A `SELECT`: its answer can be of any size. `output_at` is where `INTO OUTFILE` would stand.
    Select {
        /// Offset in the text.
        output_at: usize,
        /// The format the statement names.
        format: Option<String>,
    },
    /// Another question with a small answer, such as `SHOW`.
    Show {
        /// The format the statement names.
        format: Option<String>,
    },
    /// An `INSERT` followed by data.
    InsertData {
        /// Where `FROM INFILE` would stand.
        source_at: usize,
        /// End of the statement without its `FORMAT` or `VALUES`.
        head_end: usize,
        /// Format of the data.
        format: String,
        /// Where the data begins.
        data_at: usize,
    },
    /// `SET`, `USE` and the like, which change the connection they run on.
    Session,
    /// Anything else; it may change data.
    Other {
        /// The format the statement names.
        format: Option<String>,
        /// Whether it begins with a word we know; the engine tells what is wrong with the others.
        known: bool,
    },
}

/// First words of the statements that change something.
const CHANGES: &[&str] = &[
    "ALTER", "ATTACH", "BACKUP", "CREATE", "DELETE", "DETACH", "DROP", "EXCHANGE", "GRANT",
    "INSERT", "KILL", "MOVE", "OPTIMIZE", "PARALLEL", "RENAME", "REPLACE", "RESTORE", "REVOKE",
    "SYSTEM", "TRUNCATE", "UNDROP", "UPDATE", "WITH",
];

impl Statement {
    /// Whether it may run where nothing may be changed.
    pub(super) fn is_read_only(&self) -> bool {
        matches!(self, Self::Select { .. } | Self::Show { .. })
    }

    /// Reads a whole statement, refusing what must not reach the engine: a second statement behind
    /// the first, and clauses that would name files of this machine.
    pub(super) fn of(sql: &[u8]) -> Result<Self, Exception> {
        let text = Text { sql, tokens: Tokens::new(sql).collect() };
        if let Some(insert) = text.insert_data(true)? {
            return Ok(insert);
        }
        text.refuse_files()?;
        text.refuse_second_statement()?;
        text.refuse_waiting()?;
        let format_at = text.format_clause();
        let format = format_at.map(|index| text.word(index + 1).to_owned());
        let is_insert =
            || text.tokens.iter().any(|token| token.depth == 0 && text.says(token, "INSERT"));
        Ok(match text.first_word().to_ascii_uppercase().as_str() {
            "SELECT" | "FROM" => Self::Select { output_at: text.output_at(format_at), format },
            "WITH" if !is_insert() => Self::Select { output_at: text.output_at(format_at), format },
            "" if text.sign_at(0) == Some(b'(') => {
                Self::Select { output_at: text.output_at(format_at), format }
            }
            "" if text.tokens.is_empty() => {
                return Err(Exception::new(62, "SYNTAX_ERROR", "Empty query"));
            }
            "SHOW" | "DESCRIBE" | "DESC" | "EXPLAIN" | "EXISTS" | "CHECK" => Self::Show { format },
            "SET" | "USE" | "BEGIN" | "COMMIT" | "ROLLBACK" => Self::Session,
            "CREATE" | "ATTACH" | "REPLACE" if text.is_temporary() => Self::Session,
            verb => Self::Other { format, known: CHANGES.contains(&verb) },
        })
    }

    /// Looks whether a text of which only the beginning is known is an `INSERT` with data.
    /// `None` means that more must be read.
    pub(super) fn insert_of(beginning: &[u8]) -> Result<Option<Self>, Exception> {
        let mut tokens = Tokens::new(beginning);
        // Nothing but an INSERT is worth looking at again and again while the body comes in.
        let first = tokens.next();
        let is_insert = first
            .is_some_and(|token| beginning[token.start..token.end].eq_ignore_ascii_case(b"INSERT"));
        if !is_insert {
            return Ok(None);
        }
        // The words before the data are few; a large piece of data is not to be cut into tokens.
        let mut known = 4_096;
        loop {
            let part = &beginning[..beginning.len().min(known)];
            let text = Text { sql: part, tokens: Tokens::new(part).collect() };
            match text.insert_data(false)? {
                None if part.len() < beginning.len() => known *= 8,
                found => return Ok(found),
            }
        }
    }
}

struct Text<'a> {
    sql: &'a [u8],
    tokens: Vec<Token>,
}

impl Text<'_> {
    fn word(&self, index: usize) -> &str {
        match self.tokens.get(index) {
            Some(token) if token.kind == Kind::Word => {
                std::str::from_utf8(&self.sql[token.start..token.end]).unwrap_or_default()
            }
            _ => "",
        }
    }

    fn first_word(&self) -> &str {
        self.word(0)
    }

    fn says(&self, token: &Token, keyword: &str) -> bool {
        token.kind == Kind::Word
            && self.sql[token.start..token.end].eq_ignore_ascii_case(keyword.as_bytes())
    }

    fn says_at(&self, index: usize, keyword: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| self.says(token, keyword))
    }

    fn sign_at(&self, index: usize) -> Option<u8> {
        match self.tokens.get(index)?.kind {
            Kind::Sign(byte) => Some(byte),
            _ => None,
        }
    }

    fn refuse_files(&self) -> Result<(), Exception> {
        for (index, token) in self.tokens.iter().enumerate() {
            let next = |keyword| self.says_at(index + 1, keyword);
            let names_file = (self.says(token, "INTO") && next("OUTFILE"))
                || (self.says(token, "FROM") && next("INFILE"));
            if names_file {
                return Err(Exception::unsupported(
                    "INTO OUTFILE and FROM INFILE are clauses of the command line client, not of \
                     the HTTP interface",
                ));
            }
        }
        Ok(())
    }

    fn refuse_second_statement(&self) -> Result<(), Exception> {
        let mut ended = false;
        for token in &self.tokens {
            let is_end = token.kind == Kind::Sign(b';');
            if ended && !is_end {
                return Err(Exception::new(
                    62,
                    "SYNTAX_ERROR",
                    "Syntax error (Multi-statements are not allowed)",
                ));
            }
            ended |= is_end;
        }
        Ok(())
    }

    /// `DROP … SYNC` and `KILL … SYNC` never return in the embedded engine.
    fn refuse_waiting(&self) -> Result<(), Exception> {
        let last = self.tokens.iter().rev().find(|token| token.kind != Kind::Sign(b';'));
        let waits = last.is_some_and(|token| self.says(token, "SYNC"));
        let verb = self.first_word().to_ascii_uppercase();
        if waits && matches!(verb.as_str(), "DROP" | "DETACH" | "TRUNCATE" | "KILL" | "UNDROP") {
            return Err(Exception::unsupported(&format!(
                "{verb} … SYNC never ends in the embedded engine; leave out SYNC"
            )));
        }
        Ok(())
    }

    fn is_temporary(&self) -> bool {
        (1..4).any(|index| self.says_at(index, "TEMPORARY"))
    }

    /// Index of the `FORMAT` of a closing `FORMAT name [SETTINGS …]`.
    fn format_clause(&self) -> Option<usize> {
        let found = self.tokens.iter().enumerate().rev().find(|(index, token)| {
            let follows = self.tokens.get(index + 2);
            token.depth == 0
                && self.says(token, "FORMAT")
                && *index > 0
                && !self.word(index + 1).is_empty()
                && !self.says_at(index - 1, "AS")
                && !matches!(self.sign_at(index - 1), Some(b'.' | b','))
                && follows
                    .is_none_or(|next| next.kind == Kind::Sign(b';') || self.says(next, "SETTINGS"))
        });
        found.map(|(index, _)| index)
    }

    /// Where an `INTO OUTFILE` belongs: before the format, else behind the last token.
    fn output_at(&self, format_at: Option<usize>) -> usize {
        if let Some(index) = format_at {
            return self.tokens[index].start;
        }
        let last = self.tokens.iter().rev().find(|token| token.kind != Kind::Sign(b';'));
        last.map_or(self.sql.len(), |token| token.end)
    }

    /// The parts of `INSERT INTO [TABLE] [FUNCTION] name [(columns)] [SETTINGS …] FORMAT f data` or
    /// `… VALUES data`; `None` for any other statement, or when its beginning does not tell yet.
    fn insert_data(&self, complete: bool) -> Result<Option<Statement>, Exception> {
        if !self.says_at(0, "INSERT") {
            return Ok(None);
        }
        let mut index = 1;
        for keyword in ["INTO", "TABLE", "FUNCTION"] {
            // `TABLE` may be the table's own name, as in `INSERT INTO table VALUES`.
            if self.says_at(index, keyword) && self.begins_name(index + 1) {
                index += 1;
            }
        }
        index = self.after_name(index);
        let mut source_at = None;
        while let Some(token) = self.tokens.get(index) {
            if token.depth > 0 || token.kind != Kind::Word {
                index += 1;
                continue;
            }
            let here = token.start;
            let assigned = self.sign_at(index + 1) == Some(b'=');
            if self.says(token, "SELECT") || self.says(token, "WITH") || self.says(token, "WATCH") {
                return Ok(None);
            }
            if self.says(token, "FROM") && self.says_at(index + 1, "INFILE") {
                self.refuse_files()?;
            }
            if self.says(token, "SETTINGS") {
                source_at.get_or_insert(here);
            }
            // A keyword or name at the very end of what is known may go on in the next piece.
            let ended = |at: usize| complete || at < self.sql.len();
            if self.says(token, "VALUES") && ended(token.end) {
                return Ok(Some(Statement::InsertData {
                    source_at: source_at.unwrap_or(here),
                    head_end: here,
                    format: "Values".to_owned(),
                    data_at: token.end,
                }));
            }
            if self.says(token, "FORMAT") && !assigned {
                let Some(name) = self.tokens.get(index + 1).filter(|name| ended(name.end)) else {
                    return Ok(None);
                };
                if self.word(index + 1).is_empty() {
                    return Ok(None);
                }
                return Ok(Some(Statement::InsertData {
                    source_at: source_at.unwrap_or(here),
                    head_end: here,
                    format: self.word(index + 1).to_owned(),
                    data_at: name.end,
                }));
            }
            index += 1;
        }
        Ok(None)
    }

    fn begins_name(&self, index: usize) -> bool {
        match self.tokens.get(index) {
            Some(token) => match token.kind {
                Kind::Word => {
                    !["VALUES", "FORMAT", "SELECT", "SETTINGS"]
                        .iter()
                        .any(|keyword| self.says(token, keyword))
                        || self.sign_at(index + 1) == Some(b'.')
                        || self.begins_clause(index + 1)
                }
                Kind::Quoted | Kind::Sign(b'{') => true,
                _ => false,
            },
            None => false,
        }
    }

    /// Whether what follows a table's name stands there, so that the word before is the name.
    fn begins_clause(&self, index: usize) -> bool {
        ["VALUES", "FORMAT", "SELECT", "SETTINGS", "WITH"]
            .iter()
            .any(|keyword| self.says_at(index, keyword))
    }

    /// Index behind `name`, `db.name` or `{p:Identifier}.name`.
    fn after_name(&self, mut index: usize) -> usize {
        loop {
            index += 1;
            if self.sign_at(index - 1) == Some(b'{') {
                let skipped: Range<usize> = index..self.tokens.len();
                let close = skipped.into_iter().find(|&at| self.sign_at(at) == Some(b'}'));
                index = close.map_or(self.tokens.len(), |at| at + 1);
            }
            if self.sign_at(index) != Some(b'.') {
                return index;
            }
            index += 1;
        }
    }
}

#[cfg(test)]
#[path = "statement_tests.rs"]
mod tests;
