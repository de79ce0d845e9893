//! The binary as a child process: one command to its end, or a server that runs beside the test.

use std::env;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

use crate::http::{self, Reply};

/// Longest a test waits for another process.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// The real files, or `None` with a word about it.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder =
        env::var_os("JA4SOC_CORPUS").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: JA4SOC_CORPUS is not set");
    }
    folder
}

/// Seconds since 1970.
pub(crate) fn now() -> u32 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

/// Asks again and again until the answer is yes.
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The binary with a clean environment and the engine the tests run on.
pub(crate) fn ja4soc(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ja4soc"));
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("JA4SOC_") || name.starts_with("CLICKHOUSE_") {
            command.env_remove(name);
        }
    }
    let engine = env::var_os("JA4SOC_ENGINE_LIB").filter(|path| !path.is_empty()).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/engine/libchdb.so"),
        PathBuf::from,
    );
    // All instants are UTC whatever the zone of the machine; half an hour off shows any slip.
    command.env("JA4SOC_ENGINE_LIB", engine).env("TZ", "Asia/Kolkata");
    command.args(arguments).stdin(Stdio::null());
    command
}

/// How a command ended and what it wrote.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) errors: String,
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs a command on a data directory, which must work, and gives what it printed.
pub(crate) fn run_on(data_dir: &Path, command: &str, arguments: &[&str]) -> String {
    let mut ja4soc = ja4soc(&[command]);
    let ended = run(ja4soc.arg("--data-dir").arg(data_dir).args(arguments));
    assert_eq!(ended.code, Some(0), "{command} {arguments:?}: {}{}", ended.out, ended.errors);
    ended.out
}

/// An empty folder that vanishes with the value.
pub(crate) fn folder() -> TempDir {
    tempfile::Builder::new().prefix("ja4soc-it-").tempdir().unwrap()
}

/// A folder for a static, which is never dropped: it vanishes with the test binary.
pub(crate) struct Scratch {
    folder: TempDir,
    _watch: Watch,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        let folder = folder();
        let watch = Watch::over(None, folder.path());
        Self { folder, _watch: watch }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A data directory that has the schema and short reference lists: a copy of one made once.
pub(crate) fn data_dir() -> TempDir {
    static MADE: OnceLock<Scratch> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let made = Scratch::new();
        run_on(made.path(), "migrate", &["--reference-dir", reference_dir().to_str().unwrap()]);
        made
    });
    let copy = folder();
    copy_folder(made.path(), copy.path());
    copy
}

/// Copies a data directory that no process uses.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from.join(".")).arg(to).status().unwrap();
    assert!(copied.success());
}

/// The networks the tests know: short, so that loading them takes no time.
pub(crate) fn reference_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/reference")
}

/// Ends a process and removes a folder when the test binary is gone, however it went.
struct Watch {
    shell: Child,
    _open_while_we_live: ChildStdin,
}

impl Watch {
    fn over(pid: Option<u32>, folder: &Path) -> Self {
        let script = r#"cat >/dev/null; [ "$0" = 0 ] || kill -9 "$0" 2>/dev/null; sleep 0.2; rm -rf -- "$1""#;
        let pid = pid.unwrap_or(0).to_string();
        let mut shell = Command::new("sh");
        let shell = shell
            .args(["-c", script, &pid])
            .arg(folder)
            .stdin(Stdio::piped())
            .stderr(Stdio::null());
        let mut shell = shell.spawn().unwrap();
        let open = shell.stdin.take().unwrap();
        Self { shell, _open_while_we_live: open }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

/// A `serve` that answers.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) data_dir: PathBuf,
    log: Arc<Mutex<String>>,
    _watch: Watch,
}

impl Server {
    /// Starts it on a free port, with the detector off and short lists unless told otherwise.
    pub(crate) fn start(data_dir: &Path, arguments: &[&str]) -> Self {
        let mut command = ja4soc(&["serve", "--listen", "127.0.0.1:0"]);
        command.arg("--data-dir").arg(data_dir).arg("--reference-dir").arg(reference_dir());
        if !arguments.contains(&"--detect-every") {
            command.args(["--detect-every", "off"]);
        }
        let mut child = command.args(arguments).stderr(Stdio::piped()).spawn().unwrap();
        let watch = Watch::over(Some(child.id()), data_dir);
        let log = Arc::new(Mutex::new(String::new()));
        let (said, lines) = (Arc::clone(&log), BufReader::new(child.stderr.take().unwrap()));
        let (open, opened) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("open http://") {
                    let _ = open.send(address.trim().parse::<SocketAddr>());
                }
                said.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let Ok(Ok(address)) = opened.recv_timeout(PATIENCE) else {
            let _ = child.kill();
            let _ = child.wait();
            panic!("serve did not start: {}", log.lock().unwrap());
        };
        Self { child, address, data_dir: data_dir.to_owned(), log, _watch: watch }
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        http::get(self.address, target).unwrap()
    }

    /// The same with headers.
    pub(crate) fn get_with(&self, target: &str, headers: &[(&str, &str)]) -> Reply {
        http::send(self.address, "GET", target, headers, "").unwrap()
    }

    /// SQL that must work, through the socket.
    pub(crate) fn sql(&self, statement: &str) -> String {
        let answer = http::sql(&self.socket(), statement);
        answer.unwrap_or_else(|error| panic!("{statement}: {error}")).trim_end().to_owned()
    }

    /// One number.
    pub(crate) fn count(&self, statement: &str) -> u64 {
        self.sql(statement).parse().unwrap()
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.data_dir.join("clickhouse.sock")
    }

    /// Sends `TERM`, `INT` or another signal.
    pub(crate) fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// Waits for its end: how it ended, after how long, and its log.
    pub(crate) fn end(mut self) -> (ExitStatus, Duration, String) {
        let (status, took) = end(&mut self.child);
        // The reader sees the rest of the lines before the pipe's end.
        std::thread::sleep(Duration::from_millis(50));
        (status, took, self.log())
    }

    /// Ends it in order.
    pub(crate) fn stop(self) {
        self.signal("TERM");
        let (status, _, log) = self.end();
        assert_eq!(status.code(), Some(0), "{log}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal to a process.
pub(crate) fn signal(child: &Child, name: &str) {
    let kill = format!("kill -{name} {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

/// Waits for a process: how it ended and how long that took.
pub(crate) fn end(child: &mut Child) -> (ExitStatus, Duration) {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (status, started.elapsed());
        }
        assert!(started.elapsed() < PATIENCE, "the process does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
}
