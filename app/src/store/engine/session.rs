//! One connection and what is set on it.

use std::path::Path;

use crate::store::engine::exception::Exception;
use crate::store::engine::ffi::{Connection, Library};
use crate::store::engine::work::Settings;

/// The database of a statement that names none.
const DEFAULT_DATABASE: &str = "default";

/// A connection, and what was last set on it.
pub(super) struct Session {
    pub(super) connection: Connection,
    /// What its statements carry in `log_comment`, by which they can be found and killed.
    pub(super) mark: String,
    database: String,
    pub(super) settings: Settings,
}

impl Session {
    /// Opens a connection whose statements carry `mark`.
    pub(super) fn open(
        library: &'static Library,
        path: &Path,
        mark: String,
    ) -> Result<Self, Exception> {
        let connection = library.connect(path).ok_or_else(Exception::closed)?;
        let (database, settings) = (DEFAULT_DATABASE.to_owned(), Settings::new());
        let mut session = Self { connection, mark, database, settings };
        session.tell(&format!("SET log_comment='{}'", session.mark))?;
        Ok(session)
    }

    /// Makes database and settings exactly what is wanted, whatever was set before.
    pub(super) fn prepare(
        &mut self,
        database: Option<&str>,
        wanted: Settings,
    ) -> Result<(), Exception> {
        let database = database.unwrap_or(DEFAULT_DATABASE);
        if self.database != database {
            self.tell(&format!("USE `{}`", escape(database, '`')))?;
            database.clone_into(&mut self.database);
        }
        if self.settings != wanted {
            let gone = self.settings.keys().filter(|name| !wanted.contains_key(*name));
            let gone = gone.map(|name| format!("{name}=DEFAULT"));
            let new = wanted.iter().filter(|(name, value)| self.settings.get(*name) != Some(value));
            let new = new.map(|(name, value)| format!("{name}='{}'", escape(value, '\'')));
            let changes: Vec<_> = gone.chain(new).collect();
            self.tell(&format!("SET {}", changes.join(", ")))?;
            self.settings = wanted;
        }
        Ok(())
    }

    fn tell(&mut self, sql: &str) -> Result<(), Exception> {
        let answer = self.connection.query(sql.as_bytes(), "Null", &[]);
        answer.map(drop).map_err(|text| Exception::from_engine(&text))
    }
}

fn escape(text: &str, quote: char) -> String {
    text.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"))
}
