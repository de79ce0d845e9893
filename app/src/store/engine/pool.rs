//! Connections to the embedded engine: handed out one statement at a time, given back clean.
//!
//! A connection that saw an error is never used again: after one, the engine would begin the next
//! answer with the failed statement's half-written output.

use std::collections::HashMap;
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
use crate::store::engine::session::Session;
use crate::store::engine::work::{Settings, Work};

/// How long a statement waits for a free connection before it is turned away.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long `close` lets running statements end by themselves, and how long after killing them.
const CLOSE_GRACE: Duration = Duration::from_secs(2);

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
        let leaves_marks = work.leaves_marks;
        // The engine has ended with the files; a reader at the other end may see the end now.
        drop(work);
        let outcome = outcome.map(|(answer, session)| {
            let spoiled = leaves_marks || run.cancelled.load(Ordering::SeqCst);
            if !spoiled && !self.closed.load(Ordering::SeqCst) {
                lock(&self.idle).push(session);
            }
            answer
        });
        lock(&self.running).remove(&id);
        drop(permit);
        // The receiver may have gone; then nobody wants the answer.
        drop(sender.send(outcome));
    }

    fn on_session(&self, work: &Work, run: &Run) -> Result<(Answer, Session), Exception> {
        let settings = work.effective_settings();
        let mut session = match self.idle_session(&settings) {
            Some(session) => session,
            None => self.session()?,
        };
        *lock(&run.mark) = Some(session.mark.clone());
        if run.cancelled.load(Ordering::SeqCst) {
            return Err(Exception::cancelled());
        }
        session.prepare(work.database.as_deref(), settings)?;
        let answer = session.connection.query(&work.sql, &work.format, &work.params);
        let answer = answer.map_err(|text| Exception::from_engine(&text))?;
        Ok((answer, session))
    }

    /// A connection that is set as wanted already, or else any.
    fn idle_session(&self, settings: &Settings) -> Option<Session> {
        let mut idle = lock(&self.idle);
        let alike = idle.iter().rposition(|session| session.settings == *settings);
        match alike {
            Some(index) => Some(idle.swap_remove(index)),
            None => idle.pop(),
        }
    }

    fn session(&self) -> Result<Session, Exception> {
        let mark = format!("ja4soc-{}", self.serial.fetch_add(1, Ordering::Relaxed));
        Session::open(self.library, &self.path, mark)
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

/// A lock is taken even if a thread died with it: the data behind these is always whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
