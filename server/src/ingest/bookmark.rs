//! How far a file has been stored, kept so that a killed run goes on without loss or duplicates.
//!
//! Before a batch is inserted its end is written down as the plan; after the
//! insert the end becomes the bookmark. A run that was killed in between finds
//! the plan, cuts the same batch again and sends it under the same token, which
//! the database knows if it had stored it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::lines::Position;
use super::parse::detect::Detected;
use super::source::{Packing, packing_of};

/// How much of a file's beginning tells it from another one with its name.
const HEAD: usize = 1_024;

/// The beginning of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Head {
    /// Bytes that were there, at most 1 KiB.
    pub len: usize,
    /// SHA-256 of them.
    pub hash: String,
}

impl Head {
    /// The first `len` bytes of a file, fewer when it is shorter.
    fn of(file: &File, len: usize) -> io::Result<Self> {
        let mut bytes = vec![0; len.min(HEAD)];
        let mut filled = 0;
        while filled < bytes.len() {
            match file.read_at(&mut bytes[filled..], filled as u64)? {
                0 => break,
                n => filled += n,
            }
        }
        Ok(Self { len: filled, hash: hash(&[&bytes[..filled]]) })
    }
}

/// The batch that is being inserted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// Where it ends.
    pub end: Position,
    /// Whether the parser gives out what is waiting in it at that place.
    pub is_flushed: bool,
}

/// What is known about one file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bookmark {
    /// Name of this reading of the file; part of every token.
    pub run: String,
    /// The file as it was named.
    pub path: PathBuf,
    /// Its inode.
    pub inode: u64,
    /// Its beginning.
    pub head: Head,
    /// Its format, once known.
    pub format: Option<Detected>,
    /// Milliseconds added to its times.
    pub shift_ms: i64,
    /// Everything before this place is stored.
    pub committed: Position,
    /// Batches stored.
    pub batches: u64,
    /// Rows stored.
    pub rows: u64,
    /// The batch that may be stored or not.
    pub plan: Option<Plan>,
    /// State of the parser at `committed`.
    pub state: Option<serde_json::Value>,
    /// Whether a capture file is stored to its end.
    pub is_done: bool,
}

impl Bookmark {
    /// The token under which the database knows the batch from `committed` to `end`.
    #[must_use]
    pub fn token(&self, plan: &Plan) -> String {
        let numbers =
            [self.batches, self.committed.offset, plan.end.offset, u64::from(plan.is_flushed)];
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        hash(&[self.run.as_bytes(), &bytes])
    }

    /// Whether some of the file has been stored, or may have been.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.committed != Position::default() || self.plan.is_some() || self.is_done
    }

    /// A bookmark for what cannot be read twice; it is never written.
    #[must_use]
    pub fn for_stream(name: &Path, seed: &[u8]) -> Self {
        Self::new(name.to_owned(), 0, Head::default(), seed)
    }

    fn new(path: PathBuf, inode: u64, head: Head, seed: &[u8]) -> Self {
        let run = hash(&[path.as_os_str().as_encoded_bytes(), &inode.to_le_bytes(), seed]);
        Self {
            run,
            path,
            inode,
            head,
            format: None,
            shift_ms: 0,
            committed: Position::default(),
            batches: 0,
            rows: 0,
            plan: None,
            state: None,
            is_done: false,
        }
    }
}

/// The folder of bookmarks.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
}

/// The right to read one file; no second process has it.
#[derive(Debug)]
pub struct Claim {
    lock_path: PathBuf,
    _lock: File,
}

impl Drop for Claim {
    fn drop(&mut self) {
        // A lock file that stays behind does no harm.
        let _ = fs::remove_file(&self.lock_path);
    }
}

impl Shelf {
    /// Opens the folder and makes it where it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(data_dir: &Path) -> io::Result<Self> {
        let folder = data_dir.join("bookmarks");
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// The bookmark of an open file, a new one when it was never read, and the claim to it.
    ///
    /// A file is known by its beginning together with its name or its inode, so
    /// it is found again after it was renamed. `seed` names a new reading.
    ///
    /// # Errors
    /// When the folder cannot be read or written, or another process reads the file.
    pub fn claim(&self, path: &Path, file: &File, seed: &[u8]) -> io::Result<(Bookmark, Claim)> {
        let guard = self.lock_file(".lock")?;
        guard.lock()?;
        let bookmark = self.find_or_create(path, file, seed)?;
        let lock_path = self.folder.join(format!("{}.lock", bookmark.run));
        let lock = self.lock_file(&format!("{}.lock", bookmark.run))?;
        match lock.try_lock() {
            Ok(()) => Ok((bookmark, Claim { lock_path, _lock: lock })),
            Err(TryLockError::WouldBlock) => {
                Err(io::Error::other("another process is reading this file into the database"))
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// The bookmark of a file that was read before, if there is one.
    ///
    /// # Errors
    /// When the folder or the file cannot be read.
    pub fn find(&self, path: &Path, file: &File) -> io::Result<Option<Bookmark>> {
        Ok(self.candidates(path, file)?.into_iter().find_map(|(mark, same)| same.then_some(mark)))
    }

    fn find_or_create(&self, path: &Path, file: &File, seed: &[u8]) -> io::Result<Bookmark> {
        let path = std::path::absolute(path)?;
        for (mut found, is_same) in self.candidates(&path, file)? {
            if is_same {
                found.path = path;
                return Ok(found);
            }
            // What the bookmark spoke of is overwritten.
            fs::remove_file(self.path_of(&found))?;
        }
        let inode = file.metadata()?.ino();
        let bookmark = Bookmark::new(path, inode, Head::of(file, HEAD)?, seed);
        self.save(&bookmark)?;
        Ok(bookmark)
    }

    /// Bookmarks that could be this file's, and whether they are.
    ///
    /// Those that speak of this very inode under this very name, but of other
    /// content, are included with `false`.
    fn candidates(&self, path: &Path, file: &File) -> io::Result<Vec<(Bookmark, bool)>> {
        let path = std::path::absolute(path)?;
        let meta = file.metadata()?;
        let packed = packing_of(file)? != Packing::Plain;
        let mut candidates = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?.path();
            if entry.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let mark: Bookmark = serde_json::from_slice(&fs::read(&entry)?).map_err(|error| {
                io::Error::other(format!("{} is no bookmark: {error}", entry.display()))
            })?;
            let (same_name, same_inode) = (mark.path == path, mark.inode == meta.ino());
            if !same_name && !same_inode {
                continue;
            }
            let is_same = Head::of(file, mark.head.len)? == mark.head
                && (mark.head.len > 0 || same_inode && same_name)
                && (packed || mark.committed.offset <= meta.len());
            if is_same || same_name && same_inode {
                candidates.push((mark, is_same));
            }
        }
        // A file of both the name and the inode is it rather than one of either.
        candidates.sort_by_key(|(mark, _): &(Bookmark, bool)| {
            mark.path != path || mark.inode != meta.ino()
        });
        Ok(candidates)
    }

    /// Writes a bookmark so that after a crash either the old or the new one is there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self, bookmark: &Bookmark) -> io::Result<()> {
        let path = self.path_of(bookmark);
        let draft = path.with_extension("draft");
        let mut file = File::create(&draft)?;
        file.write_all(&serde_json::to_vec(bookmark)?)?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        File::open(&self.folder)?.sync_all()
    }

    /// Notes more of a file's beginning once there is more, as long as it is short.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn learn_head(bookmark: &mut Bookmark, file: &File) -> io::Result<()> {
        if bookmark.head.len < HEAD {
            bookmark.head = Head::of(file, HEAD)?;
        }
        Ok(())
    }

    fn path_of(&self, bookmark: &Bookmark) -> PathBuf {
        self.folder.join(format!("{}.json", bookmark.run))
    }

    fn lock_file(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().create(true).append(true).open(self.folder.join(name))
    }
}

/// The first 32 hexadecimal digits of a SHA-256.
fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "bookmark_tests.rs"]
mod tests;
