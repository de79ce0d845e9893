//! Where lines come from: a file, a growing file or a stream, plain, gzip or zstd.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::pump::Pump;
use super::tail::{Ending, Tail};

/// How the bytes of a source are packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip, also several members one after another (RFC 1952).
    Gzip,
    /// Zstandard, also several frames (RFC 8878).
    Zstd,
}

impl Packing {
    /// Tells the packing by the first bytes.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, ..] => Self::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

/// An opened source: its unpacked bytes and how far the packed ones are read.
pub struct Source {
    /// The unpacked bytes; an error of kind `WouldBlock` means "nothing new for a moment".
    pub bytes: Box<dyn Read + Send>,
    /// Packed bytes read so far.
    pub consumed: Arc<AtomicU64>,
    /// Why a growing file ended, once it has.
    pub ending: Ending,
}

/// Opens a regular file at `offset` of its unpacked bytes.
///
/// # Errors
/// When the file cannot be read, is shorter than `offset`, or is packed and shall be followed.
pub fn open_file(path: &Path, mut file: File, offset: u64, follow: bool) -> io::Result<Source> {
    let packing = packing_of(&file)?;
    let consumed = Arc::new(AtomicU64::new(0));
    let ending = Ending::default();
    if packing == Packing::Plain {
        file.seek(SeekFrom::Start(offset))?;
        consumed.store(offset, Ordering::Relaxed);
        let bytes: Box<dyn Read + Send> = if follow {
            let tail = Tail::new(path.to_owned(), file, offset, ending.clone());
            Box::new(Counted { inner: tail, count: Arc::clone(&consumed) })
        } else {
            Box::new(Counted { inner: file, count: Arc::clone(&consumed) })
        };
        return Ok(Source { bytes, consumed, ending });
    }
    if follow {
        return Err(io::Error::other("a compressed file does not grow: it cannot be followed"));
    }
    file.seek(SeekFrom::Start(0))?;
    let counted = Counted { inner: file, count: Arc::clone(&consumed) };
    let mut bytes = unpack(counted, packing)?;
    let skipped = io::copy(&mut bytes.by_ref().take(offset), &mut io::sink())?;
    if skipped < offset {
        return Err(io::Error::other("the file is shorter than when it was read before"));
    }
    Ok(Source { bytes, consumed, ending })
}

/// Opens a stream that cannot be read twice, such as standard input.
///
/// # Errors
/// When its first bytes cannot be read.
pub fn open_stream(mut stream: impl Read + Send + 'static) -> io::Result<Source> {
    let consumed = Arc::new(AtomicU64::new(0));
    let mut head = Vec::new();
    stream.by_ref().take(4).read_to_end(&mut head)?;
    let packing = Packing::of(&head);
    let whole = Cursor::new(head).chain(stream);
    let counted = Counted { inner: whole, count: Arc::clone(&consumed) };
    let bytes = if packing == Packing::Plain {
        Box::new(Pump::start(counted)?)
    } else {
        unpack(counted, packing)?
    };
    Ok(Source { bytes, consumed, ending: Ending::default() })
}

/// The packing of a file, leaving its cursor alone.
///
/// # Errors
/// When the file cannot be read.
pub fn packing_of(file: &File) -> io::Result<Packing> {
    let mut head = [0; 4];
    let n = file.read_at(&mut head, 0)?;
    Ok(Packing::of(&head[..n]))
}

fn unpack(bytes: impl Read + Send + 'static, packing: Packing) -> io::Result<Box<dyn Read + Send>> {
    let buffered = BufReader::with_capacity(1 << 17, bytes);
    Ok(match packing {
        Packing::Plain => Box::new(buffered),
        Packing::Gzip => Box::new(MultiGzDecoder::new(buffered)),
        Packing::Zstd => Box::new(zstd::Decoder::with_buffer(buffered)?),
    })
}

/// Counts the bytes that pass.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.count.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
