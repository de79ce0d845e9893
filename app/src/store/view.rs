//! Questions to a view that a database of another program may lack, or have with other columns.

use std::sync::Arc;

use serde::Serialize;

use super::error::{Error, ErrorKind, Result};
use super::{Db, memo};

/// Seconds a question about all sessions may take, below the limit of a request.
pub(super) const SECONDS: u64 = 30;

/// A view, and the tables that decide what it answers.
pub(super) struct View {
    /// Name in the databases of other programs.
    name: &'static str,
    /// The same rows with fewer columns, which only databases of ours have.
    lighter: Option<&'static str>,
    pub(super) tables: &'static [&'static str],
}

/// All features of the sessions of 24 hours.
pub(super) const AI: View = View {
    name: AI_NAME,
    lighter: None,
    tables: &[
        "agg_host_ip_ja4_1h",
        "agg_header_fingerprint_1h",
        "agg_ip_behavior_1h",
        "agg_fingerprint_spread_1h",
        "agg_ja4_origin_1h",
    ],
};

/// What the requests of those sessions tell by themselves.
pub(super) const SESSIONS: View =
    View { name: AI_NAME, lighter: Some("view_sessions_1h"), tables: SESSION_TABLES };

/// The same with the JA4s of their addresses.
pub(super) const SESSION_FEATURES: View =
    View { name: AI_NAME, lighter: Some("view_session_features_1h"), tables: SESSION_TABLES };

/// The features of cadence, paths and hosts of those sessions.
pub(super) const THESIS: View =
    View { name: "view_thesis_features_1h", lighter: None, tables: &[] };

const AI_NAME: &str = "view_ai_features_1h";
/// The table of finished rows.
const FINISHED: &str = "settled_sessions_1h";
/// Finished rows are not among them: they change no answer.
const SESSION_TABLES: &[&str] = &["agg_host_ip_ja4_1h", "agg_header_fingerprint_1h"];

impl View {
    /// The view that is asked first.
    pub(super) fn first(&self) -> &'static str {
        self.lighter.unwrap_or(self.name)
    }

    /// The answer to a question that is given the view's name, kept until the data changes;
    /// `None` when the database has no such view with these columns.
    pub(super) async fn answer<T, F>(
        &self,
        db: &Db,
        op: &'static str,
        parameters: String,
        columns: &[&str],
        question: impl Fn(&'static str) -> F,
    ) -> Result<Option<T>>
    where
        T: Clone + Serialize + Send + Sync + 'static,
        F: Future<Output = Result<T>>,
    {
        let ask = || self.ask(db, columns, question);
        let kept: Arc<Option<T>> = memo::remember(db, op, parameters, self, ask).await?;
        Ok(Option::clone(&kept))
    }

    async fn ask<T, F>(
        &self,
        db: &Db,
        columns: &[&str],
        question: impl Fn(&'static str) -> F,
    ) -> Result<Option<T>>
    where
        F: Future<Output = Result<T>>,
    {
        for name in self.lighter.into_iter().chain([self.name]) {
            match question(name).await {
                Ok(answer) => return Ok(Some(answer)),
                // Finished rows are no part of what is told; the other view does without.
                Err(Error { kind: ErrorKind::MissingTable(table), .. })
                    if table.contains(FINISHED) && name != self.name => {}
                // The same failures come from a view whose tables are broken.
                Err(error) if is_missing(&error) && !has(db, name, columns).await? => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Whether the view is there with all of these columns.
    pub(super) async fn has(&self, db: &Db, columns: &[&str]) -> Result<bool> {
        has(db, self.name, columns).await
    }
}

async fn has(db: &Db, view: &str, columns: &[&str]) -> Result<bool> {
    const SQL: &str = "
        SELECT count() AS cnt
        FROM system.columns
        WHERE database = {processing:String}
          AND table = {view:String}
          AND name IN {columns:Array(String)}";
    let read = db.read("view.columns", SQL).param("view", view).param("columns", columns);
    Ok(read.fetch_one::<u64>().await? == columns.len() as u64)
}

fn is_missing(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::MissingTable(_) | ErrorKind::MissingColumn(_))
}
