//! A database of its own for each test, in one engine per test binary.
//!
//! With `JA4SOC_TEST_CLICKHOUSE_URL` (and `_USER`, `_PASSWORD`) the same tests run on that server.

use std::env;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

use crate::store::engine::{EngineError, LIBRARY_FILE, Secret, find_library};
use crate::store::migrate::{Retention, migrate};
use crate::store::{Db, DbNames, Engine, EngineConfig, Error, ErrorKind, Result};

/// A `Db` on two fresh databases that are dropped at the end.
pub struct TestDb {
    db: Db,
}

impl TestDb {
    /// Fresh databases with the whole schema and nothing in it; `name` shows up in their names.
    pub async fn new(name: &str) -> Result<Self> {
        let db = Self::empty(name).await?;
        migrate(&db, &Retention::default()).await?;
        Ok(db)
    }

    /// Fresh databases without a table; `name` shows up in their names.
    pub async fn empty(name: &str) -> Result<Self> {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let own = format!("t{}_{serial}_{name}", std::process::id());
        let names = DbNames::new(format!("{own}_l"), format!("{own}_p"))?;
        let db = Db::over(engine().await?, names);
        for sql in ["CREATE DATABASE {logs}", "CREATE DATABASE {processing}"] {
            db.execute("testing.create", &db.names().fill(sql)).await?;
        }
        Ok(Self { db })
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let db = self.db.clone();
        // On the runtime that outlives the test; whatever is left goes with the folder.
        if let Some(runtime) = RUNTIME.get() {
            runtime.spawn(async move {
                for sql in
                    ["DROP DATABASE IF EXISTS {logs}", "DROP DATABASE IF EXISTS {processing}"]
                {
                    drop(db.execute("testing.drop", &db.names().fill(sql)).await);
                }
            });
        }
    }
}

static RUNTIME: OnceLock<Runtime> = OnceLock::new();
static EMBEDDED: OnceCell<Engine> = OnceCell::const_new();

/// The engine under test: the server named in the environment, else the embedded one, opened once.
pub async fn engine() -> Result<Engine> {
    let get = |name: &str| {
        env::var_os(name)
            .and_then(|value| value.into_string().ok())
            .filter(|value| !value.is_empty())
    };
    if let Some(url) = get("JA4SOC_TEST_CLICKHOUSE_URL") {
        let user = get("JA4SOC_TEST_CLICKHOUSE_USER").unwrap_or_default();
        let password = Secret::new(get("JA4SOC_TEST_CLICKHOUSE_PASSWORD").unwrap_or_default());
        return Engine::open(EngineConfig::Remote { url, user, password }).await;
    }
    let opened = EMBEDDED.get_or_try_init(|| async {
        let config = EngineConfig::Embedded {
            data_dir: fresh_folder("shared")?,
            library: library()?,
            connections: 8,
        };
        // Each test has a runtime that ends with it; the engine needs one that stays.
        let opening = runtime()?.spawn(Engine::open(config));
        opening.await.map_err(|error| Error::new("testing", ErrorKind::Other, error))?
    });
    opened.await.cloned()
}

/// Whether the tests run on a server of somebody else's, where not every test makes sense.
#[must_use]
pub fn is_remote() -> bool {
    env::var_os("JA4SOC_TEST_CLICKHOUSE_URL").is_some_and(|url| !url.is_empty())
}

/// The engine library: `JA4SOC_ENGINE_LIB`, else as the program looks for it, else the
/// workspace's `target/engine`.
pub fn library() -> Result<PathBuf, EngineError> {
    if let Some(path) = env::var_os("JA4SOC_ENGINE_LIB").filter(|path| !path.is_empty()) {
        return find_library(Some(Path::new(&path)));
    }
    find_library(None).or_else(|missing| {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/engine");
        find_library(Some(&workspace.join(LIBRARY_FILE))).map_err(|_| missing)
    })
}

/// An empty folder for a data directory; those of test runs that have ended are removed.
pub fn fresh_folder(name: &str) -> Result<PathBuf, EngineError> {
    let root = env::temp_dir();
    let fail = |error| EngineError::io("preparing a folder for the test engine", error);
    for entry in fs::read_dir(&root).map_err(fail)?.flatten() {
        let file_name = entry.file_name();
        let Some(owner) = file_name.to_str().and_then(|name| name.strip_prefix("ja4soc-test-"))
        else {
            continue;
        };
        let pid = owner.split('-').next().unwrap_or_default();
        if !Path::new("/proc").join(pid).exists() {
            drop(fs::remove_dir_all(entry.path()));
        }
    }
    let folder = root.join(format!("ja4soc-test-{}-{name}", std::process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(fail)?;
    }
    fs::create_dir_all(&folder).map_err(fail)?;
    Ok(folder)
}

fn runtime() -> Result<&'static Runtime> {
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let made = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let made = made.map_err(|error| Error::new("testing", ErrorKind::Other, error))?;
    Ok(RUNTIME.get_or_init(|| made))
}
