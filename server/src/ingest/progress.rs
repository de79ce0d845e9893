//! How a run tells how far it is: a bar on a terminal, log lines elsewhere.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// How often a log line tells the state.
const LOG_EVERY: Duration = Duration::from_secs(5);

/// How far one file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reached {
    /// Bytes of the file read, packed if it is packed.
    pub bytes: u64,
    /// Rows stored by this run.
    pub stored: u64,
    /// Lines rejected by this run.
    pub rejected: u64,
}

/// Is told what happens to each file; several may be read at once.
pub trait Progress: Send + Sync {
    /// Reading begins; the size is unknown for streams and growing files.
    fn started(&self, file: &str, size_bytes: Option<u64>);
    /// A batch is stored.
    fn advanced(&self, file: &str, reached: Reached);
    /// Reading has ended.
    fn ended(&self, file: &str);
}

/// A bar when standard error is a terminal, log lines otherwise.
#[must_use]
pub fn for_this_terminal() -> Box<dyn Progress> {
    if std::io::stderr().is_terminal() {
        Box::new(Bars::default())
    } else {
        Box::new(LogLines::default())
    }
}

/// Tells nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn started(&self, _: &str, _: Option<u64>) {}
    fn advanced(&self, _: &str, _: Reached) {}
    fn ended(&self, _: &str) {}
}

/// One bar per file on standard error.
#[derive(Debug, Default)]
pub struct Bars {
    screen: MultiProgress,
    bars: Mutex<HashMap<String, ProgressBar>>,
}

impl Progress for Bars {
    fn started(&self, file: &str, size_bytes: Option<u64>) {
        let (bar, template) = match size_bytes {
            Some(size) => (
                ProgressBar::new(size),
                "{prefix} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {msg} {eta} left",
            ),
            None => (ProgressBar::new_spinner(), "{prefix} {spinner} {bytes} {msg}"),
        };
        let style = ProgressStyle::with_template(template);
        let bar = self.screen.add(bar.with_style(style.unwrap_or(ProgressStyle::default_bar())));
        bar.set_prefix(file.to_owned());
        self.bars.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned(), bar);
    }

    fn advanced(&self, file: &str, reached: Reached) {
        if let Some(bar) = self.bars.lock().unwrap_or_else(PoisonError::into_inner).get(file) {
            bar.set_position(reached.bytes);
            bar.set_message(format!("{} rows, {} rejected", reached.stored, reached.rejected));
        }
    }

    fn ended(&self, file: &str) {
        if let Some(bar) = self.bars.lock().unwrap_or_else(PoisonError::into_inner).remove(file) {
            bar.finish_and_clear();
        }
    }
}

/// A log line every few seconds.
#[derive(Debug, Default)]
pub struct LogLines {
    files: Mutex<HashMap<String, (Option<u64>, Instant)>>,
}

impl Progress for LogLines {
    fn started(&self, file: &str, size_bytes: Option<u64>) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(file.to_owned(), (size_bytes, Instant::now()));
        tracing::info!(file, size_bytes, "ingest started");
    }

    fn advanced(&self, file: &str, reached: Reached) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((size_bytes, told_at)) = files.get_mut(file) else {
            return;
        };
        if told_at.elapsed() >= LOG_EVERY {
            *told_at = Instant::now();
            let Reached { bytes, stored, rejected } = reached;
            tracing::info!(file, bytes, size_bytes, stored, rejected, "ingest goes on");
        }
    }

    fn ended(&self, file: &str) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).remove(file);
        tracing::info!(file, "ingest ended");
    }
}
