//! Models on disk: round trip, history, broken files.

use std::fs;

use app::domain::time::Timestamp;
use tempfile::{TempDir, tempdir};

use super::*;
use crate::detect::model::tests::human_model;

/// A folder that holds one stored model.
fn stored() -> (TempDir, Model) {
    let folder = tempdir().unwrap();
    let model = human_model(200, 0);
    store(folder.path(), &model).unwrap();
    (folder, model)
}

fn path(folder: &TempDir, model: &Model, ending: &str) -> PathBuf {
    folder.path().join(format!("{}.{ending}", model.meta.version_id))
}

#[test]
fn a_stored_model_comes_back_bit_for_bit() {
    let (folder, model) = stored();
    let loaded = load(folder.path(), "Complet").unwrap();
    assert_eq!(loaded.forest, model.forest);
    assert_eq!(loaded.meta.quantiles, model.meta.quantiles);
    assert_eq!(loaded.meta.calibration, model.meta.calibration);
    assert_eq!(loaded.meta.version_id, model.meta.version_id);
    assert_eq!(loaded.meta.baseline, model.meta.baseline);
}

#[test]
fn an_empty_or_missing_folder_holds_no_model() {
    let folder = tempdir().unwrap();
    assert!(load(folder.path(), "Complet").is_none());
    assert!(load(&folder.path().join("not there"), "Complet").is_none());
    assert!(try_load(folder.path(), "Complet").unwrap().is_none(), "no warning either");
}

#[test]
fn metadata_has_the_documented_keys() {
    let (folder, model) = stored();
    let text = fs::read(path(&folder, &model, "json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    for key in [
        "version_id",
        "model_name",
        "features",
        "trained_at",
        "n_train",
        "n_val",
        "val_mean_score",
        "val_anomaly_rate",
        "contamination",
        "threshold",
        "seed",
        "baseline",
        "quantiles",
        "calibration",
        "iso_score",
    ] {
        assert!(json.get(key).is_some(), "{key}");
    }
    assert_eq!(json["baseline"]["kind"], "human");
}

#[test]
fn damaged_files_are_skipped_and_replaced_by_the_next_model() {
    for (ending, bytes) in
        [("json", &b"{"[..]), ("json", b"{}"), ("forest", b"\xff\xff\xff\xff\xff"), ("forest", b"")]
    {
        let (folder, model) = stored();
        fs::write(path(&folder, &model, ending), bytes).unwrap();
        assert!(load(folder.path(), "Complet").is_none(), "{ending} {bytes:?}");
        store(folder.path(), &model).unwrap();
        assert!(load(folder.path(), "Complet").is_some());
    }
}

#[test]
fn one_flipped_bit_is_noticed() {
    let (folder, model) = stored();
    let path = path(&folder, &model, "forest");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(load(folder.path(), "Complet").is_none());
}

#[test]
fn a_pointer_cannot_lead_out_of_the_folder() {
    let (folder, _) = stored();
    for target in ["../../etc/passwd", "/etc/passwd", "", "a\nb", "a.b"] {
        fs::write(folder.path().join("Complet.current"), target).unwrap();
        assert!(load(folder.path(), "Complet").is_none(), "{target:?}");
    }
}

#[test]
fn a_forest_of_another_width_is_refused() {
    let (folder, mut model) = stored();
    model.meta.quantiles.columns.pop();
    store(folder.path(), &model).unwrap();
    assert!(load(folder.path(), "Complet").is_none());
}

#[test]
fn ten_versions_are_kept_and_other_models_are_left_alone() {
    let (folder, mut model) = stored();
    fs::write(folder.path().join("Complet24h-20200101T000000Z-1.forest"), "").unwrap();
    for n in 0..15_u32 {
        model.meta.trained_at = Timestamp(n);
        model.meta.version_id = format!("Complet-20261120T0000{n:02}Z-7");
        store(folder.path(), &model).unwrap();
    }
    let versions = versions_of(folder.path(), "Complet");
    assert_eq!(versions.len(), HISTORY);
    assert_eq!(versions.last().unwrap(), "Complet-20261120T000014Z-7");
    assert_eq!(versions_of(folder.path(), "Complet24h").len(), 1);
    assert_eq!(load(folder.path(), "Complet").unwrap().meta.trained_at, Timestamp(14));
    let drafts = fs::read_dir(folder.path()).unwrap().flatten();
    assert!(!drafts.into_iter().any(|e| e.file_name().to_string_lossy().ends_with(".tmp")));
}
