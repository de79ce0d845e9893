//! The detector's models: their metadata files, and what they scored in seven days.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Db;
use super::error::{Error, ErrorKind, Result};
use crate::domain::models::{LevelSessions, ModelHour, Scoring, ScoringStats};
use crate::domain::threat::ThreatLevel;
use crate::domain::time::{DAY, Timestamp};

/// Largest metadata file that is read, bytes.
const MAX_BYTES: u64 = 4 << 20;
/// Metadata files read at most.
const MAX_FILES: usize = 1_000;

/// Answer of `GET /api/models` (seed 001).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Models {
    /// What each metadata file says, by file name: an open map, since detectors differ.
    #[schema(value_type = Vec<Object>)]
    pub models: Vec<Map<String, Value>>,
    /// Sessions scored per model in seven days, by name.
    pub scoring_stats: Vec<ScoringStats>,
    /// The same by hour, oldest first, then by model; hours without any are absent.
    pub hours: Vec<ModelHour>,
}

/// A folder of models; remembers which broken files it has warned of.
#[derive(Clone, Debug)]
pub struct ModelsDir {
    path: Arc<PathBuf>,
    warned: Arc<Mutex<BTreeSet<String>>>,
}

impl ModelsDir {
    /// The folder `path`, which need not be there.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: Arc::new(path.into()), warned: Arc::default() }
    }

    /// The metadata files in the order of their names; a broken one is left out, with one warning.
    #[must_use]
    pub fn read(&self) -> Vec<Map<String, Value>> {
        let entries = fs::read_dir(self.path.as_path()).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        paths.sort();
        paths.iter().take(MAX_FILES).filter_map(|path| self.metadata(path)).collect()
    }

    fn metadata(&self, path: &Path) -> Option<Map<String, Value>> {
        let broken = match metadata(path) {
            Ok(metadata) => return Some(metadata),
            Err(reason) => format!("{}: {reason}", path.display()),
        };
        if self.warned.lock().unwrap_or_else(PoisonError::into_inner).insert(broken.clone()) {
            tracing::warn!("model metadata is left out: {broken}");
        }
        None
    }
}

fn metadata(path: &Path) -> std::result::Result<Map<String, Value>, String> {
    let size = fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > MAX_BYTES {
        return Err(format!("{size} bytes are too many"));
    }
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    serde_json::from_str(&text)
        .or_else(|error| serde_json::from_str(&with_null(&text)).map_err(|_| error))
        .map_err(|error| error.to_string())
}

/// The text with null for the bare words that Python writes for numbers that are none.
fn with_null(text: &str) -> String {
    let mut json = String::with_capacity(text.len());
    let (mut rest, mut is_quoted) = (text, false);
    while let Some(letter) = rest.chars().next() {
        let word = ["NaN", "Infinity", "-Infinity"].into_iter().find(|word| rest.starts_with(word));
        let length = match word {
            Some(word) if !is_quoted => {
                json.push_str("null");
                rest = &rest[word.len()..];
                continue;
            }
            _ if is_quoted && letter == '\\' => {
                1 + rest[1..].chars().next().map_or(0, char::len_utf8)
            }
            _ => letter.len_utf8(),
        };
        is_quoted ^= letter == '"';
        json.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    json
}

/// Everything `GET /api/models` answers.
///
/// # Errors
/// When the query fails; a folder that is not there holds no models.
pub async fn models(db: &Db, folder: &ModelsDir, now: Timestamp) -> Result<Models> {
    let folder = folder.clone();
    let files = async {
        let read = tokio::task::spawn_blocking(move || folder.read()).await;
        read.map_err(|error| Error::new("models.files", ErrorKind::Other, error))
    };
    let (models, scoring) = tokio::try_join!(files, scoring(db, now))?;
    Ok(Models { models, scoring_stats: scoring.scoring_stats, hours: scoring.hours })
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct Group {
    hour: Timestamp,
    model_name: String,
    threat_level: ThreatLevel,
    cnt: u64,
    first_seen: Timestamp,
    last_seen: Timestamp,
}

/// What the models scored in the seven days before `now`.
///
/// # Errors
/// When the query fails.
pub async fn scoring(db: &Db, now: Timestamp) -> Result<Scoring> {
    const SQL: &str = "
        SELECT
            toStartOfHour(detected_at) AS hour,
            toString(model_name) AS model_name,
            toString(threat_level) AS threat_level,
            count() AS cnt,
            min(detected_at) AS first_seen,
            max(detected_at) AS last_seen
        FROM {processing:Identifier}.ml_all_scores
        WHERE detected_at >= {since:DateTime}
        GROUP BY hour, model_name, threat_level
        ORDER BY hour, model_name, threat_level
        LIMIT 1000000";
    let read = db.read("models.scoring", SQL).param("since", (now - 7 * DAY).0);
    let groups: Vec<Group> = read.fetch_all().await?;
    Ok(Scoring { scoring_stats: stats(&groups), hours: hours(groups) })
}

fn is_anomalous(level: &ThreatLevel) -> bool {
    !matches!(level, ThreatLevel::Normal | ThreatLevel::LegitimateBrowser)
}

fn stats(groups: &[Group]) -> Vec<ScoringStats> {
    let mut stats: BTreeMap<&str, ScoringStats> = BTreeMap::new();
    for group in groups {
        let stat = stats.entry(&group.model_name).or_insert_with(|| ScoringStats {
            model_name: group.model_name.clone(),
            scored: 0,
            first_seen: group.first_seen,
            last_seen: group.last_seen,
            anomalous: 0,
        });
        stat.scored += group.cnt;
        stat.first_seen = stat.first_seen.min(group.first_seen);
        stat.last_seen = stat.last_seen.max(group.last_seen);
        if is_anomalous(&group.threat_level) {
            stat.anomalous += group.cnt;
        }
    }
    stats.into_values().collect()
}

/// Joins the groups of one hour and model, which follow each other.
fn hours(groups: Vec<Group>) -> Vec<ModelHour> {
    let mut hours: Vec<ModelHour> = Vec::new();
    for group in groups {
        let is_same = hours
            .last()
            .is_some_and(|hour| hour.hour == group.hour && hour.model_name == group.model_name);
        if !is_same {
            hours.push(ModelHour {
                hour: group.hour,
                model_name: group.model_name,
                scored: 0,
                anomalous: 0,
                levels: Vec::new(),
            });
        }
        let Some(hour) = hours.last_mut() else { continue };
        hour.scored += group.cnt;
        if is_anomalous(&group.threat_level) {
            hour.anomalous += group.cnt;
        }
        hour.levels.push(LevelSessions { threat_level: group.threat_level, cnt: group.cnt });
    }
    for hour in &mut hours {
        // A stable sort: foreign words keep the order of their letters.
        hour.levels.sort_by_key(|level| std::cmp::Reverse(level.threat_level.severity()));
    }
    hours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_of_a_model_are_joined_and_add_up_to_its_total() {
        let group = |hour: u32, model: &str, level: &str, cnt| Group {
            hour: Timestamp(hour),
            model_name: model.to_owned(),
            threat_level: level.into(),
            cnt,
            first_seen: Timestamp(hour + 1),
            last_seen: Timestamp(hour + 9),
        };
        let groups = vec![
            group(3_600, "A", "CRITICAL", 2),
            group(3_600, "A", "LEGITIMATE_BROWSER", 5),
            group(3_600, "B", "NORMAL", 3),
            group(7_200, "A", "LOW", 1),
            group(7_200, "A", "MEDIUM", 4),
        ];
        let stats = stats(&groups);
        let hours = hours(groups);
        let found: Vec<_> = stats
            .iter()
            .map(|s| (s.model_name.as_str(), s.scored, s.anomalous, s.first_seen.0, s.last_seen.0))
            .collect();
        assert_eq!(found, [("A", 12, 7, 3_601, 7_209), ("B", 3, 0, 3_601, 3_609)]);
        let found: Vec<_> = hours
            .iter()
            .map(|h| (h.hour.0, h.model_name.as_str(), h.scored, h.anomalous, h.levels.len()))
            .collect();
        assert_eq!(found, [(3_600, "A", 7, 2, 2), (3_600, "B", 3, 0, 1), (7_200, "A", 5, 5, 2)]);
        assert_eq!(hours[2].levels[0].threat_level, ThreatLevel::Medium);
    }

    #[test]
    fn numbers_that_are_none_are_null_as_in_the_seeds_answer() {
        let python = r#"{"auc": NaN, "high": [Infinity,-Infinity], "says \"NaN": "é NaN\\"}"#;
        let json = r#"{"auc": null, "high": [null,null], "says \"NaN": "é NaN\\"}"#;
        assert_eq!(with_null(python), json);
        assert_eq!(with_null("{\"broken \\"), "{\"broken \\");
    }

    #[test]
    fn broken_and_foreign_files_are_left_out() {
        let folder = std::env::temp_dir().join(format!("ja4soc-models-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in [
            ("b.json", r#"{"auc": 0.93, "open": [1]}"#),
            ("a.json", r#"{"name": "a", "loss": NaN}"#),
            ("broken.json", "{"),
            ("list.json", "[1]"),
            ("a.forest", "x"),
        ] {
            fs::write(folder.join(name), text).unwrap();
        }
        let dir = ModelsDir::new(&folder);
        let found = Value::from(dir.read().into_iter().map(Value::Object).collect::<Vec<_>>());
        assert_eq!(
            found,
            serde_json::json!([{"name": "a", "loss": null}, {"auc": 0.93, "open": [1]}])
        );
        assert_eq!(dir.read().len(), 2);
        assert_eq!(dir.warned.lock().unwrap().len(), 2);
        fs::remove_dir_all(&folder).unwrap();
        assert!(dir.read().is_empty());
    }
}
