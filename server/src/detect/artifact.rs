//! Models on disk: per version one metadata file (`<version>.json`, what the models page reads)
//! and one forest (`<version>.forest`), and per model a pointer to the version in use
//! (`<model>.current`).

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use serde::{Deserialize, Serialize};

use super::calibrate::Calibration;
use super::forest::Forest;
use super::matrix::Preparation;
use super::model::{Metadata, Model};

/// Versions kept of each model.
pub const HISTORY: usize = 10;
/// Largest file that is read; a forest of 300 trees stays below 5 MB.
const MAX_BYTES: u64 = 64 << 20;

/// All that scores depend on, in a binary form that keeps every bit; JSON numbers need not.
#[derive(Serialize, Deserialize)]
struct Scorer<P, C, F> {
    preparation: P,
    calibration: C,
    forest: F,
}

/// Stores a model, makes it the one in use, and removes versions beyond [`HISTORY`].
///
/// # Errors
/// The folder cannot be written; the version in use before stays in use.
pub fn store(folder: &Path, model: &Model) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let (preparation, calibration) = (&model.meta.quantiles, &model.meta.calibration);
    let scorer = Scorer { preparation, calibration, forest: &model.forest };
    let scorer = postcard::to_stdvec(&scorer).context("encoding the forest")?;
    let meta = Metadata { forest_crc32: crc32fast::hash(&scorer), ..model.meta.clone() };
    let version = file_name(&meta.version_id)?;
    let name = file_name(&meta.model_name)?;
    // The pointer comes last: whoever follows it finds both files whole.
    write_whole(folder, &format!("{version}.forest"), &scorer)?;
    write_whole(folder, &format!("{version}.json"), &serde_json::to_vec_pretty(&meta)?)?;
    write_whole(folder, &format!("{name}.current"), version.as_bytes())?;
    remove_old(folder, name, version);
    Ok(())
}

/// The version of a model in use; `None` when there is none or its files are damaged, which is
/// told in a warning.
#[must_use]
pub fn load(folder: &Path, model_name: &str) -> Option<Model> {
    match try_load(folder, model_name) {
        Ok(model) => model,
        Err(error) => {
            tracing::warn!(model = model_name, "stored model skipped: {error:#}");
            None
        }
    }
}

fn try_load(folder: &Path, model_name: &str) -> Result<Option<Model>> {
    let pointer = folder.join(format!("{}.current", file_name(model_name)?));
    let version = match read(&pointer) {
        Ok(bytes) => String::from_utf8(bytes).context("the pointer is not text")?,
        Err(error) if is_missing(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let version = file_name(version.trim())?;
    let mut meta: Metadata =
        serde_json::from_slice(&read(&folder.join(format!("{version}.json")))?)
            .with_context(|| format!("reading {version}.json"))?;
    let bytes = read(&folder.join(format!("{version}.forest")))?;
    ensure!(
        crc32fast::hash(&bytes) == meta.forest_crc32,
        "{version}.forest does not match its checksum in {version}.json"
    );
    let scorer: Scorer<Preparation, Calibration, Forest> =
        postcard::from_bytes(&bytes).with_context(|| format!("decoding {version}.forest"))?;
    ensure!(meta.model_name == model_name, "{version} is of model {}", meta.model_name);
    ensure!(
        scorer.forest.is_sound(scorer.preparation.columns.len()) && scorer.calibration.is_sound(),
        "{version} does not fit together"
    );
    meta.quantiles = scorer.preparation;
    meta.calibration = scorer.calibration;
    Ok(Some(Model { meta, forest: scorer.forest }))
}

/// Writes beside the target and renames, so that a reader sees the old file or the new one.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let target = folder.join(name);
    let draft = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = (|| {
        let mut file = File::create(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&draft, &target)
    })();
    if written.is_err() {
        // What is left of the draft is of no use; the error that matters is the first.
        let _removed = fs::remove_file(&draft);
    }
    written.with_context(|| format!("writing {}", target.display()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let shown = || format!("reading {}", path.display());
    let size = fs::metadata(path).with_context(shown)?.len();
    ensure!(size <= MAX_BYTES, "{} is too large ({size} bytes)", path.display());
    fs::read(path).with_context(shown)
}

fn is_missing(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<std::io::Error>();
    cause.is_some_and(|error| error.kind() == ErrorKind::NotFound)
}

/// Removes the oldest versions of a model; one that cannot be removed is tried next time.
fn remove_old(folder: &Path, name: &str, current: &str) {
    let mut versions = versions_of(folder, name);
    versions.retain(|version| version != current);
    let surplus = (versions.len() + 1).saturating_sub(HISTORY);
    for version in &versions[..surplus.min(versions.len())] {
        for ending in ["json", "forest"] {
            let path = folder.join(format!("{version}.{ending}"));
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!("old model {} not removed: {error}", path.display());
            }
        }
    }
}

/// Versions of a model, oldest first: their names hold the instant of training.
fn versions_of(folder: &Path, name: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut versions: Vec<String> = entries
        .filter_map(|entry| {
            let path: PathBuf = entry.path();
            let is_forest = path.extension().is_some_and(|ending| ending == "forest");
            let stem = path.file_stem()?.to_str()?;
            let is_ours = stem.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
            (is_forest && is_ours).then(|| stem.to_owned())
        })
        .collect();
    versions.sort();
    versions
}

/// A name that stays inside the folder.
fn file_name(name: &str) -> Result<&str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || name.len() > 120 || !name.chars().all(is_plain) {
        bail!("{name:?} is no model or version name");
    }
    Ok(name)
}

#[cfg(test)]
mod tests;
