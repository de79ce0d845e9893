//! What a cycle did, for people and metrics.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use app::domain::models::MIN_SESSIONS;
use app::domain::threat::ThreatLevel;
use app::store::scoring::SessionRow;

use super::score::Found;
use super::session::ModelKind;

/// Where the model of a cycle came from.
#[derive(Clone, PartialEq, Debug)]
pub enum ModelState {
    /// No session asked for it.
    NotNeeded,
    /// The stored one is young enough.
    Reused(String),
    /// Trained in this cycle.
    Trained(String),
    /// The new one failed its validation (with this anomaly rate); the previous one, if any, stays.
    Rejected {
        /// Version that stays in use.
        kept: Option<String>,
        /// Share of validation sessions the new one found anomalous.
        val_anomaly_rate: f64,
    },
    /// Too few sessions to learn from (so many there are); the previous one, if any, stays.
    TooFew {
        /// Version that stays in use.
        kept: Option<String>,
        /// Sessions there are.
        sessions: usize,
    },
}

/// What one model did in a cycle.
#[derive(Clone, PartialEq, Debug)]
pub struct ModelReport {
    /// Model name.
    pub name: &'static str,
    /// Where it came from.
    pub state: ModelState,
    /// Scored sessions by level, most severe first.
    pub levels: BTreeMap<Reverse<u8>, (ThreatLevel, usize)>,
    /// Sessions left unscored for want of a model.
    pub unscored: usize,
}

/// What a cycle did.
#[derive(Clone, PartialEq, Debug)]
pub struct CycleReport {
    /// Both models.
    pub models: Vec<ModelReport>,
    /// Rows written to the detections.
    pub detections: u64,
    /// Seconds it took.
    pub seconds: f64,
}

impl CycleReport {
    /// Sessions scored.
    #[must_use]
    pub fn scored(&self) -> usize {
        self.models.iter().flat_map(|model| model.levels.values()).map(|(_, n)| n).sum()
    }
}

impl ModelReport {
    /// The report of a model that had nothing to do.
    #[must_use]
    pub fn idle(kind: ModelKind) -> Self {
        Self {
            name: kind.name(),
            state: ModelState::NotNeeded,
            levels: BTreeMap::new(),
            unscored: 0,
        }
    }
}

impl CycleReport {
    /// Adds what was found in a batch.
    pub fn count(&mut self, sessions: &[SessionRow], found: &[Found]) {
        for (kind, report) in ModelKind::ALL.into_iter().zip(&mut self.models) {
            let all = sessions.iter().filter(|session| ModelKind::of(session) == kind).count();
            let own = found.iter().filter(|found| found.kind == kind);
            let mut scored = 0;
            for found in own {
                let key = Reverse(found.level.severity());
                report.levels.entry(key).or_insert_with(|| (found.level.clone(), 0)).1 += 1;
                scored += 1;
            }
            report.unscored += all - scored;
        }
    }
}

impl fmt::Display for CycleReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} sessions scored, {} detections, {:.1} s",
            self.scored(),
            self.detections,
            self.seconds
        )?;
        self.models.iter().try_for_each(|model| write!(f, "\n  {model}"))
    }
}

impl fmt::Display for ModelReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.state)?;
        for (level, n) in self.levels.values() {
            write!(f, ", {n} {level}")?;
        }
        if self.unscored > 0 {
            write!(f, ", {} not scored", self.unscored)?;
        }
        Ok(())
    }
}

impl fmt::Display for ModelState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stays = |kept: &Option<String>| match kept {
            Some(version) => format!("{version} stays in use"),
            None => "there is none before it".to_owned(),
        };
        match self {
            Self::NotNeeded => f.write_str("nothing new"),
            Self::Reused(version) => write!(f, "model {version}"),
            Self::Trained(version) => write!(f, "new model {version}"),
            Self::Rejected { kept, val_anomaly_rate } => write!(
                f,
                "new model refused ({:.0} % of its validation sessions look anomalous), {}",
                val_anomaly_rate * 100.0,
                stays(kept)
            ),
            Self::TooFew { kept, sessions } => write!(
                f,
                "too few sessions to learn from ({sessions} of {MIN_SESSIONS}), {}",
                stays(kept)
            ),
        }
    }
}

#[cfg(test)]
mod tests;
