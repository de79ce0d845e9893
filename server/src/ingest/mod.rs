//! Reads logs and captures into the database: source → lines → parser → batches → store.
//!
//! Parsers are pure; one thread per source reads and cuts batches, and the
//! channel to the inserting task holds it back, so that memory stays flat.
//! Exactly-once: see [`bookmark`].

use std::collections::HashMap;
use std::fs::File;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::Poll;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail, ensure};
use app::domain::time::{DAY, Timestamp};
use tokio_util::sync::CancellationToken;

pub mod batch;
pub mod bookmark;
pub mod lines;
pub mod parse;
pub mod pcap;
pub mod progress;
pub mod pump;
pub mod reader;
pub mod rejects;
pub mod retention;
pub mod session;
pub mod sink;
pub mod source;
pub mod summary;
pub mod tail;

#[cfg(test)]
mod tests;

use batch::Limits;
use bookmark::Shelf;
use parse::detect::Detected;
use progress::Progress;
use retention::Survey;
use session::Session;
use sink::{Retry, Sink};
pub use summary::Summary;

/// The formats that `--format` names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum Format {
    /// Told from the first bytes of each file
    #[default]
    Auto,
    /// Correlated JSON of ja4-platform
    Platform,
    /// Suricata EVE
    Eve,
    /// Access log of Apache or nginx, combined or common
    Combined,
    /// Packet capture, pcap or pcapng
    Pcap,
}

impl Format {
    fn known(self) -> Option<Detected> {
        match self {
            Self::Auto => None,
            Self::Platform => Some(Detected::Platform),
            Self::Eve => Some(Detected::Eve),
            Self::Combined => Some(Detected::Combined),
            Self::Pcap => Some(Detected::Pcap),
        }
    }
}

/// What is read and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Format of all files.
    pub format: Format,
    /// Host of rows whose log names none.
    pub host: Option<String>,
    /// Whether to go on reading as files grow.
    pub follow: bool,
    /// Whether to move all times so that the newest row is now.
    pub shift_to_now: bool,
    /// Whether rows older than the retention are stored all the same.
    pub allow_expired: bool,
    /// Folder of bookmarks and rejects.
    pub data_dir: PathBuf,
    /// Days the database keeps rows.
    pub retention_days: u32,
    /// Rows per batch.
    pub batch_rows: usize,
    /// Patience with a database that does not take a batch.
    pub retry: Retry,
}

impl Options {
    /// Reads any format to the end of each file, in full batches.
    #[must_use]
    pub fn new(data_dir: PathBuf, retention_days: u32) -> Self {
        Self {
            format: Format::Auto,
            host: None,
            follow: false,
            shift_to_now: false,
            allow_expired: false,
            data_dir,
            retention_days,
            batch_rows: Limits::default().rows,
            retry: Retry::default(),
        }
    }
}

/// Reads files (`-` is standard input) into the database and says what it did.
///
/// A file that was read before goes on where it stopped. With `follow` it ends
/// at the signal `stop`, which also ends everything else after the batch that
/// is being stored.
///
/// # Errors
/// When the options or files do not fit together, when rows would vanish at
/// once, or when the database takes no more; a file that cannot be read to its
/// end is told in the summary instead.
pub async fn run<S: Sink>(
    sink: &S,
    files: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
    stop: CancellationToken,
) -> anyhow::Result<Summary> {
    check(files, options)?;
    let now = now();
    let oldest_kept = match options.allow_expired {
        true => Timestamp(0),
        false => now - options.retention_days.saturating_mul(DAY),
    };
    let shelf = Shelf::open(&options.data_dir)
        .with_context(|| format!("{} cannot be used", options.data_dir.display()))?;
    let surveyed = survey(files, options, &shelf, oldest_kept, &stop).await?;
    let shift_ms = shift(options, &surveyed, now);
    if !options.shift_to_now && !options.allow_expired {
        refuse_expired(files, options, surveyed, now, &stop).await?;
    } else if options.shift_to_now && !options.allow_expired {
        refuse_left_behind(&surveyed, shift_ms, options.retention_days, now)?;
    }
    let session = Session {
        sink,
        options,
        shelf: &shelf,
        progress,
        stop: &stop,
        shift_ms,
        oldest_kept: now - options.retention_days.saturating_mul(DAY),
    };
    let mut summary = Summary::default();
    if options.follow {
        let all = files.iter().map(|path| session.file(path)).collect();
        for file in all_of(all).await {
            summary.add(file?);
        }
    } else {
        for path in files {
            if !stop.is_cancelled() {
                summary.add(session.file(path).await?);
            }
        }
    }
    Ok(summary)
}

/// The clock, read here and in `session` alone.
fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(u32::try_from(since_1970.as_secs()).unwrap_or(u32::MAX))
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn check(files: &[PathBuf], options: &Options) -> anyhow::Result<()> {
    ensure!(!files.is_empty(), "no file to read");
    ensure!(options.batch_rows > 0, "a batch needs at least one row");
    if options.shift_to_now && options.follow {
        bail!("--shift-to-now and --follow exclude each other: a growing file has no newest row");
    }
    if files.iter().filter(|path| is_stdin(path)).count() > 1 {
        bail!("standard input can be read once only");
    }
    for path in files.iter().filter(|path| !is_stdin(path)) {
        let meta = std::fs::metadata(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        ensure!(!meta.is_dir(), "{} is a folder", path.display());
        // A pipe must be opened once only: its writer would see it close again.
        if meta.is_file() {
            File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
        }
    }
    let stream = files.iter().find(|path| is_stdin(path) || !is_regular(path));
    if let Some(stream) = stream.filter(|_| options.shift_to_now) {
        bail!(
            "--shift-to-now needs to read its input twice, which {} does not allow: \
             write it to a file first",
            stream.display()
        );
    }
    Ok(())
}

fn is_regular(path: &Path) -> bool {
    !is_stdin(path) && std::fs::metadata(path).is_ok_and(|meta| meta.is_file())
}

/// The times of the regular files that were not begun yet: all for a shift, a sample otherwise.
async fn survey(
    files: &[PathBuf],
    options: &Options,
    shelf: &Shelf,
    oldest_kept: Timestamp,
    stop: &CancellationToken,
) -> anyhow::Result<HashMap<PathBuf, Survey>> {
    let mut surveys = HashMap::new();
    if options.allow_expired && !options.shift_to_now {
        return Ok(surveys);
    }
    for path in files.iter().filter(|path| is_regular(path)) {
        let (path, shelf, stop) = (path.clone(), shelf.clone(), stop.clone());
        let (format, is_shifted) = (options.format.known(), options.shift_to_now);
        let (path, found) = tokio::task::spawn_blocking(move || {
            let begun = shelf.find(&path, &File::open(&path)?)?.is_some_and(|m| m.is_begun());
            let survey = match (begun, is_shifted) {
                (true, _) => None,
                (false, true) => Some(retention::whole(&path, format, oldest_kept, &stop)?),
                (false, false) => Some(retention::sample(&path, format, oldest_kept, &stop)?),
            };
            anyhow::Ok((path, survey))
        })
        .await??;
        surveys.extend(found.map(|found| (path, found)));
    }
    Ok(surveys)
}

/// Milliseconds, in whole seconds, that bring the newest row of all files to `now`.
fn shift(options: &Options, surveys: &HashMap<PathBuf, Survey>, now: Timestamp) -> i64 {
    let newest = surveys.values().filter_map(|survey| survey.newest).max();
    match newest {
        Some(newest) if options.shift_to_now => (i64::from(now.0) - i64::from(newest.0)) * 1_000,
        _ => 0,
    }
}

/// Counts what is too old exactly, once the sample has found any, and refuses to go on.
async fn refuse_expired(
    files: &[PathBuf],
    options: &Options,
    samples: HashMap<PathBuf, Survey>,
    now: Timestamp,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let oldest_kept = now - options.retention_days.saturating_mul(DAY);
    for path in files.iter().filter(|path| samples.get(*path).is_some_and(|s| s.expired > 0)) {
        let (file, format, stop) = (path.clone(), options.format.known(), stop.clone());
        let counted = tokio::task::spawn_blocking(move || {
            retention::whole(&file, format, oldest_kept, &stop)
        })
        .await??;
        let name = path.display().to_string();
        if let Some(complaint) = counted.complaint(&name, options.retention_days, now) {
            bail!(complaint);
        }
    }
    Ok(())
}

/// Refuses a shift that leaves rows beyond the retention, such as those of files years apart.
fn refuse_left_behind(
    surveys: &HashMap<PathBuf, Survey>,
    shift_ms: i64,
    retention_days: u32,
    now: Timestamp,
) -> anyhow::Result<()> {
    let oldest_kept = i64::from((now - retention_days.saturating_mul(DAY)).0);
    let is_left_behind = |survey: &Survey| {
        survey.oldest.is_some_and(|oldest| i64::from(oldest.0) + shift_ms / 1_000 < oldest_kept)
    };
    let mut behind: Vec<_> = surveys.iter().filter(|(_, survey)| is_left_behind(survey)).collect();
    behind.sort_by_key(|(path, _)| path.as_path());
    if let Some((path, _)) = behind.first() {
        bail!(
            "{}: even after --shift-to-now its oldest rows are older than the retention of \
             {retention_days} days and would vanish.\n\
             To keep them: read files that are far apart in time one by one, each with its own \
             shift; or keep rows longer, with --keep-logs-days on every `serve` and `migrate` and \
             here; or store them all the same with --allow-expired.",
            path.display()
        );
    }
    Ok(())
}

/// Drives all futures at once and gives their results in order.
async fn all_of<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut results: Vec<_> = running.iter().map(|_| None).collect();
    let mut all = pin!(std::future::poll_fn(move |context| {
        for (future, result) in running.iter_mut().zip(&mut results) {
            if result.is_none()
                && let Poll::Ready(output) = future.as_mut().poll(context)
            {
                *result = Some(output);
            }
        }
        if results.iter().all(Option::is_some) {
            return Poll::Ready(results.drain(..).flatten().collect());
        }
        Poll::Pending
    }));
    all.as_mut().await
}
