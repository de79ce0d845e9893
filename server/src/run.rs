//! From a parsed command line to an exit code.

use std::io::Write;
use std::process::ExitCode;

use app::store::{doctor, migrate};
use tokio_util::sync::CancellationToken;

use crate::cli::{Cli, Command};
use crate::config::{DetectArgs, DoctorArgs, IngestArgs, MigrateArgs};
use crate::ingest::{self, progress};
use crate::open::{self, Access};
use crate::tasks::termination;
use crate::{demo_run, detect, ingest_counts, prepare, serve, telemetry};

/// Runs the command; 0 when it is done, 1 with one line on standard error when it failed.
#[must_use]
pub fn main(cli: &Cli) -> ExitCode {
    let outcome = telemetry::start_logging(&cli.log).and_then(|()| {
        telemetry::log_panics();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let outcome = runtime.block_on(dispatch(&cli.command));
        // Work that outlived its command must not hold up the exit.
        runtime.shutdown_timeout(std::time::Duration::from_millis(500));
        outcome
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&mut std::io::stderr(), &format!("ja4soc: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(args) => serve::run(args).await,
        Command::Demo(args) => demo_run::run(args).await,
        Command::Ingest(args) => ingest(args).await,
        Command::Detect(args) => detect(args).await,
        Command::Migrate(args) => migrate(args).await,
        Command::Doctor(args) => doctor(args).await,
    }
}

async fn ingest(args: &IngestArgs) -> anyhow::Result<()> {
    let db = open::open(&args.store, Access::Share).await?;
    // How long rows are kept is for `serve` and `migrate` to change, not for a reader.
    if !migrate::is_current(&db).await.map_err(prepare::told)? {
        prepare::schema(&db, &args.retention).await?;
    }
    prepare::reference(&db, &args.reference).await?;
    let options = ingest::Options {
        format: args.format,
        host: args.host.clone(),
        follow: args.follow,
        shift_to_now: args.shift_to_now,
        allow_expired: args.allow_expired,
        ..ingest::Options::new(args.store.data_dir.clone(), args.retention.keep_logs_days)
    };
    let stop = stop_on_signal();
    let progress = progress::for_this_terminal();
    let reader = ingest::run(&db, &args.files, &options, &*progress, stop);
    let outcome = ingest_counts::counted(&db, telemetry::metrics_handle(), reader).await;
    db.engine().close().await;
    let summary = outcome?;
    print(&summary.to_string());
    anyhow::ensure!(!summary.has_failures(), "not everything could be read, see above");
    anyhow::ensure!(
        summary.stored > 0 || summary.rejected.is_empty(),
        "no line could be read; --format names another format"
    );
    Ok(())
}

async fn detect(args: &DetectArgs) -> anyhow::Result<()> {
    let db = open::open(&args.store, Access::Existing).await?;
    anyhow::ensure!(
        migrate::is_current(&db).await.map_err(prepare::told)?,
        "there are no tables of ours yet: run `ja4soc ingest`, `serve` or `migrate` on this database first"
    );
    let options = prepare::detector(&args.detector, &args.store.data_dir);
    let outcome = match args.every.and_then(|every| every.0) {
        Some(every) => {
            detect::run_every(db.clone(), every, options, serve::now, stop_on_signal()).await;
            Ok(String::new())
        }
        None => {
            detect::run_once(&db, serve::now(), &options).await.map(|report| report.to_string())
        }
    };
    db.engine().close().await;
    print(&outcome?);
    Ok(())
}

async fn migrate(args: &MigrateArgs) -> anyhow::Result<()> {
    let db = open::open(&args.store, Access::Share).await?;
    let outcome = async {
        let report = prepare::schema(&db, &args.retention).await?;
        prepare::reference(&db, &args.reference).await?;
        Ok(format!("schema: {report}"))
    };
    let outcome: anyhow::Result<String> = outcome.await;
    db.engine().close().await;
    print(&outcome?);
    Ok(())
}

async fn doctor(args: &DoctorArgs) -> anyhow::Result<()> {
    let db = open::open(&args.store, Access::Existing).await?;
    let reports = doctor::doctor(&db).await.map_err(prepare::told);
    db.engine().close().await;
    let reports = reports?;
    for report in &reports {
        print(&report.to_string());
    }
    let is_any_left = reports.iter().any(|report| report.state != doctor::State::Unavailable);
    anyhow::ensure!(is_any_left, "no page works on this database, see above");
    Ok(())
}

/// A signal to stop that SIGTERM or SIGINT gives.
fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        if termination().await.is_ok() {
            told.cancel();
        }
    });
    stop
}

/// Writes a line of output; a closed pipe is the reader's choice, not a failure.
pub(crate) fn print(line: &str) {
    if !line.is_empty() {
        tell(&mut std::io::stdout(), line);
    }
}

fn tell(out: &mut impl Write, line: &str) {
    let _ = writeln!(out, "{line}");
}
