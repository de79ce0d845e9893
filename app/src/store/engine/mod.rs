//! The database engine: embedded (chDB's library), beside us on a socket, or remote.
//!
//! Outside this module it is always a `clickhouse::Client`.

mod error;
mod library;
mod secret;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

pub use error::EngineError;
pub use library::{LIBRARY_FILE, LIBRARY_VERSION, find_library};
pub use secret::Secret;

use crate::store::error::Error;

/// Which engine to open.
#[derive(Clone, Debug)]
pub enum EngineConfig {
    /// chDB in this process, over one data directory that no other process may hold.
    Embedded {
        /// Folder of the product's state; the engine's files lie in `clickhouse` inside.
        data_dir: PathBuf,
        /// The shared library, see [`find_library`].
        library: PathBuf,
        /// How many queries may run at once.
        connections: usize,
    },
    /// The engine of a running `serve`, through its socket (see [`socket_path`]).
    Socket(PathBuf),
    /// A ClickHouse server over HTTP or HTTPS.
    Remote {
        /// Address such as `https://clickhouse.example:8443`.
        url: String,
        /// User name, empty for the server's default.
        user: String,
        /// Password, possibly empty.
        password: Secret,
    },
}

/// An open engine; clones share it.
#[derive(Clone)]
pub struct Engine {
    client: clickhouse::Client,
}

/// A listener that is being served; dropping it leaves the listener running.
pub struct ServeHandle {
    path: Option<PathBuf>,
}

impl Engine {
    /// Opens the engine and asks it one question, so that a wrong address or key shows here.
    pub async fn open(config: EngineConfig) -> Result<Self, Error> {
        let _ = config;
        Err(EngineError::Closed.into())
    }

    /// A client of this engine.
    #[must_use]
    pub fn client(&self) -> clickhouse::Client {
        self.client.clone()
    }

    /// Serves ClickHouse's HTTP interface on a socket file (mode 0600), replacing a stale one.
    pub async fn serve_unix(&self, path: &Path) -> Result<ServeHandle, EngineError> {
        Ok(ServeHandle { path: Some(path.to_owned()) })
    }

    /// Serves ClickHouse's HTTP interface on a loopback address to whoever knows the password.
    pub async fn serve_tcp(
        &self,
        address: SocketAddr,
        user: String,
        password: Secret,
    ) -> Result<ServeHandle, EngineError> {
        let _ = (address, user, password);
        Ok(ServeHandle { path: None })
    }

    /// Ends what is running and closes the data directory, within a few seconds.
    pub async fn close(&self) {}

    /// How often an idempotent read may be asked in all when the connection is lost.
    #[must_use]
    pub fn read_attempts(&self) -> u32 {
        1
    }

    /// Whether the server lets us set limits with a query (a read-only account may not).
    #[must_use]
    pub fn accepts_settings(&self) -> bool {
        true
    }
}

impl ServeHandle {
    /// The bound TCP address.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        None
    }

    /// The socket file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Stops accepting, lets running requests end (at most five seconds) and removes the file.
    pub async fn stop(self) {}
}

/// Where the engine of `data_dir` answers other processes: `<data_dir>/clickhouse.sock`.
#[must_use]
pub fn socket_path(data_dir: &Path) -> PathBuf {
    data_dir.join("clickhouse.sock")
}
