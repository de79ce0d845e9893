//! What each page finds in the database, what is missing, and what is worse for it.

mod needs;

use std::fmt;

use crate::store::schema::{AddressColumn, Capabilities};
use crate::store::{Db, Result};
use needs::{Need, PAGES, Page};

/// How much of a page works.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// All of it.
    Complete,
    /// The page works, some panels or columns are empty.
    Degraded,
    /// What the page is about is missing.
    Unavailable,
}

/// The findings for one page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageReport {
    /// Title of the page.
    pub page: &'static str,
    /// How much of it works.
    pub state: State,
    /// Tables and views that are there, with their rows where known.
    pub present: Vec<String>,
    /// What is missing: `table`, `table.column`, or a view that cannot be read, with the reason.
    pub missing: Vec<String>,
    /// What that means on the page, in words.
    pub degrades: Vec<String>,
}

impl fmt::Display for PageReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Complete => "complete",
            State::Degraded => "degraded",
            State::Unavailable => "unavailable",
        };
        write!(f, "{}: {state}", self.page)?;
        for (label, lines) in
            [("there", &self.present), ("missing", &self.missing), ("so", &self.degrades)]
        {
            for line in lines {
                write!(f, "\n  {label:<8} {line}")?;
            }
        }
        Ok(())
    }
}

/// Examines the database for every page; asks only, alters nothing.
///
/// # Errors
/// When the database cannot be asked; what is missing in it is no error.
pub async fn doctor(db: &Db) -> Result<Vec<PageReport>> {
    let found = Capabilities::probe(db).await?;
    let unreadable = unreadable_views(db, &found).await;
    Ok(PAGES.iter().map(|page| examine(page, &found, &unreadable)).collect())
}

/// Views that are there but fail, with the database's reason: a table below them may be gone.
async fn unreadable_views(db: &Db, found: &Capabilities) -> Vec<(&'static str, String)> {
    let mut failing = Vec::new();
    let mut seen = Vec::new();
    for need in PAGES.iter().flat_map(|page| page.needs) {
        let is_view = found.table(need.database, need.table).is_some_and(|t| t.engine == "View");
        if !is_view || seen.contains(&need.table) {
            continue;
        }
        seen.push(need.table);
        let name = db.names().of(need.database);
        let sql = format!("SELECT count() FROM (SELECT * FROM {name}.{} LIMIT 0)", need.table);
        if let Err(error) = db.read("doctor.view", &sql).fetch_one::<u64>().await {
            failing.push((need.table, error.to_string()));
        }
    }
    failing
}

fn examine(page: &Page, found: &Capabilities, unreadable: &[(&str, String)]) -> PageReport {
    let mut report = PageReport {
        page: page.title,
        state: State::Complete,
        present: Vec::new(),
        missing: Vec::new(),
        degrades: Vec::new(),
    };
    for need in page.needs {
        let missing = missing(need, found, unreadable);
        if missing.is_empty() {
            let present = described(need, found);
            // Several parts of a page read one table.
            if !report.present.contains(&present) {
                report.present.push(present);
            }
            continue;
        }
        report.state = report.state.max(need.without);
        report.missing.extend(missing);
        report.degrades.push(need.consequence.to_owned());
    }
    if page.shows_requests && found.client_address() == AddressColumn::V4 {
        report.state = report.state.max(State::Degraded);
        report.missing.push("http_logs.src_ip as IPv6 (it is IPv4)".to_owned());
        report.degrades.push("requests of IPv6 clients cannot be told apart".to_owned());
    }
    report
}

fn missing(need: &Need, found: &Capabilities, unreadable: &[(&str, String)]) -> Vec<String> {
    if found.table(need.database, need.table).is_none() {
        return vec![need.table.to_owned()];
    }
    if let Some((_, reason)) = unreadable.iter().find(|(name, _)| *name == need.table) {
        return vec![format!("{} (it cannot be read: {reason})", need.table)];
    }
    need.columns
        .split_whitespace()
        .filter(|column| !found.has_column(need.database, need.table, column))
        .map(|column| format!("{}.{column}", need.table))
        .collect()
}

fn described(need: &Need, found: &Capabilities) -> String {
    match found.table(need.database, need.table).and_then(|table| table.rows) {
        Some(0) => format!("{} (empty so far)", need.table),
        Some(rows) => format!("{} ({rows} rows)", need.table),
        None => need.table.to_owned(),
    }
}
