//! Connections to the embedded engine: handed out one statement at a time, given back clean.
//!
//! A connection that saw an error is never used again: after one, the engine would begin the next
//! answer with the failed statement's half-written output.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{Instant, sleep, timeout};

use crate::store::engine::EngineError;
use crate::store::engine::exception::Exception;
use crate::store::engine::ffi::{Answer, Connection, Library};

/// Seconds a statement may run when its caller says nothing.
pub(super) const DEFAULT_SECONDS: f64 = 30.0;
/// Seconds a statement may run at most, whatever its caller says.
pub(super) const MAX_SECONDS: f64 = 3_600.0;
/// How long a statement waits for a free connection before it is turned away.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(30);
/// What a statement may overrun its time before it is killed from outside.
const OVERRUN: Duration = Duration::from_secs(5);
/// How long `close` lets running statements end by themselves, and how long after killing them.
const CLOSE_GRACE: Duration = Duration::from_secs(2);

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

/// A shared pool over one data directory.
#[derive(Clone)]
pub(super) struct Pool {
    inner: Arc<Inner>,
}

struct Inner {
    library: &'static Library,
    path: PathBuf,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Session>>,
    running: Mutex<HashMap<u64, Arc<Run>>>,
    control: Mutex<Option<Connection>>,
    serial: AtomicU64,
    closed: AtomicBool,
    runtime: Handle,
}

/// A connection and the mark its statements carry in `log_comment`.
struct Session {
    connection: Connection,
    mark: String,
}

/// What the canceller needs to know of a statement under way.
#[derive(Default)]
struct Run {
    mark: Mutex<Option<String>>,
    cancelled: AtomicBool,
    done: AtomicBool,
}

/// A statement under way; dropping it ends the statement.
pub(super) struct Running {
    answer: oneshot::Receiver<Result<Answer, Exception>>,
    watch: Duration,
    guard: CancelOnDrop,
}

struct CancelOnDrop {
    inner: Arc<Inner>,
    run: Arc<Run>,
}

impl Pool {
    /// Opens the data directory with one connection for work and one for control.
    /// Blocks; the rest of the connections are opened when they are needed.
    pub(super) fn open(
        library: &'static Library,
        path: &Path,
        size: usize,
        runtime: Handle,
    ) -> Result<Self, EngineError> {
        let refused = || EngineError::Refused {
            directory: path.to_owned(),
            reason: "it may be in use by another program, not writable, or damaged, or this \
                     process has another directory open"
                .to_owned(),
        };
        let control = library.connect(path).ok_or_else(refused)?;
        let pool = Self {
            inner: Arc::new(Inner {
                library,
                path: path.to_owned(),
                permits: Arc::new(Semaphore::new(size.max(1))),
                idle: Mutex::default(),
                running: Mutex::default(),
                control: Mutex::new(Some(control)),
                serial: AtomicU64::new(1),
                closed: AtomicBool::new(false),
                runtime,
            }),
        };
        let first = pool.inner.session().map_err(|_| refused())?;
        lock(&pool.inner.idle).push(first);
        Ok(pool)
    }

    /// Starts a statement as soon as a connection is free.
    pub(super) async fn start(&self, work: Work) -> Result<Running, Exception> {
        let permits = Arc::clone(&self.inner.permits);
        let permit = match timeout(QUEUE_TIMEOUT, permits.acquire_owned()).await {
            Ok(Ok(permit)) => permit,
            Ok(Err(_closed)) => return Err(Exception::closed()),
            Err(_late) => return Err(Exception::too_busy(QUEUE_TIMEOUT)),
        };
        let run = Arc::new(Run::default());
        let id = self.inner.serial.fetch_add(1, Ordering::Relaxed);
        lock(&self.inner.running).insert(id, Arc::clone(&run));
        let guard = CancelOnDrop { inner: Arc::clone(&self.inner), run: Arc::clone(&run) };
        let (sender, answer) = oneshot::channel();
        let watch = work.watch();
        let inner = Arc::clone(&self.inner);
        self.inner.runtime.spawn_blocking(move || inner.perform(work, id, &run, permit, sender));
        Ok(Running { answer, watch, guard })
    }

    /// Runs a statement to its end.
    pub(super) async fn run(&self, work: Work) -> Result<Answer, Exception> {
        self.start(work).await?.finish().await
    }

    /// How many connections are free to take a statement right now.
    pub(super) fn free(&self) -> usize {
        self.inner.permits.available_permits()
    }

    /// Turns new work away, ends what is running and closes every connection.
    pub(super) async fn close(&self) {
        self.inner.closed.store(true, Ordering::SeqCst);
        self.inner.permits.close();
        if !self.drained_within(CLOSE_GRACE).await {
            let runs: Vec<_> = lock(&self.inner.running).values().cloned().collect();
            for run in runs {
                self.inner.cancel(&run);
            }
            if !self.drained_within(CLOSE_GRACE).await {
                tracing::warn!("a statement did not end; the engine is left as it is");
                return;
            }
        }
        let inner = Arc::clone(&self.inner);
        let closing = self.inner.runtime.spawn_blocking(move || {
            lock(&inner.idle).clear();
            lock(&inner.control).take();
        });
        if closing.await.is_err() {
            tracing::warn!("closing the engine failed");
        }
    }

    async fn drained_within(&self, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        loop {
            if lock(&self.inner.running).is_empty() {
                return true;
            }
            if Instant::now() >= until {
                return false;
            }
            sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Running {
    /// Waits for the answer. A statement that overruns its time by far is killed from outside.
    pub(super) async fn finish(mut self) -> Result<Answer, Exception> {
        match timeout(self.watch, &mut self.answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_dropped)) => Err(Exception::closed()),
            Err(_late) => {
                self.guard.inner.cancel(&self.guard.run);
                Err(Exception::overrun(self.watch))
            }
        }
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.inner.cancel(&self.run);
    }
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

    fn watch(&self) -> Duration {
        let own_limit = self.sql.windows(18).any(|part| part == b"max_execution_time");
        let seconds = if own_limit { MAX_SECONDS } else { self.seconds() };
        Duration::from_secs_f64(seconds) + OVERRUN
    }
}

impl Inner {
    /// Runs on a blocking thread: one statement on one connection, and the cleaning after it.
    fn perform(
        &self,
        work: Work,
        id: u64,
        run: &Run,
        permit: OwnedSemaphorePermit,
        sender: oneshot::Sender<Result<Answer, Exception>>,
    ) {
        let outcome = self.on_session(&work, run);
        run.done.store(true, Ordering::SeqCst);
        // The engine has ended with the files; a reader at the other end may see the end now.
        let Work { files, settings, database, leaves_marks, .. } = work;
        drop(files);
        match outcome {
            Ok((answer, session)) => {
                // The caller need not wait for the cleaning; it may have gone, too.
                drop(sender.send(Ok(answer)));
                let spoiled = leaves_marks || run.cancelled.load(Ordering::SeqCst);
                if !spoiled && !self.closed.load(Ordering::SeqCst) {
                    self.give_back(session, &settings, database.is_some());
                }
            }
            Err(exception) => drop(sender.send(Err(exception))),
        }
        lock(&self.running).remove(&id);
        drop(permit);
    }

    fn on_session(&self, work: &Work, run: &Run) -> Result<(Answer, Session), Exception> {
        let idle = lock(&self.idle).pop();
        let mut session = match idle {
            Some(session) => session,
            None => self.session()?,
        };
        *lock(&run.mark) = Some(session.mark.clone());
        if run.cancelled.load(Ordering::SeqCst) {
            return Err(Exception::cancelled());
        }
        if let Some(database) = &work.database {
            session.tell(&format!("USE `{}`", escape(database, '`')))?;
        }
        if !work.settings.is_empty() {
            session.tell(&settings_sql(work, &session.mark))?;
        }
        let answer = session.connection.query(&work.sql, &work.format, &work.params);
        let answer = answer.map_err(|text| Exception::from_engine(&text))?;
        Ok((answer, session))
    }

    fn give_back(&self, mut session: Session, settings: &[(String, String)], moved: bool) {
        let mut clean = Ok(());
        if !settings.is_empty() {
            let mut reset = String::from("SET ");
            for (name, _) in settings {
                if name != "max_execution_time" && name != "log_comment" {
                    reset.push_str(&format!("{name}=DEFAULT, "));
                }
            }
            reset.push_str(&base_settings(&session.mark, DEFAULT_SECONDS));
            clean = session.tell(&reset);
        }
        if moved && clean.is_ok() {
            clean = session.tell("USE default");
        }
        if clean.is_ok() {
            lock(&self.idle).push(session);
        }
    }

    fn session(&self) -> Result<Session, Exception> {
        let connection = self.library.connect(&self.path).ok_or_else(Exception::closed)?;
        let mark = format!("ja4soc-{}", self.serial.fetch_add(1, Ordering::Relaxed));
        let mut session = Session { connection, mark };
        let base = format!("SET {}", base_settings(&session.mark, DEFAULT_SECONDS));
        session.tell(&base)?;
        Ok(session)
    }

    /// Ends a statement: marks it, and kills it again and again until its thread is back, since a
    /// statement that is only just beginning is not to be seen yet.
    fn cancel(self: &Arc<Self>, run: &Arc<Run>) {
        if run.done.load(Ordering::SeqCst) || run.cancelled.swap(true, Ordering::SeqCst) {
            return;
        }
        let (inner, run) = (Arc::clone(self), Arc::clone(run));
        self.runtime.spawn(async move {
            let mut pause = Duration::from_millis(50);
            while !run.done.load(Ordering::SeqCst) {
                let mark = lock(&run.mark).clone();
                if let Some(mark) = mark {
                    let inner = Arc::clone(&inner);
                    let killing = inner.runtime.clone().spawn_blocking(move || inner.kill(&mark));
                    drop(killing.await);
                }
                sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
        });
    }

    fn kill(&self, mark: &str) {
        let sql = format!("KILL QUERY WHERE Settings['log_comment'] = '{mark}' ASYNC");
        let mut control = lock(&self.control);
        if control.is_none() && !self.closed.load(Ordering::SeqCst) {
            *control = self.library.connect(&self.path);
        }
        let Some(connection) = control.as_mut() else { return };
        if let Err(reason) = connection.query(sql.as_bytes(), "Null", &[]) {
            tracing::debug!(reason, "could not end a statement");
            // As any other connection, this one is not used after an error.
            *control = None;
        }
    }
}

impl Session {
    fn tell(&mut self, sql: &str) -> Result<(), Exception> {
        let answer = self.connection.query(sql.as_bytes(), "Null", &[]);
        answer.map(drop).map_err(|text| Exception::from_engine(&text))
    }
}

fn settings_sql(work: &Work, mark: &str) -> String {
    let mut sql = String::from("SET ");
    for (name, value) in &work.settings {
        if name != "max_execution_time" && name != "log_comment" {
            sql.push_str(&format!("{name}='{}', ", escape(value, '\'')));
        }
    }
    sql.push_str(&base_settings(mark, work.seconds()));
    sql
}

/// What every statement runs under. The mark names the connection, by which `kill` finds it.
fn base_settings(mark: &str, seconds: f64) -> String {
    format!("max_execution_time={seconds}, log_comment='{mark}'")
}

fn escape(text: &str, quote: char) -> String {
    text.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"))
}

/// A lock is taken even if a thread died with it: the data behind these is always whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
