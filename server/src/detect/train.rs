//! The models of a cycle: the stored ones while they are young, else newly trained ones.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, Result};
use app::domain::ip::Ip;
use app::domain::time::Timestamp;
use app::store::Db;
use app::store::scoring::{self, SessionRow};

use super::artifact;
use super::baseline::{Baseline, BaselineKind, TooFew};
use super::cycle::DetectOptions;
use super::model::Model;
use super::report::ModelState;
use super::session::{ModelKind, candidate, matrix};

/// A model for want of human sessions is replaced sooner, for they may have come meanwhile.
const FALLBACK_RETRAIN: Duration = Duration::from_secs(3_600);

/// Both models and where they came from, in the order of [`ModelKind::ALL`].
///
/// # Errors
/// The baseline cannot be read, or a new model cannot be stored.
pub async fn models(
    db: &Db,
    since: Timestamp,
    until: Timestamp,
    now: Timestamp,
    options: &DetectOptions,
) -> Result<Vec<(Option<Model>, ModelState)>> {
    let stored: Vec<Option<Model>> = ModelKind::ALL
        .iter()
        .map(|kind| artifact::load(&options.models_dir, kind.name()))
        .collect();
    let retrain = options.retrain_interval;
    let is_fresh = move |model: &Option<Model>| {
        model.as_ref().is_some_and(|model| !is_due(model, now, retrain))
    };
    if stored.iter().all(is_fresh) {
        return Ok(stored.into_iter().map(reuse).collect());
    }
    let sessions =
        scoring::training_windows(db, since, until).await.context("reading a baseline")?;
    let verdicts = scoring::verdicts(db).await?;
    let options = options.clone();
    let work = move || -> Result<Vec<(Option<Model>, ModelState)>> {
        let renew = |(kind, previous): (ModelKind, Option<Model>)| {
            if is_fresh(&previous) {
                return Ok(reuse(previous));
            }
            train(kind, &sessions, &verdicts, previous, now, &options)
        };
        ModelKind::ALL.into_iter().zip(stored).map(renew).collect()
    };
    tokio::task::spawn_blocking(work).await.context("training ended early")?
}

fn reuse(model: Option<Model>) -> (Option<Model>, ModelState) {
    let state = ModelState::Reused(version(model.as_ref()).unwrap_or_default());
    (model, state)
}

fn is_due(model: &Model, now: Timestamp, retrain: Duration) -> bool {
    let limit = match model.meta.baseline.kind {
        BaselineKind::Human => retrain,
        BaselineKind::AllTraffic => retrain.min(FALLBACK_RETRAIN),
    };
    u64::from(now.since(model.meta.trained_at)) >= limit.as_secs()
}

fn version(model: Option<&Model>) -> Option<String> {
    model.map(|model| model.meta.version_id.clone())
}

/// Trains one model and stores it when it passes its gate; else the previous one stays.
fn train(
    kind: ModelKind,
    sessions: &[SessionRow],
    verdicts: &HashMap<Ip, String>,
    previous: Option<Model>,
    now: Timestamp,
    options: &DetectOptions,
) -> Result<(Option<Model>, ModelState)> {
    let own: Vec<&SessionRow> =
        sessions.iter().filter(|session| ModelKind::of(session) == kind).collect();
    let verdict = |session: &SessionRow| verdicts.get(&session.src_ip).map(String::as_str);
    let candidates: Vec<_> =
        own.iter().map(|session| candidate(session, verdict(session))).collect();
    let baseline = match Baseline::choose(&candidates) {
        Ok(baseline) => baseline,
        Err(TooFew { sessions }) => {
            let kept = version(previous.as_ref());
            return Ok((previous, ModelState::TooFew { kept, sessions }));
        }
    };
    let rows = matrix(kind, own.into_iter());
    let model = Model::train(kind.name(), &rows, &baseline, options.train(), now);
    if !model.passes_gate() {
        let val_anomaly_rate = model.meta.val_anomaly_rate;
        let kept = version(previous.as_ref());
        tracing::warn!(model = kind.name(), val_anomaly_rate, "new model refused");
        return Ok((previous, ModelState::Rejected { kept, val_anomaly_rate }));
    }
    artifact::store(&options.models_dir, &model).context("storing the new model")?;
    tracing::debug!(
        model = kind.name(),
        version = model.meta.version_id,
        sessions = model.meta.n_train,
        "model trained"
    );
    let state = ModelState::Trained(model.meta.version_id.clone());
    Ok((Some(model), state))
}

#[cfg(test)]
mod tests;
