//! chDB's C interface, loaded at run time; the only file with unsafe code.
//!
//! Outside it an engine is a [`Library`], a [`Connection`] and the [`Answer`] to one statement.
#![expect(unsafe_code, reason = "calls into a C library; every call is wrapped safely below")]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::fs::File;
use std::os::fd::FromRawFd;
use std::path::Path;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{io, slice};

use crate::store::engine::EngineError;

type RawConnection = *mut c_void;
type RawAnswer = *mut c_void;
type Figure = unsafe extern "C" fn(RawAnswer) -> u64;

/// The functions of the loaded library, with the signatures of `chdb.h` 26.5.
pub(super) struct Library {
    connect: unsafe extern "C" fn(c_int, *mut *mut c_char) -> *mut RawConnection,
    close: unsafe extern "C" fn(*mut RawConnection),
    query: unsafe extern "C" fn(
        RawConnection,
        *const c_char,
        usize,
        *const c_char,
        usize,
        *const *const c_char,
        *const usize,
        *const *const c_char,
        *const usize,
        usize,
    ) -> RawAnswer,
    destroy: unsafe extern "C" fn(RawAnswer),
    buffer: unsafe extern "C" fn(RawAnswer) -> *const c_char,
    length: unsafe extern "C" fn(RawAnswer) -> usize,
    error: unsafe extern "C" fn(RawAnswer) -> *const c_char,
    result_rows: Figure,
    result_bytes: Figure,
    read_rows: Figure,
    read_bytes: Figure,
    written_rows: Figure,
    written_bytes: Figure,
}

impl Library {
    /// Loads the library; it stays loaded until the process ends, since unloading it crashes.
    pub(super) fn load(path: &Path) -> Result<&'static Self, EngineError> {
        let broken = |error: libloading::Error| EngineError::LibraryBroken {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        // The engine takes the zone of its dates and hours from here alone; ours are all UTC.
        // SAFETY: Rust's own environment functions take the lock this one takes, and the engine,
        // which reads the variable without it, is not there yet.
        unsafe { std::env::set_var("TZ", "UTC") };
        // SAFETY: loading runs the library's initialisers, which chDB allows at any time.
        let library = unsafe { libloading::Library::new(path) }.map_err(broken)?;
        let library: &'static libloading::Library = Box::leak(Box::new(library));
        // SAFETY: the types of the fields are those of chdb.h, and the library is never unloaded.
        let functions = unsafe {
            let set_handlers = library
                .get::<unsafe extern "C" fn(c_int)>(b"chdb_set_signal_handlers_enabled\0")
                .map_err(broken)?;
            // Signals are the process's own business; the engine would also take SIGTSTP.
            set_handlers(0);
            Self {
                connect: *library.get(b"chdb_connect\0").map_err(broken)?,
                close: *library.get(b"chdb_close_conn\0").map_err(broken)?,
                query: *library.get(b"chdb_query_with_params_n\0").map_err(broken)?,
                destroy: *library.get(b"chdb_destroy_query_result\0").map_err(broken)?,
                buffer: *library.get(b"chdb_result_buffer\0").map_err(broken)?,
                length: *library.get(b"chdb_result_length\0").map_err(broken)?,
                error: *library.get(b"chdb_result_error\0").map_err(broken)?,
                result_rows: *library.get(b"chdb_result_rows_read\0").map_err(broken)?,
                result_bytes: *library.get(b"chdb_result_bytes_read\0").map_err(broken)?,
                read_rows: *library.get(b"chdb_result_storage_rows_read\0").map_err(broken)?,
                read_bytes: *library.get(b"chdb_result_storage_bytes_read\0").map_err(broken)?,
                written_rows: *library.get(b"chdb_result_rows_written\0").map_err(broken)?,
                written_bytes: *library.get(b"chdb_result_bytes_written\0").map_err(broken)?,
            }
        };
        Ok(Box::leak(Box::new(functions)))
    }

    /// Opens one more connection to the data in `path`, or `None` when the engine refuses.
    pub(super) fn connect(&'static self, path: &Path) -> Option<Connection> {
        let program = CString::new("clickhouse").ok()?;
        let path = CString::new(format!("--path={}", path.to_str()?)).ok()?;
        let mut arguments = [program.as_ptr().cast_mut(), path.as_ptr().cast_mut()];
        // SAFETY: two valid C strings, which the engine copies before it returns.
        let handle = unsafe { (self.connect)(2, arguments.as_mut_ptr()) };
        let handle = NonNull::new(handle)?;
        OPEN.fetch_add(1, Ordering::SeqCst);
        leave_quietly_from_here();
        Some(Connection { library: self, handle })
    }
}

/// Connections that are open now.
static OPEN: AtomicUsize = AtomicUsize::new(0);

unsafe extern "C" {
    /// glibc's `atexit` that is told the exit code.
    fn on_exit(hook: extern "C" fn(c_int, *mut c_void), argument: *mut c_void) -> c_int;
}

/// Hooks [`leave_quietly`] in before all destructors there are so far. The engine adds more as its
/// parts are first used, so this is done again and again, ever more rarely.
fn leave_quietly_from_here() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let calls = CALLS.fetch_add(1, Ordering::Relaxed);
    if calls < 64 || calls.is_power_of_two() {
        // SAFETY: a function of the right type, which takes no argument.
        unsafe { on_exit(leave_quietly, ptr::null_mut()) };
    }
}

/// Ends a process that has not closed its engine before the library's destructors pull the ground
/// from under its threads, which would turn any exit code into a crash.
extern "C" fn leave_quietly(code: c_int, _: *mut c_void) {
    if OPEN.load(Ordering::SeqCst) > 0 {
        // SAFETY: ends the process; what was acknowledged is on disk.
        unsafe { libc::_exit(code) }
    }
}

/// One connection of the engine; it runs one statement at a time.
pub(super) struct Connection {
    library: &'static Library,
    handle: NonNull<RawConnection>,
}

// SAFETY: a connection has no thread affinity, and `&mut self` keeps its use to one thread at once.
unsafe impl Send for Connection {}

impl Connection {
    /// Runs one statement; `params` are bound to its `{name:Type}`, values escaped as in TSV.
    /// The error is the engine's exception text.
    pub(super) fn query(
        &mut self,
        sql: &[u8],
        format: &str,
        params: &[(String, String)],
    ) -> Result<Answer, String> {
        let names: Vec<_> = params.iter().map(|(name, _)| name.as_ptr().cast::<c_char>()).collect();
        let name_lengths: Vec<_> = params.iter().map(|(name, _)| name.len()).collect();
        let values: Vec<_> =
            params.iter().map(|(_, value)| value.as_ptr().cast::<c_char>()).collect();
        let value_lengths: Vec<_> = params.iter().map(|(_, value)| value.len()).collect();
        leave_quietly_from_here();
        // SAFETY: every pointer is paired with its length and outlives the call; the handle is
        // open until `drop`.
        let raw = unsafe {
            (self.library.query)(
                *self.handle.as_ptr(),
                sql.as_ptr().cast(),
                sql.len(),
                format.as_ptr().cast(),
                format.len(),
                names.as_ptr(),
                name_lengths.as_ptr(),
                values.as_ptr(),
                value_lengths.as_ptr(),
                params.len(),
            )
        };
        let raw = NonNull::new(raw).ok_or_else(|| "the engine gave no result".to_owned())?;
        let answer = Answer { library: self.library, raw };
        match answer.error() {
            Some(text) => Err(text),
            None => Ok(answer),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // SAFETY: the handle came from `connect` and is closed once.
        unsafe { (self.library.close)(self.handle.as_ptr()) }
        OPEN.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The result of a statement that succeeded.
pub(super) struct Answer {
    library: &'static Library,
    raw: NonNull<c_void>,
}

// SAFETY: an answer is a buffer of its own that the engine no longer touches.
unsafe impl Send for Answer {}
// SAFETY: only read through `&self`, and the getters change nothing.
unsafe impl Sync for Answer {}

/// What a statement read, wrote and answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) read_rows: u64,
    pub(super) read_bytes: u64,
    pub(super) written_rows: u64,
    pub(super) written_bytes: u64,
    pub(super) result_rows: u64,
    pub(super) result_bytes: u64,
}

impl Answer {
    /// The engine's own counts.
    pub(super) fn figures(&self) -> Figures {
        let raw = self.raw.as_ptr();
        // SAFETY: getters on a live result without an error (with one they return garbage).
        unsafe {
            Figures {
                read_rows: (self.library.read_rows)(raw),
                read_bytes: (self.library.read_bytes)(raw),
                written_rows: (self.library.written_rows)(raw),
                written_bytes: (self.library.written_bytes)(raw),
                result_rows: (self.library.result_rows)(raw),
                result_bytes: (self.library.result_bytes)(raw),
            }
        }
    }

    fn error(&self) -> Option<String> {
        // SAFETY: a live result; the text is a C string owned by it.
        unsafe {
            let text = (self.library.error)(self.raw.as_ptr());
            (!text.is_null()).then(|| CStr::from_ptr(text).to_string_lossy().into_owned())
        }
    }
}

impl AsRef<[u8]> for Answer {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: the buffer belongs to the live result and has the stated length.
        unsafe {
            let start = (self.library.buffer)(self.raw.as_ptr()).cast::<u8>();
            let length = (self.library.length)(self.raw.as_ptr());
            if start.is_null() || length == 0 { &[] } else { slice::from_raw_parts(start, length) }
        }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        // SAFETY: the result came from a query call and is destroyed once.
        unsafe { (self.library.destroy)(self.raw.as_ptr()) }
    }
}

/// A file without a name that lives in memory.
pub(super) fn memory_file() -> io::Result<File> {
    // SAFETY: a constant C string, and the descriptor is owned by nobody else.
    unsafe {
        let descriptor = libc::memfd_create(c"ja4soc-insert".as_ptr(), libc::MFD_CLOEXEC);
        if descriptor < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(File::from_raw_fd(descriptor))
    }
}
