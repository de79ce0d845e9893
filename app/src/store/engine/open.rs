//! Opens each kind of engine and checks that it answers.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clickhouse::Client;
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::store::engine::body::Limits;
use crate::store::engine::bridge::Bridge;
use crate::store::engine::connector::{self, InProcess, OnRuntime, SocketFile};
use crate::store::engine::ffi::Library;
use crate::store::engine::handle::{Embedded, Engine, Inner};
use crate::store::engine::pool::Pool;
use crate::store::engine::work::{TOP_K_FILTER, Work};
use crate::store::engine::{EngineConfig, EngineError, Secret, without_credentials};
use crate::store::error::{Error, ErrorKind};

/// Bytes the body of one request may have.
const MAX_BODY: u64 = 1 << 30;
/// Attempts at a read over a connection that can be lost.
const ATTEMPTS: u32 = 3;
/// How long a connection that is not used stays open.
const IDLE: Duration = Duration::from_secs(2);
/// Time the first question to a server may take.
const FIRST_ANSWER: Duration = Duration::from_secs(15);

pub(super) async fn open(config: EngineConfig) -> Result<Engine, Error> {
    match config {
        EngineConfig::Embedded { data_dir, library, connections } => {
            Ok(embedded(data_dir, library, connections).await?)
        }
        EngineConfig::Socket(path) => socket(path).await,
        EngineConfig::Remote { url, user, password } => remote(&url, &user, &password).await,
    }
}

async fn embedded(
    data_dir: PathBuf,
    library: PathBuf,
    connections: usize,
) -> Result<Engine, EngineError> {
    let runtime = Handle::current();
    let on = runtime.clone();
    let opening = tokio::task::spawn_blocking(move || {
        let lock = hold(&data_dir)?;
        let library = Library::load(&library)?;
        let path = data_dir.join("clickhouse");
        make_private(&path)?;
        Ok((Pool::open(library, &path, connections, on)?, lock, data_dir))
    });
    let (pool, lock, data_dir) = opening.await.map_err(|_| EngineError::Closed)??;
    let (timezone, version) = identity(&pool).await?;
    let limits = Limits { folder: data_dir, body: MAX_BODY };
    let bridge = Arc::new(Bridge { pool, limits, timezone, version });
    let connector = InProcess { bridge: Arc::clone(&bridge), runtime: runtime.clone() };
    let http = legacy::Client::builder(OnRuntime(runtime)).build(connector);
    Ok(Engine {
        inner: Arc::new(Inner {
            client: Client::with_http_client(http).with_url("http://engine.invalid/"),
            read_attempts: 1,
            accepts_settings: true,
            // Off for every statement, also for those of other clients.
            filters_top_k: false,
            credentials: None,
            embedded: Some(Embedded { bridge, lock: Mutex::new(Some(lock)) }),
        }),
    })
}

/// Makes the data directory and locks it against other processes of ours. The engine has a lock of
/// its own, but tells nobody why it refuses.
fn hold(data_dir: &Path) -> Result<File, EngineError> {
    make_private(data_dir)?;
    let path = data_dir.join("clickhouse.lock");
    let fail = |error| EngineError::io(format!("locking {}", path.display()), error);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(&path).map_err(fail)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let read = file.read_to_string(&mut holder);
            let holder = read.ok().and_then(|_| holder.trim().parse().ok());
            return Err(EngineError::InUse { directory: data_dir.to_owned(), holder });
        }
        Err(TryLockError::Error(error)) => return Err(fail(error)),
    }
    file.set_len(0).and_then(|()| file.rewind()).map_err(fail)?;
    writeln!(file, "{}", std::process::id()).map_err(fail)?;
    Ok(file)
}

fn make_private(path: &Path) -> Result<(), EngineError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| EngineError::io(format!("making the directory {}", path.display()), error))
}

async fn identity(pool: &Pool) -> Result<(String, String), EngineError> {
    let work = Work {
        sql: b"SELECT timezone(), version()".to_vec(),
        format: "TabSeparated".to_owned(),
        ..Work::default()
    };
    let answer = pool.run(work).await.map_err(|exception| EngineError::Config(exception.text))?;
    let text = String::from_utf8_lossy(answer.as_ref()).into_owned();
    let (timezone, version) = text.trim_end().split_once('\t').unwrap_or(("UTC", "unknown"));
    Ok((timezone.to_owned(), version.to_owned()))
}

async fn socket(path: PathBuf) -> Result<Engine, Error> {
    let http = legacy::Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new())
        .build(SocketFile { path });
    over(Client::with_http_client(http).with_url("http://socket.invalid/"), None).await
}

async fn remote(url: &str, user: &str, password: &Secret) -> Result<Engine, Error> {
    let invalid = |reason: String| Error::from(EngineError::Config(reason));
    let mut address = url::Url::parse(url)
        .map_err(|error| invalid(format!("the ClickHouse address is no URL: {error}")))?;
    if !matches!(address.scheme(), "http" | "https") || !address.has_host() {
        let shown = without_credentials(url);
        return Err(invalid(format!("the ClickHouse address {shown} must be http:// or https://")));
    }
    if !address.username().is_empty() || address.password().is_some() {
        return Err(invalid(
            "the ClickHouse address must not hold credentials; use --clickhouse-user and \
             --clickhouse-password-file"
                .to_owned(),
        ));
    }
    address.set_fragment(None);
    let http = legacy::Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new())
        .build(connector::remote()?);
    let mut client = Client::with_http_client(http).with_url(address);
    if !user.is_empty() {
        client = client.with_user(user);
    }
    if !password.reveal().is_empty() {
        client = client.with_password(password.reveal());
    }
    let credentials = (!user.is_empty()).then(|| (user.to_owned(), password.clone()));
    over(client, credentials).await
}

/// Asks the first question; its answer tells which settings queries may carry.
async fn over(client: Client, credentials: Option<(String, Secret)>) -> Result<Engine, Error> {
    const OP: &str = "engine.open";
    let sql = format!(
        "SELECT toString(getSetting('readonly')), toUInt8(count()) \
         FROM system.settings WHERE name = '{TOP_K_FILTER}'"
    );
    let mut attempt = 1;
    let (read_only, top_k) = loop {
        match timeout(FIRST_ANSWER, client.query_raw(&sql).fetch_one::<(String, u8)>()).await {
            Ok(Ok(answer)) => break answer,
            Ok(Err(clickhouse::error::Error::Network(_))) if attempt < ATTEMPTS => {
                tokio::time::sleep(Duration::from_millis(200 << attempt)).await;
                attempt += 1;
            }
            Ok(Err(error)) => return Err(Error::driver(OP, error)),
            Err(late) => return Err(Error::new(OP, ErrorKind::Timeout, late)),
        }
    };
    let inner = Inner {
        client,
        read_attempts: ATTEMPTS,
        accepts_settings: read_only != "1",
        filters_top_k: top_k > 0,
        credentials,
        embedded: None,
    };
    Ok(Engine { inner: Arc::new(inner) })
}
