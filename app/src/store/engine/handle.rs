//! An open engine: its client, its listeners, its end.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::engine::auth::Access;
use crate::store::engine::bridge::Bridge;
use crate::store::engine::listen::{self, Stop};
use crate::store::engine::work::TOP_K_FILTER;
use crate::store::engine::{EngineConfig, EngineError, Secret, open};
use crate::store::error::Error;

/// An open engine; clones share it.
#[derive(Clone)]
pub struct Engine {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) client: clickhouse::Client,
    pub(super) read_attempts: u32,
    pub(super) accepts_settings: bool,
    pub(super) filters_top_k: bool,
    pub(super) credentials: Option<(String, Secret)>,
    pub(super) embedded: Option<Embedded>,
}

pub(super) struct Embedded {
    pub(super) bridge: Arc<Bridge>,
    /// Locked while the engine holds its directory.
    pub(super) lock: Mutex<Option<File>>,
}

/// A listener that is being served; dropping the handle stops it without waiting.
pub struct ServeHandle {
    pub(super) stop: Stop,
    pub(super) address: Option<SocketAddr>,
    pub(super) path: Option<PathBuf>,
}

impl Engine {
    /// Opens the engine and asks it one question, so that a wrong address or key shows here.
    ///
    /// An embedded engine and its connections live on the runtime this is called on.
    pub async fn open(config: EngineConfig) -> Result<Self, Error> {
        open::open(config).await
    }

    /// A client of this engine.
    #[must_use]
    pub fn client(&self) -> clickhouse::Client {
        self.inner.client.clone()
    }

    /// Serves ClickHouse's HTTP interface on a socket file (mode 0600), replacing a stale one.
    pub async fn serve_unix(&self, path: &Path) -> Result<ServeHandle, EngineError> {
        listen::unix(self.bridge()?, path).await
    }

    /// Serves ClickHouse's HTTP interface on a loopback address to whoever knows the password.
    pub async fn serve_tcp(
        &self,
        address: SocketAddr,
        user: String,
        password: Secret,
    ) -> Result<ServeHandle, EngineError> {
        listen::tcp(self.bridge()?, address, Access::Password { user, password }).await
    }

    /// Ends what is running and closes the data directory, within a few seconds.
    pub async fn close(&self) {
        if let Some(embedded) = &self.inner.embedded {
            embedded.bridge.pool.close().await;
            embedded.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }

    /// How many queries could start right now without waiting; `None` when it is not embedded.
    #[must_use]
    pub fn free_connections(&self) -> Option<usize> {
        self.inner.embedded.as_ref().map(|embedded| embedded.bridge.pool.free())
    }

    /// How often an idempotent read may be asked in all when the connection is lost.
    #[must_use]
    pub fn read_attempts(&self) -> u32 {
        self.inner.read_attempts
    }

    /// Whether it runs in this process, in whose memory.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.inner.embedded.is_some()
    }

    /// Whether the server lets us set limits with a query (a read-only account may not).
    #[must_use]
    pub fn accepts_settings(&self) -> bool {
        self.inner.accepts_settings
    }

    /// The setting that makes a server filter rows while it orders them, if it has one that a
    /// question must turn off: with it `ORDER BY … LIMIT` may miss rows.
    #[must_use]
    pub fn top_k_filter(&self) -> Option<&'static str> {
        self.inner.filters_top_k.then_some(TOP_K_FILTER)
    }

    /// User and password of a remote server, for what it must sign in to itself with (the source
    /// of a dictionary); `None` for the default user without one.
    #[must_use]
    pub fn credentials(&self) -> Option<(&str, &Secret)> {
        self.inner.credentials.as_ref().map(|(user, password)| (user.as_str(), password))
    }

    fn bridge(&self) -> Result<Arc<Bridge>, EngineError> {
        match &self.inner.embedded {
            Some(embedded) => Ok(Arc::clone(&embedded.bridge)),
            None => Err(EngineError::Config(
                "only the embedded engine answers on a socket or port of its own".to_owned(),
            )),
        }
    }
}

impl ServeHandle {
    /// The bound TCP address.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// The socket file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Stops accepting, lets running requests end (at most five seconds) and removes the file.
    pub async fn stop(self) {
        // Removed first, so that nobody connects to what is about to end.
        if let Some(path) = &self.path {
            drop(std::fs::remove_file(path));
        }
        self.stop.stop().await;
    }
}
