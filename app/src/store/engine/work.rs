//! One statement on its way to the engine, and the time it gets.

use std::collections::BTreeMap;
use std::fs::File;
use std::time::Duration;

/// Seconds a statement may run when its caller says nothing.
const DEFAULT_SECONDS: f64 = 30.0;
/// Seconds a statement may run at most, whatever its caller says.
const MAX_SECONDS: f64 = 3_600.0;
/// What a statement may overrun its time before it is killed from outside.
const OVERRUN: Duration = Duration::from_secs(5);

/// Filters rows while they are ordered, and in this engine drops some that belong to the answer.
pub(super) const TOP_K_FILTER: &str = "use_top_k_dynamic_filtering";

/// Settings by name; what is not here has its default.
pub(super) type Settings = BTreeMap<String, String>;

/// One statement with everything that must hold while it runs, and no longer.
#[derive(Default)]
pub(super) struct Work {
    /// The statement.
    pub(super) sql: Vec<u8>,
    /// Format of the answer when the statement names none.
    pub(super) format: String,
    /// Values of `{name:Type}`.
    pub(super) params: Vec<(String, String)>,
    /// Current database of the statement.
    pub(super) database: Option<String>,
    /// Settings of the statement.
    pub(super) settings: Vec<(String, String)>,
    /// Whether the statement itself changes the connection (`SET`, `USE`, temporary tables).
    pub(super) leaves_marks: bool,
    /// Files the statement names by descriptor; open until it has ended.
    pub(super) files: Vec<File>,
}

impl Work {
    /// The value `max_execution_time` gets: what the caller set within the bound, else the default.
    fn seconds(&self) -> f64 {
        let asked = self.settings.iter().rev().find(|(name, _)| name == "max_execution_time");
        match asked.and_then(|(_, value)| value.trim().parse::<f64>().ok()) {
            Some(seconds) if seconds > 0.0 && seconds <= MAX_SECONDS => seconds,
            // Zero is "no limit" to ClickHouse.
            Some(_) => MAX_SECONDS,
            None => DEFAULT_SECONDS,
        }
    }

    /// All that is set while the statement runs, the bound on its time among it.
    pub(super) fn effective_settings(&self) -> Settings {
        let mut settings: Settings = self.settings.iter().cloned().collect();
        // Ours: the mark by which a statement is found to be killed.
        settings.remove("log_comment");
        settings.insert("max_execution_time".to_owned(), self.seconds().to_string());
        settings.entry(TOP_K_FILTER.to_owned()).or_insert_with(|| "0".to_owned());
        settings
    }

    /// After which time the statement is killed from outside, should its own limit fail it.
    pub(super) fn watch(&self) -> Duration {
        let own_limit = self.sql.windows(18).any(|part| part == b"max_execution_time");
        let seconds = if own_limit { MAX_SECONDS } else { self.seconds() };
        Duration::from_secs_f64(seconds) + OVERRUN
    }
}
