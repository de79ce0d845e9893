//! The database engine: embedded (chDB's library), beside us on a socket, or remote.
//!
//! Outside this module it is always a `clickhouse::Client`.

mod auth;
mod body;
mod bridge;
mod connector;
mod error;
mod exception;
mod ffi;
mod frame;
mod handle;
mod intake;
mod library;
mod listen;
mod open;
mod pool;
mod request;
mod response;
mod secret;
mod session;
mod spool;
mod statement;
mod stream;
mod token;
mod work;

use std::fmt;
use std::path::{Path, PathBuf};

pub use auth::{password_file, password_path};
pub use error::EngineError;
pub use handle::{Engine, ServeHandle};
pub use library::{LIBRARY_FILE, LIBRARY_VERSION, find_library};
pub use secret::Secret;

/// How many queries of the embedded engine run at once unless told otherwise.
pub const DEFAULT_CONNECTIONS: usize = 8;

/// Which engine to open.
#[derive(Clone)]
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

impl fmt::Debug for EngineConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded { data_dir, library, connections } => f
                .debug_struct("Embedded")
                .field("data_dir", data_dir)
                .field("library", library)
                .field("connections", connections)
                .finish(),
            Self::Socket(path) => f.debug_tuple("Socket").field(path).finish(),
            Self::Remote { url, user, password } => f
                .debug_struct("Remote")
                .field("url", &without_credentials(url))
                .field("user", user)
                .field("password", password)
                .finish(),
        }
    }
}

/// An address as it may be logged: scheme, host and port alone.
fn without_credentials(url: &str) -> String {
    url::Url::parse(url)
        .map_or_else(|_| "(not an address)".to_owned(), |url| url.origin().ascii_serialization())
}

/// Where the engine of `data_dir` answers other processes: `<data_dir>/clickhouse.sock`.
#[must_use]
pub fn socket_path(data_dir: &Path) -> PathBuf {
    data_dir.join("clickhouse.sock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_tells_no_credentials() {
        let config = EngineConfig::Remote {
            url: "https://u:geheim@example.org:8443/?password=geheim".into(),
            user: "u".into(),
            password: Secret::new("geheim"),
        };
        let text = format!("{config:?}");
        assert!(text.contains("https://example.org:8443") && !text.contains("geheim"), "{text}");
    }
}
