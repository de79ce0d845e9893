//! What every command that needs a working database does first: schema, reference lists, detector.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use app::store::migrate::{self, Retention};
use app::store::reference::{self as lists, Outcome};
use app::store::{Db, Error};

use crate::config::{DetectorArgs, Interval, ReferenceArgs, RetentionArgs};
use crate::detect::{self, DetectOptions};
use crate::reference;
use crate::serve;
use crate::tasks::Tasks;

impl From<&RetentionArgs> for Retention {
    fn from(args: &RetentionArgs) -> Self {
        Self {
            raw_days: args.keep_raw_days,
            logs_days: args.keep_logs_days,
            scores_days: args.keep_scores_days,
            detections_days: args.keep_detections_days,
        }
    }
}

/// Brings the schema up to date.
///
/// # Errors
/// When a migration fails or an applied one was changed.
pub async fn schema(db: &Db, retention: &RetentionArgs) -> anyhow::Result<migrate::Report> {
    let report = migrate::migrate(db, &retention.into()).await.map_err(told)?;
    tracing::info!("schema: {report}");
    Ok(report)
}

/// Whose the tables of a database are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// This program's: it migrates them, fills its lists and writes its scores.
    Us,
    /// Another program's, such as ja4-platform's: they are read as they are.
    Other,
}

/// Brings the schema up to date unless the tables are another program's; those are left alone.
///
/// # Errors
/// As [`schema`].
pub async fn schema_to_serve(db: &Db, retention: &RetentionArgs) -> anyhow::Result<Owner> {
    let Some(table) = migrate::foreign_table(db).await.map_err(told)? else {
        schema(db, retention).await?;
        return Ok(Owner::Us);
    };
    tracing::info!(
        "{table} was not made by this program: the database is used as it is; nothing is migrated, \
         loaded or scored. `ja4soc doctor` tells what is missing"
    );
    Ok(Owner::Other)
}

/// Brings the reference lists up to date.
///
/// # Errors
/// When a list of the operator is invalid or the database refuses.
pub async fn reference(db: &Db, args: &ReferenceArgs) -> anyhow::Result<()> {
    let wanted = reference::lists(args.reference_dir.as_deref())?;
    if !reference::has_networks() && args.reference_dir.is_none() {
        tracing::warn!(
            "this binary was built without address data: networks and countries stay unknown"
        );
    }
    load(db, &wanted).await
}

/// Loads the given lists and logs what became of each.
///
/// # Errors
/// When the database refuses.
pub async fn load(db: &Db, wanted: &[lists::ReferenceList]) -> anyhow::Result<()> {
    for list in lists::load(db, wanted).await.map_err(told)? {
        let name = list.table.table();
        match list.outcome {
            Outcome::Unchanged => {
                tracing::debug!("reference list {name}: unchanged, {} rows", list.rows)
            }
            Outcome::Replaced => tracing::info!("reference list {name}: loaded {} rows", list.rows),
            Outcome::LeftAlone => {
                tracing::warn!("reference list {name}: somebody else filled it, left alone");
            }
        }
    }
    Ok(())
}

/// Brings the reference lists up to date beside a serving process; a failure is logged, not fatal.
pub fn spawn_reference(db: &Db, args: &ReferenceArgs, tasks: &Tasks) {
    let (db, args, stop) = (db.clone(), args.clone(), tasks.stop_signal());
    tasks.spawn(async move {
        tokio::select! {
            () = stop.cancelled() => {}
            outcome = reference(&db, &args) => {
                if let Err(error) = outcome {
                    tracing::error!("reference lists: {error:#}; the ones held before stay in use");
                }
                if let Err(error) = lists::warm(&db).await {
                    tracing::warn!("reference lists: {}", error.detail());
                }
            }
        }
    });
}

/// Where the models are.
#[must_use]
pub fn models_dir(args: &DetectorArgs, data_dir: &Path) -> PathBuf {
    args.models_dir.clone().unwrap_or_else(|| data_dir.join("models"))
}

/// Options of the detector.
#[must_use]
pub fn detector(args: &DetectorArgs, data_dir: &Path) -> DetectOptions {
    DetectOptions {
        seed: args.detect_seed,
        retrain_interval: Duration::from_secs(u64::from(args.retrain_hours) * 3_600),
        ..DetectOptions::new(models_dir(args, data_dir))
    }
}

/// Runs the detector beside a serving process.
pub fn spawn_detector(
    db: &Db,
    args: &DetectorArgs,
    data_dir: &Path,
    every: Interval,
    tasks: &Tasks,
) {
    let Some(every) = every.0 else {
        tracing::info!("the detector is off");
        return;
    };
    let options = detector(args, data_dir);
    tasks.spawn(detect::run_every(db.clone(), every, options, serve::now, tasks.stop_signal()));
}

/// A store failure on the command line, where the driver's text helps whoever runs it.
pub fn told(error: Error) -> anyhow::Error {
    let detail = error.detail();
    anyhow::Error::new(error).context(detail)
}

/// Creates a folder and its parents.
///
/// # Errors
/// When it cannot be created; names the option.
pub fn folder(option: &str, path: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(path)
        .with_context(|| format!("{option} {}: cannot be created", path.display()))
}
