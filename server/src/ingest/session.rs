//! One file from its bookmark to its end: a thread reads, this task stores.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use app::domain::time::Timestamp;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::batch::{Batch, Finishing, Limits};
use super::bookmark::{Bookmark, Claim, Plan, Shelf};
use super::lines::Position;
use super::parse::detect::Detected;
use super::progress::{Progress, Reached};
use super::reader::{Job, Message, read};
use super::rejects::Rejects;
use super::retention::Survey;
use super::sink::Sink;
use super::source::{Source, open_file, open_stream};
use super::summary::FileSummary;
use super::tail::{Ending, POLL};
use super::{Options, is_stdin, now};

/// What all files of a run share.
pub struct Session<'a, S> {
    /// Where rows go.
    pub sink: &'a S,
    /// What is read and how.
    pub options: &'a Options,
    /// Where bookmarks are.
    pub shelf: &'a Shelf,
    /// Who is told.
    pub progress: &'a dyn Progress,
    /// The signal to stop.
    pub stop: &'a CancellationToken,
    /// Milliseconds added to the times of files that are not begun yet.
    pub shift_ms: i64,
    /// Rows before this instant would vanish.
    pub oldest_kept: Timestamp,
}

/// A source with everything that belongs to it.
struct Open {
    source: Source,
    bookmark: Bookmark,
    /// The file, `None` for a stream.
    file: Option<File>,
    begins_inside_line: bool,
    _claim: Option<Claim>,
}

impl<S: Sink> Session<'_, S> {
    /// Reads one file, with `follow` also its successors of the same name.
    ///
    /// # Errors
    /// When the database takes no more or the bookmarks cannot be used.
    pub async fn file(&self, path: &Path) -> anyhow::Result<FileSummary> {
        let name = path.display().to_string();
        let mut summary = FileSummary { file: name.clone(), ..FileSummary::default() };
        loop {
            let ending = self.once(path, &mut summary).await;
            self.progress.ended(&name);
            let ended_for = ending.with_context(|| name.clone())?.get();
            if ended_for.is_none() || self.stop.is_cancelled() {
                return Ok(summary);
            }
            tracing::info!(file = name, ended_for = ?ended_for, "following the next file");
            while !path.exists() && !self.stop.is_cancelled() {
                tokio::time::sleep(POLL).await;
            }
        }
    }

    async fn once(&self, path: &Path, summary: &mut FileSummary) -> anyhow::Result<Ending> {
        let mut open = self.open(path).await?;
        let (ending, consumed) = (open.source.ending.clone(), Arc::clone(&open.source.consumed));
        summary.stored_before += open.bookmark.rows;
        if open.bookmark.is_done {
            summary.format = open.bookmark.format;
            return Ok(ending);
        }
        let size_bytes = match &open.file {
            Some(file) if !self.options.follow => Some(file.metadata()?.len()),
            _ => None,
        };
        self.progress.started(&summary.file, size_bytes);

        // The reader ends with this task, however that ends.
        let reader_stop = self.stop.child_token();
        let _guard = reader_stop.clone().drop_guard();
        let job = self.job(&mut open, reader_stop);
        let (sender, mut messages) = mpsc::channel(1);
        let reading = tokio::task::spawn_blocking(move || {
            read(job, &mut |message| sender.blocking_send(message).is_ok())
        });
        while let Some(message) = messages.recv().await {
            match message {
                Message::Format(format) => {
                    open.bookmark.format = Some(format);
                    summary.format = Some(format);
                }
                Message::Note(note) => summary.notes.push(note),
                Message::Batch(batch) => {
                    self.store(*batch, &mut open, summary).await?;
                    self.tell(summary, &consumed);
                }
            }
        }
        if let Err(error) = reading.await.context("the reading thread died")? {
            summary.failure = Some(error.to_string());
        }
        Ok(ending)
    }

    async fn open(&self, path: &Path) -> anyhow::Result<Open> {
        let seed = seed();
        let shelf = self.shelf.clone();
        let (path, follow) = (path.to_owned(), self.options.follow);
        let (format, shift_ms) = (self.options.format.known(), self.shift_ms);
        tokio::task::spawn_blocking(move || {
            if is_stdin(&path) || !fs::metadata(&path)?.is_file() {
                let bookmark = Bookmark::for_stream(&path, &seed);
                let source = match is_stdin(&path) {
                    true => open_stream(io::stdin())?,
                    false => open_stream(File::open(&path)?)?,
                };
                return anyhow::Ok(Open::stream(source, bookmark, format));
            }
            let file = File::open(&path)?;
            let (mut bookmark, claim) = shelf.claim(&path, &file, &seed)?;
            if !bookmark.is_begun() {
                bookmark.shift_ms = shift_ms;
                bookmark.format = format;
            }
            if let (Some(before), Some(asked)) = (bookmark.format, format)
                && before != asked
            {
                bail!("read as {} before, so it cannot go on as {}", before.name(), asked.name());
            }
            Open::file(&path, file, bookmark, claim, follow)
        })
        .await?
    }

    fn job(&self, open: &mut Open, stop: CancellationToken) -> Job {
        let bookmark = &mut open.bookmark;
        Job {
            bytes: std::mem::replace(&mut open.source.bytes, Box::new(io::empty())),
            format: bookmark.format,
            start: bookmark.committed,
            state: bookmark.state.clone(),
            plan: bookmark.plan.clone(),
            begins_inside_line: open.begins_inside_line,
            can_go_on: open.file.is_some(),
            finishing: Finishing {
                host: self.options.host.clone(),
                shift_ms: bookmark.shift_ms,
                oldest_kept: self.oldest_kept,
            },
            limits: Limits { rows: self.options.batch_rows, ..Limits::default() },
            stop,
        }
    }

    /// Plan, insert, bookmark: in this order, so that a kill between any two can be mended.
    async fn store(
        &self,
        batch: Batch,
        open: &mut Open,
        summary: &mut FileSummary,
    ) -> anyhow::Result<()> {
        self.refuse_expired_stream(&batch, open, &summary.file)?;
        let format = open.bookmark.format.map_or("none", Detected::name);
        let plan = Plan { end: batch.end, is_flushed: batch.is_flushed };
        let mut stored = 0;
        if !batch.rows.is_empty() {
            let token = open.bookmark.token(&plan);
            open.bookmark.plan = Some(plan);
            self.save(open).await?;
            stored = self.options.retry.insert(self.sink, &batch.rows, &token, self.stop).await?;
        }
        metrics::counter!("ja4soc_ingest_rows_total", "format" => format).increment(stored);
        for reject in &batch.rejects {
            let reason = reject.reason.clone();
            metrics::counter!("ja4soc_ingest_rejects_total", "reason" => reason).increment(1);
        }
        if !batch.rejects.is_empty() {
            let rejects = Rejects::new(&self.options.data_dir, &open.bookmark.path);
            let lines = batch.rejects.clone();
            let path = tokio::task::spawn_blocking(move || rejects.append(&lines, now())).await?;
            summary.reject_files.insert(path.context("rejected lines cannot be kept")?);
        }
        summary.count(&batch.tally, &batch.rejects, stored);

        let bookmark = &mut open.bookmark;
        bookmark.committed = batch.end;
        bookmark.batches += 1;
        bookmark.rows += stored;
        bookmark.plan = None;
        bookmark.state = batch.state;
        bookmark.is_done = batch.is_last;
        self.save(open).await
    }

    /// A stream cannot be surveyed, so its first batch decides.
    fn refuse_expired_stream(&self, batch: &Batch, open: &Open, name: &str) -> anyhow::Result<()> {
        if open.file.is_some() || open.bookmark.batches > 0 || self.options.allow_expired {
            return Ok(());
        }
        let mut survey = Survey::default();
        survey.add(batch.rows.iter().map(|row| row.time), batch.tally.expired);
        match survey.complaint(name, self.options.retention_days, now()) {
            Some(complaint) => bail!("{complaint}\n(counted in the first batch)"),
            None => Ok(()),
        }
    }

    async fn save(&self, open: &mut Open) -> anyhow::Result<()> {
        let Some(file) = &open.file else {
            return Ok(());
        };
        Shelf::learn_head(&mut open.bookmark, file)?;
        let (shelf, bookmark) = (self.shelf.clone(), open.bookmark.clone());
        tokio::task::spawn_blocking(move || shelf.save(&bookmark))
            .await?
            .context("the bookmark cannot be written")
    }

    fn tell(&self, summary: &FileSummary, consumed: &AtomicU64) {
        let bytes = consumed.load(Ordering::Relaxed);
        let reached = Reached { bytes, stored: summary.stored, rejected: summary.n_rejected() };
        self.progress.advanced(&summary.file, reached);
    }
}

impl Open {
    fn stream(source: Source, mut bookmark: Bookmark, format: Option<Detected>) -> Self {
        bookmark.format = format;
        Self { source, bookmark, file: None, begins_inside_line: false, _claim: None }
    }

    fn file(
        path: &Path,
        file: File,
        bookmark: Bookmark,
        claim: Claim,
        follow: bool,
    ) -> anyhow::Result<Self> {
        // Places in a capture are counted in records, so it is read from its beginning.
        let is_capture = bookmark.format == Some(Detected::Pcap);
        let Position { offset, .. } = bookmark.committed;
        let from = if is_capture { 0 } else { offset.saturating_sub(1) };
        let mut source = open_file(path, file.try_clone()?, from, follow && !is_capture)?;
        let mut before = [b'\n'];
        if offset > 0 && !is_capture {
            source.bytes.read_exact(&mut before)?;
        }
        let begins_inside_line = before != *b"\n";
        Ok(Self { source, bookmark, file: Some(file), begins_inside_line, _claim: Some(claim) })
    }
}

/// Tells one reading of a file from another.
fn seed() -> [u8; 20] {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let mut seed = [0; 20];
    seed[..16].copy_from_slice(&nanos.to_le_bytes());
    seed[16..].copy_from_slice(&std::process::id().to_le_bytes());
    seed
}
