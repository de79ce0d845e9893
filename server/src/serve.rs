//! The long-running process: database, detector, HTTP, and an orderly end.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use app::domain::time::Timestamp;
use app::rpc::context::{Clock, Lookups, World};
use app::store::models::ModelsDir;
use app::store::{Db, engine};
use app::ui::shell::SiteAssets;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use crate::config::{HttpArgs, ServeArgs};
use crate::http::headers::AllowedOrigin;
use crate::http::health::Readiness;
use crate::http::{self, AppState};
use crate::open::{self, Access};
use crate::prepare::{self, Owner};
use crate::reference;
use crate::settle;
use crate::tasks::{Tasks, termination};
use crate::telemetry;

/// Longest the whole stop may take: requests, loops, then the engine.
const DRAIN: Duration = Duration::from_secs(6);
/// Longest the engine may take to close.
const CLOSE: Duration = Duration::from_secs(3);

/// The system's clock.
pub const CLOCK: Clock = Clock(now);

/// The current instant.
#[must_use]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(u32::try_from(since.as_secs()).unwrap_or(u32::MAX))
}

/// Runs `ja4soc serve` until it is told to stop.
///
/// # Errors
/// When it cannot start; the text says what to do.
pub async fn run(args: &ServeArgs) -> anyhow::Result<()> {
    let listener = bind(args.http.listen).await?;
    let db = open::open(&args.store, Access::Own).await?;
    let owner = prepare::schema_to_serve(&db, &args.retention).await?;
    let tasks = Tasks::default();
    if args.store.clickhouse_url.is_none() {
        answer_clickhouse(&db, &args.store.data_dir, args.http.clickhouse_listen, &tasks).await?;
    }
    if owner == Owner::Us {
        let data_dir = &args.store.data_dir;
        prepare::spawn_reference(&db, &args.reference, &tasks);
        tasks.spawn(settle::run(db.clone(), tasks.stop_signal()));
        prepare::spawn_detector(&db, &args.detector, data_dir, args.detect_every, &tasks);
    }
    let models = prepare::models_dir(&args.detector, &args.store.data_dir);
    site(listener, db, ModelsDir::new(models), &args.http, &tasks).await
}

/// Claims the address before anything slow starts.
///
/// # Errors
/// When the port is taken or the address is not ours.
pub async fn bind(listen: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(listen).await.with_context(|| {
        format!("cannot listen on {listen}; choose another with --listen, such as --listen 127.0.0.1:{}", next(listen))
    })
}

fn next(listen: SocketAddr) -> u16 {
    listen.port().checked_add(1).unwrap_or(3000)
}

/// Answers HTTP until a signal arrives, then ends in order.
///
/// # Errors
/// When the site is missing from the binary or the listener fails.
pub async fn site(
    listener: TcpListener,
    db: Db,
    models: ModelsDir,
    args: &HttpArgs,
    tasks: &Tasks,
) -> anyhow::Result<()> {
    let readiness = Readiness::default();
    readiness.set_migrated();
    let manifest = http::assets::manifest()?;
    let state = AppState {
        db: db.clone(),
        clock: CLOCK,
        readiness,
        metrics: telemetry::metrics_handle(),
        site: SiteAssets { js: manifest.js, wasm: manifest.wasm, css: manifest.css },
        models,
        lookups: Lookups(args.lookups.clone().into()),
        world: World(reference::world().into()),
        origin: AllowedOrigin { public_origin: args.public_origin.clone() },
    };
    let address = listener.local_addr()?;
    let stop = tasks.stop_signal();
    let stopping = stop.clone();
    // A page goes out in pieces; the last one must not wait for the first to be acknowledged.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!("a connection keeps its delay: {error}");
        }
    });
    let server = axum::serve(listener, http::router(state))
        .with_graceful_shutdown(async move { stopping.cancelled().await });
    tasks.spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the listener failed");
        }
    });
    tracing::info!("open {}", crate::config::browser_address(address));
    tokio::select! {
        signal = termination() => signal?,
        () = stop.cancelled() => {}
    }
    if !tasks.finish(DRAIN).await {
        tracing::warn!("some requests were still running and are dropped");
    }
    if tokio::time::timeout(CLOSE, db.engine().close()).await.is_err() {
        tracing::warn!("the engine took too long to close; its files are safe");
    }
    tracing::info!("stopped");
    Ok(())
}

/// Lets other processes of this machine ask the embedded engine.
///
/// # Errors
/// When the socket or the address cannot be used.
pub async fn answer_clickhouse(
    db: &Db,
    data_dir: &Path,
    listen: Option<SocketAddr>,
    tasks: &Tasks,
) -> anyhow::Result<()> {
    // The address first, which can be refused: nothing is left behind then.
    let mut handles = Vec::new();
    if let Some(listen) = listen {
        let password = engine::password_file(data_dir)?;
        let handle = db.engine().serve_tcp(listen, "default".to_owned(), password).await?;
        tracing::info!(
            "ClickHouse's HTTP interface answers on http://{listen}, password in {}",
            data_dir.join("clickhouse.password").display()
        );
        handles.push(handle);
    }
    handles.push(db.engine().serve_unix(&engine::socket_path(data_dir)).await?);
    let stop = tasks.stop_signal();
    tasks.spawn(async move {
        stop.cancelled().await;
        for handle in handles {
            handle.stop().await;
        }
    });
    Ok(())
}
