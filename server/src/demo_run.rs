//! `ja4soc demo`: generated traffic through the same readers, aggregates and detector as any other.

use std::fs;
use std::io::{BufWriter, Write};
use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use app::domain::time::{HOUR, Timestamp};
use app::store::engine;
use app::store::migrate::{self, Retention};
use app::store::models::ModelsDir;
use app::store::reference::{ReferenceList, ReferenceTable};
use app::store::{Db, DbNames, EngineConfig};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::config::{DemoArgs, HttpArgs};
use crate::demo::{self, DemoOptions, SHOWCASE};
use crate::detect::{self, DetectOptions};
use crate::ingest::{self, Format, progress};
use crate::reference::{self, networks};
use crate::tasks::Tasks;
use crate::{config, ingest_counts, prepare, serve, settle, telemetry};

/// Age at which generated traffic is no longer "now" and is made anew, seconds.
const STALE: u32 = 2 * HOUR;
/// Hours before the end of the window for which the detector is run, one cycle each.
const REPLAYED_HOURS: u32 = 24;
/// File of the generated records, kept for whoever wants to look at them.
const RECORDS: &str = "records.ndjson.zst";
/// File that says what the demo's folder holds; a folder without it is never emptied.
const NOTE: &str = "demo.json";
/// Folder of the models in it.
const MODELS: &str = "models";

/// What the traffic in a demo folder was made from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Note {
    seed: u64,
    rows: Option<u64>,
    until: u32,
    version: String,
}

/// Runs the command.
///
/// # Errors
/// When the folder, the port or the engine cannot be used.
pub async fn run(args: &DemoArgs) -> anyhow::Result<()> {
    let listener = match args.no_serve {
        true => None,
        false => Some(serve::bind(args.listen).await?),
    };
    let now = serve::now();
    let wanted = Note {
        seed: args.seed,
        rows: args.rows,
        until: now.0,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let library = engine::find_library(args.engine_lib.as_deref())?;
    let is_reused = !args.fresh && is_usable(&args.demo_dir, &wanted);
    if !is_reused {
        empty(&args.demo_dir)?;
    }
    let config = EngineConfig::Embedded {
        data_dir: args.demo_dir.clone(),
        library,
        connections: engine::DEFAULT_CONNECTIONS,
    };
    let db = Db::open(config, DbNames::default()).await.map_err(prepare::told)?;
    if is_reused {
        // An older program may have made it.
        migrate::migrate(&db, &Retention::default()).await.map_err(prepare::told)?;
    } else {
        fill(&db, args, now).await?;
        // The final word: a demo that was stopped half way is made anew.
        fs::write(args.demo_dir.join(NOTE), serde_json::to_vec(&wanted)?)?;
    }
    match listener {
        Some(listener) => show(listener, db, args).await,
        None => {
            db.engine().close().await;
            Ok(())
        }
    }
}

async fn show(listener: tokio::net::TcpListener, db: Db, args: &DemoArgs) -> anyhow::Result<()> {
    let tasks = Tasks::default();
    serve::answer_clickhouse(&db, &args.demo_dir, None, &tasks).await?;
    tasks.spawn(settle::run(db.clone(), tasks.stop_signal()));
    crate::run::print(&welcome(args.listen));
    let http = HttpArgs {
        listen: args.listen,
        public_origin: None,
        lookups: Vec::new(),
        clickhouse_listen: None,
    };
    let models = ModelsDir::new(args.demo_dir.join(MODELS));
    serve::site(listener, db, models, &http, &tasks).await
}

fn welcome(listen: SocketAddr) -> String {
    let address = config::browser_address(listen);
    let mut text =
        format!("\nThe demo is ready: {address}\nAll of its traffic is synthetic. Worth a look:\n");
    for (ip, what) in SHOWCASE {
        text.push_str(&format!("  {address}/ip/{ip}  {what}\n"));
    }
    text.push_str("Ctrl-C ends it.");
    text
}

/// Whether the folder holds the wanted traffic, and recent enough.
fn is_usable(folder: &Path, wanted: &Note) -> bool {
    let Ok(bytes) = fs::read(folder.join(NOTE)) else { return false };
    let Ok(note) = serde_json::from_slice::<Note>(&bytes) else { return false };
    let is_recent = wanted.until.saturating_sub(note.until) < STALE;
    is_recent && Note { until: wanted.until, ..note } == *wanted
}

/// Empties the demo's folder; one that no demo has made, or that a process works in, is refused.
fn empty(folder: &Path) -> anyhow::Result<()> {
    let is_there = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_there {
        anyhow::ensure!(
            folder.join(NOTE).is_file(),
            "--demo-dir {}: is not empty and no demo has made it; choose another folder",
            folder.display()
        );
        anyhow::ensure!(
            UnixStream::connect(engine::socket_path(folder)).is_err(),
            "--demo-dir {}: another ja4soc is serving it; stop that one or choose another folder",
            folder.display()
        );
        fs::remove_dir_all(folder)
            .with_context(|| format!("{}: cannot be emptied", folder.display()))?;
    }
    prepare::folder("--demo-dir", folder)?;
    // From here on the folder is a demo's, though not a finished one.
    fs::write(folder.join(NOTE), "{}").with_context(|| format!("{}", folder.display()))
}

/// Generates, ingests and scores the traffic.
async fn fill(db: &Db, args: &DemoArgs, now: Timestamp) -> anyhow::Result<()> {
    let started = Instant::now();
    migrate::migrate(db, &Retention::default()).await.map_err(prepare::told)?;
    prepare::load(db, &lists()?).await?;

    let options = DemoOptions { rows: args.rows, ..DemoOptions::new(args.seed, now) };
    let records = args.demo_dir.join(RECORDS);
    tracing::info!("generating about {} requests", options.expected_rows());
    let file = records.clone();
    tokio::task::spawn_blocking(move || write(&file, options)).await??;

    let ingest_options = ingest::Options {
        format: Format::Platform,
        ..ingest::Options::new(args.demo_dir.clone(), Retention::default().logs_days)
    };
    let progress = progress::for_this_terminal();
    let files = [records];
    let reader = ingest::run(db, &files, &ingest_options, &*progress, CancellationToken::new());
    let summary = ingest_counts::counted(db, telemetry::metrics_handle(), reader).await?;
    tracing::info!("{summary}");

    detect(db, &args.demo_dir.join(MODELS), now).await?;
    tracing::info!("the demo's traffic is ready after {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// The built-in lists, with the demo's own networks in place of the real ones.
fn lists() -> anyhow::Result<Vec<ReferenceList>> {
    let synthetic = demo::reference();
    let networks: Vec<networks::Network<'_>> = synthetic
        .networks
        .iter()
        .map(|network| networks::Network {
            prefix: network.cidr,
            asn: network.asn,
            country_code: network.country_code,
            name: network.name,
            org: network.org,
            domain: network.domain,
            label: network.label,
        })
        .collect();
    let mut lists = reference::lists(None)?;
    lists.retain(|list| !matches!(list.table, ReferenceTable::Asn | ReferenceTable::AsnReputation));
    lists.extend(networks::lists("synthetic networks of the demo", &networks));
    Ok(lists)
}

fn write(file: &PathBuf, options: DemoOptions) -> anyhow::Result<()> {
    let out =
        fs::File::create(file).with_context(|| format!("{}: cannot be written", file.display()))?;
    let mut out = BufWriter::new(zstd::Encoder::new(out, 1)?);
    for line in demo::records(options) {
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
    }
    out.into_inner().map_err(|error| error.into_error())?.finish()?.sync_all()?;
    Ok(())
}

/// Runs the detector as if it had been running all along: once for each of the last hours.
async fn detect(db: &Db, models: &Path, now: Timestamp) -> anyhow::Result<()> {
    let options = DetectOptions::new(models);
    for hours_ago in (0..REPLAYED_HOURS).rev() {
        let report = detect::run_once(db, now - hours_ago * HOUR, &options).await?;
        tracing::debug!("detector, {hours_ago} hours ago: {report}");
    }
    Ok(())
}
