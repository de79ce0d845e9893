//! Why an engine could not be opened or did not answer.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::store::engine::library::LIBRARY_VERSION;
use crate::store::error::{Error, ErrorKind};

/// A failure of the engine itself, as opposed to a query it refused.
#[derive(Debug)]
pub enum EngineError {
    /// The shared library is in none of the places looked at.
    LibraryMissing {
        /// The places, in the order they were tried.
        looked: Vec<PathBuf>,
    },
    /// The library is there but cannot be loaded (another platform, truncated, too old).
    LibraryBroken {
        /// The library.
        path: PathBuf,
        /// The loader's reason.
        reason: String,
    },
    /// Another process holds the data directory.
    InUse {
        /// The directory.
        directory: PathBuf,
        /// The holder's process id, when it left one.
        holder: Option<u32>,
    },
    /// The engine refused to open the data directory.
    Refused {
        /// The directory.
        directory: PathBuf,
        /// What is known about it.
        reason: String,
    },
    /// A file, socket or address could not be used.
    Io {
        /// What was being done, with the path or address.
        doing: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The setting given cannot work; the text says why.
    Config(String),
    /// The engine has been closed.
    Closed,
}

impl EngineError {
    pub(crate) fn io(doing: impl Into<String>, source: io::Error) -> Self {
        Self::Io { doing: doing.into(), source }
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LibraryMissing { looked } => {
                f.write_str("the engine library was not found; looked at")?;
                for (index, path) in looked.iter().enumerate() {
                    let comma = if index == 0 { " " } else { ", " };
                    write!(f, "{comma}{}", path.display())?;
                }
                write!(
                    f,
                    ". Get it with `npm pack @chdb/lib-linux-x64-gnu@{LIBRARY_VERSION}` and unpack \
                     `package/libchdb.so` to one of these places (or name it with --engine-lib), \
                     or use a ClickHouse server with --clickhouse-url"
                )
            }
            Self::LibraryBroken { path, reason } => {
                write!(f, "the engine library {} cannot be loaded: {reason}", path.display())
            }
            Self::InUse { directory, holder } => {
                write!(f, "the data directory {} is in use", directory.display())?;
                if let Some(pid) = holder {
                    write!(f, " by process {pid}")?;
                }
                write!(
                    f,
                    "; a running `ja4soc serve` answers on its socket {}, which `ingest`, `detect` \
                     and `doctor` use by themselves",
                    directory.join("clickhouse.sock").display()
                )
            }
            Self::Refused { directory, reason } => {
                write!(f, "the engine cannot open {}: {reason}", directory.display())
            }
            Self::Io { doing, source } => write!(f, "{doing}: {source}"),
            Self::Config(reason) => f.write_str(reason),
            Self::Closed => f.write_str("the engine is closed"),
        }
    }
}

impl std::error::Error for EngineError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl From<EngineError> for Error {
    fn from(error: EngineError) -> Self {
        Self::new("engine.open", ErrorKind::Unavailable, error)
    }
}
