//! The thread that reads a source and cuts batches; whoever stores them holds it back.

use std::io::{self, Cursor, Read};
use std::thread;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::batch::{Batch, Finishing, Limits, Reject};
use super::bookmark::Plan;
use super::lines::{Line, Lines, Position};
use super::parse::detect::{Detected, detect};
use super::parse::{LineParser, Outcome};
use super::pcap;
use super::tail::POLL;

/// How long rows of a growing source wait for more of them.
const PACE: Duration = Duration::from_secs(1);
/// How long a growing source must be silent before half-joined events are given out.
const SILENCE: Duration = Duration::from_secs(60);

/// What the reading thread tells.
#[derive(Debug)]
pub enum Message {
    /// The format, once it is known.
    Format(Detected),
    /// The next batch.
    Batch(Box<Batch>),
    /// Something a person should know.
    Note(String),
}

/// All that is needed to read one source.
pub struct Job {
    /// The unpacked bytes from `start` on; of a capture, all.
    pub bytes: Box<dyn Read + Send>,
    /// The format, unless it is to be told from the first bytes.
    pub format: Option<Detected>,
    /// The place before which everything is stored.
    pub start: Position,
    /// State of the parser at that place.
    pub state: Option<serde_json::Value>,
    /// The first batch when it was cut before.
    pub plan: Option<Plan>,
    /// Whether reading begins inside a line whose beginning is stored.
    pub begins_inside_line: bool,
    /// Whether a later run can go on; if not, nothing may be left behind at a stop.
    pub can_go_on: bool,
    /// What each row is given.
    pub finishing: Finishing,
    /// When a batch is full.
    pub limits: Limits,
    /// The signal to stop.
    pub stop: CancellationToken,
}

/// Reads a source to its end, or until `tell` says that nobody listens.
///
/// # Errors
/// When reading fails; what was read before has been told.
pub fn read(mut job: Job, tell: &mut dyn FnMut(Message) -> bool) -> io::Result<()> {
    let bytes = std::mem::replace(&mut job.bytes, Box::new(io::empty()));
    let mut lines = Lines::new(bytes, job.start);
    let format = match job.format {
        Some(format) => format,
        None => match recognise(&mut lines, &job.stop)? {
            Some(format) => format,
            None => return Ok(()),
        },
    };
    if !tell(Message::Format(format)) {
        return Ok(());
    }
    match LineParser::new(format, job.state.take())? {
        Some(parser) => LineReader::new(job, lines, parser).run(tell),
        None => read_capture(&job, lines, tell),
    }
}

/// Waits for the first bytes and tells the format by them; `None` for a source without any.
fn recognise(
    lines: &mut Lines<Box<dyn Read + Send>>,
    stop: &CancellationToken,
) -> io::Result<Option<Detected>> {
    loop {
        if let Some(head) = lines.peek()? {
            return Ok(detect(head));
        }
        if stop.is_cancelled() {
            return Ok(None);
        }
    }
}

struct LineReader {
    job: Job,
    lines: Lines<Box<dyn Read + Send>>,
    parser: LineParser,
    batch: Batch,
    batch_began: Instant,
    last_line: Instant,
}

impl LineReader {
    fn new(job: Job, mut lines: Lines<Box<dyn Read + Send>>, parser: LineParser) -> Self {
        if let Some(plan) = &job.plan {
            lines.stop_at(plan.end.offset);
        }
        if job.begins_inside_line {
            lines.drop_rest_of_line();
        }
        let batch = Batch::at(job.start);
        Self { job, lines, parser, batch, batch_began: Instant::now(), last_line: Instant::now() }
    }

    fn run(mut self, tell: &mut dyn FnMut(Message) -> bool) -> io::Result<()> {
        loop {
            if self.job.stop.is_cancelled() {
                return self.stop(tell);
            }
            let is_heard = match self.step() {
                Ok(Step::Read) => true,
                Ok(Step::Cut { is_flushed }) => self.cut(is_flushed, tell)?,
                Ok(Step::End) if self.job.plan.is_some() => return Err(shrunk()),
                Ok(Step::End) => {
                    self.cut(true, tell)?;
                    return Ok(());
                }
                Err(error) => {
                    // What could be read is sound, but a planned batch is all or nothing.
                    if self.job.plan.is_none() {
                        self.cut(false, tell)?;
                    }
                    return Err(error);
                }
            };
            if !is_heard {
                return Ok(());
            }
        }
    }

    fn step(&mut self) -> io::Result<Step> {
        let n_before = self.batch.rows.len();
        let line_number = self.lines.position().line + 1;
        let (n_bytes, result) = match self.lines.next_line()? {
            Line::Whole(line) => {
                let result = self.parser.line(line, &mut self.batch.rows);
                let reject = |reason: String| (reason, line.to_vec());
                (line.len(), result.map_err(|error| reject(error.to_string())))
            }
            Line::TooLong(line) => (0, Err(("line: longer than 1 MiB".to_owned(), line.to_vec()))),
            Line::Idle => return Ok(self.idle()),
            Line::Limit => {
                self.lines.go_on();
                let is_flushed = self.job.plan.take().is_some_and(|plan| plan.is_flushed);
                return Ok(Step::Cut { is_flushed });
            }
            Line::End => return Ok(Step::End),
        };
        self.batch.tally.read += 1;
        match result {
            Ok(Outcome::Used) => {}
            Ok(Outcome::Skipped(why)) => *self.batch.tally.skipped.entry(why).or_default() += 1,
            Err((reason, text)) => self.batch.reject(Reject { line: line_number, reason, text }),
        }
        self.finish_rows(n_before, n_bytes);
        self.last_line = Instant::now();
        // The end of a planned batch is the plan's alone.
        let is_due = self.job.plan.is_none() && self.batch.is_full(self.job.limits);
        Ok(if is_due { Step::Cut { is_flushed: false } } else { Step::Read })
    }

    fn idle(&self) -> Step {
        let is_silent = self.last_line.elapsed() >= SILENCE && self.parser.is_waiting();
        let is_due = !self.batch.is_empty() && self.batch_began.elapsed() >= PACE;
        if self.job.plan.is_none() && (is_silent || is_due) {
            return Step::Cut { is_flushed: is_silent };
        }
        Step::Read
    }

    fn stop(mut self, tell: &mut dyn FnMut(Message) -> bool) -> io::Result<()> {
        // A planned batch is cut as planned or not at all; the next run does it.
        if self.job.plan.is_none() {
            self.cut(!self.job.can_go_on, tell)?;
        }
        Ok(())
    }

    fn finish_rows(&mut self, n_before: usize, n_bytes: usize) {
        let tally = &mut self.batch.tally;
        self.job.finishing.finish(&mut self.batch.rows[n_before..], tally);
        self.batch.grew(n_before, n_bytes);
    }

    /// Ends the batch here and tells it; whether it was heard.
    fn cut(&mut self, is_flushed: bool, tell: &mut dyn FnMut(Message) -> bool) -> io::Result<bool> {
        if is_flushed {
            let n_before = self.batch.rows.len();
            self.parser.finish(&mut self.batch.rows);
            self.finish_rows(n_before, 0);
        }
        let end = self.lines.position();
        let mut batch = std::mem::replace(&mut self.batch, Batch::at(end));
        self.batch_began = Instant::now();
        batch.end = end;
        batch.is_flushed = is_flushed;
        batch.state = self.parser.state()?;
        Ok(batch.is_empty() || tell(Message::Batch(Box::new(batch))))
    }
}

fn shrunk() -> io::Error {
    io::Error::other("the file ends earlier than when it was read before")
}

enum Step {
    Read,
    Cut { is_flushed: bool },
    End,
}

/// Reads a capture; places in it are counted in records.
fn read_capture(
    job: &Job,
    lines: Lines<Box<dyn Read + Send>>,
    tell: &mut dyn FnMut(Message) -> bool,
) -> io::Result<()> {
    let (head, rest) = lines.into_rest();
    let bytes = Patient { bytes: Cursor::new(head).chain(rest), stop: &job.stop };
    let mut batch = Batch::at(job.start);
    let mut plan = job.plan.clone();
    let mut n_records = 0;
    let mut is_heard = true;
    let result = pcap::read_capture(bytes, job.finishing.host.as_deref(), &mut |record| {
        n_records += 1;
        // After a stop the reader sees an early end and gives out halves.
        is_heard = is_heard && !job.stop.is_cancelled();
        if !is_heard || n_records <= job.start.offset {
            return;
        }
        let n_before = batch.rows.len();
        batch.rows.push(record);
        batch.tally.read += 1;
        job.finishing.finish(&mut batch.rows[n_before..], &mut batch.tally);
        batch.grew(n_before, 0);
        batch.end = Position { offset: n_records, line: 0 };
        let is_planned = plan.as_ref().is_some_and(|plan| plan.end == batch.end);
        if is_planned || plan.is_none() && batch.is_full(job.limits) {
            plan = None;
            let next = Batch::at(batch.end);
            let full = std::mem::replace(&mut batch, next);
            is_heard = tell(Message::Batch(Box::new(full)));
        }
    });
    let stats = result.map_err(io::Error::other)?;
    if job.stop.is_cancelled() || !is_heard {
        if is_heard && plan.is_none() && !batch.is_empty() {
            tell(Message::Batch(Box::new(batch)));
        }
        return Ok(());
    }
    if plan.is_some_and(|plan| plan.end != batch.end) {
        return Err(shrunk());
    }
    batch.tally.skipped = stats.skipped;
    batch.is_last = true;
    if tell(Message::Batch(Box::new(batch)))
        && let Some(note) = stats.note
    {
        tell(Message::Note(note));
    }
    Ok(())
}

/// Waits where a source says "nothing yet", and ends at a stop.
struct Patient<'s, R> {
    bytes: R,
    stop: &'s CancellationToken,
}

impl<R: Read> Read for Patient<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.stop.is_cancelled() {
                return Ok(0);
            }
            match self.bytes.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(POLL / 10),
                result => return result,
            }
        }
    }
}
