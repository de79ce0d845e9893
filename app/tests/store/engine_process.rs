//! What only shows between processes: a directory held by another, a kill, a clean end.
//!
//! The test binary runs itself again as the other process: `child` does nothing unless told to.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use app::store::engine::socket_path;
use app::store::testing::{fresh_folder, is_remote, library};
use app::store::{Db, DbNames, Engine, EngineConfig, ErrorKind};

const ROLE: &str = "JA4SOC_TEST_CHILD";
const FOLDER: &str = "JA4SOC_TEST_CHILD_FOLDER";

/// The other process and what it says.
struct Peer {
    process: Child,
    lines: BufReader<ChildStdout>,
}

impl Peer {
    fn start(role: &str, folder: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "engine_process::child", "--nocapture", "--test-threads=1"])
            .env(ROLE, role)
            .env(FOLDER, folder)
            .env("JA4SOC_ENGINE_LIB", library().unwrap())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        Self { process, lines }
    }

    /// Reads its lines up to one with `word`, and returns what follows the word there.
    fn wait_for(&mut self, word: &str) -> String {
        let mut line = String::new();
        while self.lines.read_line(&mut line).unwrap() > 0 {
            // The harness prints the test's name before the first line of ours.
            if let Some(at) = line.find(word) {
                return line[at + word.len()..].trim().to_owned();
            }
            line.clear();
        }
        panic!("the other process ended without saying {word}");
    }

    /// Reads the rest of what it says and its exit code, `None` when it was killed.
    fn end(mut self) -> (String, Option<i32>) {
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        (rest, self.process.wait().unwrap().code())
    }

    /// SIGKILL, in the middle of whatever it is doing.
    fn kill(mut self) -> String {
        self.process.kill().unwrap();
        self.end().0
    }
}

/// Runs in the child process.
#[tokio::test]
async fn child() {
    let Some(role) = std::env::var_os(ROLE) else { return };
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let config = EngineConfig::Embedded {
        data_dir: folder.clone(),
        library: library().unwrap(),
        connections: 4,
    };
    let opened = Db::open(config, DbNames::default()).await;
    match role.to_str().unwrap() {
        "open" => match opened {
            Ok(_) => println!("@opened"),
            Err(error) => println!("@refused {}", error.detail()),
        },
        "insert" => insert_for_ever(&opened.unwrap()).await,
        "count" => {
            let db = opened.unwrap();
            let sql = "SELECT concat(toString(count()), ' ', toString(uniqExact(n))) FROM d.t";
            println!("@count {}", db.read("count", sql).fetch_one::<String>().await.unwrap());
            db.engine().close().await;
        }
        "serve" => {
            let db = opened.unwrap();
            let serving = db.engine().serve_unix(&socket_path(&folder)).await.unwrap();
            println!("@serving");
            std::future::pending::<()>().await;
            drop(serving);
        }
        "close" => {
            let db = opened.unwrap();
            let own = db.clone();
            let busy = tokio::spawn(async move {
                let sql = "SELECT count() FROM system.numbers WHERE NOT ignore(number)";
                own.read("busy", sql).seconds(100).bytes("Null").await.map(drop)
            });
            tokio::time::sleep(Duration::from_millis(300)).await;
            let started = Instant::now();
            db.engine().close().await;
            println!("@closed {}", started.elapsed().as_millis());
            assert!(busy.await.unwrap().is_err());
            assert!(db.ping().await.is_err());
        }
        "exit" => {
            opened.unwrap().ping().await.unwrap();
            std::process::exit(7);
        }
        other => panic!("no role {other}"),
    }
}

async fn insert_for_ever(db: &Db) {
    db.execute("create", "CREATE DATABASE IF NOT EXISTS d").await.unwrap();
    let sql = "CREATE TABLE IF NOT EXISTS d.t (n UInt64) ENGINE = MergeTree ORDER BY n";
    db.execute("create", sql).await.unwrap();
    for n in 0_u64.. {
        let sql = format!("INSERT INTO d.t VALUES ({n})");
        db.execute("insert", &sql).await.unwrap();
        // Only what has been acknowledged is told.
        println!("@stored {n}");
    }
}

#[test]
fn kill_9_during_inserts_loses_no_acknowledged_row() {
    if is_remote() {
        return println!("skipped: nobody kills a remote server");
    }
    let folder = fresh_folder("kill").unwrap();
    let mut inserting = Peer::start("insert", &folder);
    let mut stored = 0;
    while stored < 200 {
        stored = inserting.wait_for("@stored ").parse::<u64>().unwrap() + 1;
    }
    let rest = inserting.kill();
    // The last line may be cut; its insert was acknowledged all the same.
    stored += rest.lines().filter(|line| line.starts_with("@stored ")).count() as u64;

    let mut counting = Peer::start("count", &folder);
    let counted = counting.wait_for("@count ");
    assert_eq!(counting.end().1, Some(0));
    let (rows, distinct) = counted.split_once(' ').unwrap();
    let (rows, distinct): (u64, u64) = (rows.parse().unwrap(), distinct.parse().unwrap());
    assert_eq!(rows, distinct, "a row came twice");
    // The one insert that was under way may be there without having been acknowledged.
    assert!(rows == stored || rows == stored + 1, "{rows} rows of {stored} acknowledged");
}

#[tokio::test]
async fn a_directory_in_use_is_refused_by_name_and_its_socket_answers() {
    if is_remote() {
        return println!("skipped: a remote server has no directory of ours");
    }
    let folder = fresh_folder("two").unwrap();
    let mut serving = Peer::start("serve", &folder);
    serving.wait_for("@serving");

    let mut second = Peer::start("open", &folder);
    let refusal = second.wait_for("@refused ");
    assert_eq!(second.end().1, Some(0));
    let holder = serving.process.id().to_string();
    for part in [folder.to_str().unwrap(), "in use", &holder, "serve", "clickhouse.sock"] {
        assert!(refusal.contains(part), "{part}: {refusal}");
    }

    let path = socket_path(&folder);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let beside = Engine::open(EngineConfig::Socket(path.clone())).await.unwrap();
    let beside = Db::over(beside, DbNames::default());
    assert_eq!(beside.read("beside", "SELECT 5").fetch_one::<u8>().await.unwrap(), 5);
    serving.kill();

    // The dead process left its socket and its lock file; neither stands in the way.
    assert!(path.exists());
    let error = Engine::open(EngineConfig::Socket(path)).await.err().unwrap();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    let mut third = Peer::start("open", &folder);
    third.wait_for("@opened");
    assert_eq!(third.end().1, Some(0));
}

#[test]
fn close_ends_running_queries_within_seconds_and_exits_cleanly() {
    if is_remote() {
        return println!("skipped: a remote server is not ours to close");
    }
    let mut closing = Peer::start("close", &fresh_folder("close").unwrap());
    let took = closing.wait_for("@closed ");
    assert!(took.parse::<u64>().unwrap() < 5_000, "{took} ms");
    assert_eq!(closing.end().1, Some(0));
}

#[test]
fn leaving_without_closing_keeps_the_exit_code() {
    if is_remote() {
        return println!("skipped: there is no engine in this process");
    }
    let leaving = Peer::start("exit", &fresh_folder("exit").unwrap());
    assert_eq!(leaving.end().1, Some(7));
}
