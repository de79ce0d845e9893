//! A file that grows: waits for more, and tells rotation and truncation.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often a file at its end is looked at again.
pub const POLL: Duration = Duration::from_millis(250);

/// How long a file that was renamed away may stay silent before its successor
/// is read: writers go on with the old file until they reopen their log.
const GRACE: Duration = Duration::from_secs(1);

/// Why reading a growing file ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Another file has its name now, and this one is read to its end.
    Rotated,
    /// The file is shorter than what was read of it.
    Truncated,
}

/// The reason why a growing file ended, shared with whoever waits for it.
#[derive(Clone, Debug, Default)]
pub struct Ending(Arc<Mutex<Option<End>>>);

impl Ending {
    /// The reason, once there is one.
    #[must_use]
    pub fn get(&self) -> Option<End> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, end: End) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }
}

/// Reads a file as it grows; `WouldBlock` after a short wait means "nothing new yet".
pub struct Tail {
    path: PathBuf,
    file: File,
    offset: u64,
    replaced_at: Option<Instant>,
    ending: Ending,
}

impl Tail {
    /// Goes on reading `file`, opened from `path`, at `offset`, where its cursor stands.
    #[must_use]
    pub fn new(path: PathBuf, file: File, offset: u64, ending: Ending) -> Self {
        Self { path, file, offset, replaced_at: None, ending }
    }

    /// What the end of the file means, `None` when more may come.
    fn end(&mut self) -> io::Result<Option<End>> {
        let ours = self.file.metadata()?;
        if ours.len() < self.offset {
            return Ok(Some(End::Truncated));
        }
        // No file of that name: its successor is still to come.
        let is_replaced = match fs::metadata(&self.path) {
            Ok(now) => (now.dev(), now.ino()) != (ours.dev(), ours.ino()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        if !is_replaced {
            self.replaced_at = None;
            return Ok(None);
        }
        let silent_since = *self.replaced_at.get_or_insert_with(Instant::now);
        Ok((silent_since.elapsed() >= GRACE).then_some(End::Rotated))
    }
}

impl Read for Tail {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let n = self.file.read(buffer)?;
        if n > 0 {
            self.offset += n as u64;
            self.replaced_at = None;
            return Ok(n);
        }
        if let Some(end) = self.end()? {
            self.ending.set(end);
            return Ok(0);
        }
        thread::sleep(POLL);
        Err(io::ErrorKind::WouldBlock.into())
    }
}
