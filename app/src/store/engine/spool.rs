//! The data of one insert on its way to the engine: in memory while small, then in a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::store::engine::ffi;

/// Bytes kept in memory before the data goes to disk.
const IN_MEMORY: u64 = 64 << 20;

/// A file without a name that is written once and then read by the engine.
pub(super) struct Spool {
    file: File,
    length: u64,
    folder: PathBuf,
    on_disk: bool,
}

impl Spool {
    /// An empty spool; `folder` takes what does not fit in memory.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let file = ffi::memory_file()?;
        Ok(Self { file, length: 0, folder: folder.to_owned(), on_disk: false })
    }

    /// Bytes written so far.
    pub(super) fn len(&self) -> u64 {
        self.length
    }

    /// The file, with its own position at the beginning.
    pub(super) fn into_file(mut self) -> io::Result<File> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(self.file)
    }

    fn move_to_disk(&mut self) -> io::Result<()> {
        let mut disk = unnamed_file(&self.folder)?;
        self.file.seek(SeekFrom::Start(0))?;
        io::copy(&mut (&self.file).take(self.length), &mut disk)?;
        self.file = disk;
        self.on_disk = true;
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.on_disk && self.length + bytes.len() as u64 > IN_MEMORY {
            self.move_to_disk()?;
        }
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn unnamed_file(folder: &Path) -> io::Result<File> {
    static SERIAL: AtomicU64 = AtomicU64::new(0);
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let path = folder.join(format!(".insert-{}-{serial}", std::process::id()));
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_outgrows_memory_goes_to_disk_whole() -> io::Result<()> {
        let mut spool = Spool::new(&std::env::temp_dir())?;
        let block = vec![7_u8; 40 << 20];
        spool.write_all(&block)?;
        assert!(!spool.on_disk);
        spool.write_all(&block)?;
        assert!(spool.on_disk);
        assert_eq!(spool.len(), 80 << 20);
        let mut file = spool.into_file()?;
        let mut back = Vec::new();
        file.read_to_end(&mut back)?;
        assert!(back.len() == 80 << 20 && back.iter().all(|&byte| byte == 7));
        Ok(())
    }
}
