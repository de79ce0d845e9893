//! The detector's command on generated traffic, and the commands that tell about the schema.

use std::fs::File;
use std::io::Write;

use app::domain::time::Timestamp;
use serde_json::Value;
use server::demo::{self, DemoOptions};

use crate::program::{
    Scratch, Server, copy_folder, data_dir, folder, ja4soc, now, reference_dir, run, run_on,
};

/// A data directory with some hours of the demo's traffic, not scored yet.
fn with_traffic() -> Scratch {
    let folder = Scratch::new();
    copy_folder(data_dir().path(), folder.path());
    let file = folder.path().join("records.ndjson");
    let mut out = File::create(&file).unwrap();
    let options = DemoOptions { hours: 12, ..DemoOptions::new(3, Timestamp(now())) };
    for line in demo::records(options) {
        writeln!(out, "{line}").unwrap();
    }
    run_on(folder.path(), "ingest", &[file.to_str().unwrap()]);
    folder
}

const SCORES: &str = "SELECT window_start, src_ip, ja4, host, model_name, anomaly_score, raw_anomaly_score, threat_level, reason \
    FROM ja4_processing.ml_all_scores ORDER BY ALL";

#[test]
fn the_same_seed_and_data_give_the_same_scores() {
    let traffic = with_traffic();
    let (one, other) = (folder(), folder());
    copy_folder(traffic.path(), one.path());
    copy_folder(traffic.path(), other.path());
    let models = one.path().join("somewhere/else");

    // At the same instant, since sessions are scored as of now.
    let outputs = std::thread::scope(|threads| {
        let models = models.to_str().unwrap();
        let first =
            threads.spawn(|| run_on(one.path(), "detect", &["--once", "--models-dir", models]));
        let second = threads.spawn(|| run_on(other.path(), "detect", &["--once"]));
        [first.join().unwrap(), second.join().unwrap()]
    });
    for output in &outputs {
        assert!(
            output.contains(" sessions scored, ") && output.contains("Complet: new model"),
            "{output}"
        );
    }

    let server = Server::start(one.path(), &[]);
    let scores = server.sql(SCORES);
    let detections = server.count("SELECT count() FROM ja4_processing.ml_detected_anomalies");
    let without_reason =
        "SELECT count() FROM ja4_processing.ml_detected_anomalies WHERE reason = ''";
    assert!(scores.lines().count() > 500 && detections > 20, "{} {detections}", outputs[0]);
    assert_eq!(server.count(without_reason), 0);
    let levels = server.sql("SELECT arrayStringConcat(arraySort(groupUniqArray(threat_level)), ' ') FROM ja4_processing.ml_all_scores");
    for level in ["HIGH", "KNOWN_BOT", "LEGITIMATE_BROWSER", "NORMAL"] {
        assert!(levels.contains(level), "{level} is not among {levels}");
    }
    let outside = "SELECT count() FROM ja4_processing.ml_all_scores WHERE NOT (anomaly_score >= 0 AND anomaly_score <= 1)";
    assert_eq!(server.count(outside), 0);
    // A cycle over what is scored already has nothing to do.
    let again = run_on(one.path(), "detect", &["--once", "--models-dir", models.to_str().unwrap()]);
    assert!(again.starts_with("0 sessions scored, 0 detections"), "{again}");
    server.stop();

    let server = Server::start(other.path(), &[]);
    assert_eq!(server.sql(SCORES), scores);
    server.stop();

    let metadata: Vec<Value> = std::fs::read_dir(&models)
        .unwrap()
        .flatten()
        .filter(|file| file.path().extension().is_some_and(|end| end == "json"))
        .map(|file| serde_json::from_slice(&std::fs::read(file.path()).unwrap()).unwrap())
        .collect();
    assert!(!metadata.is_empty());
    assert!(metadata.iter().all(Value::is_object), "{metadata:?}");
}

#[test]
fn migrating_twice_changes_nothing_and_doctor_finds_all_complete() {
    let data_dir = data_dir();
    let migrate = || {
        let mut command = ja4soc(&["migrate", "--data-dir"]);
        run(command.arg(data_dir.path()).arg("--reference-dir").arg(reference_dir()))
    };
    for _ in 0..2 {
        let ended = migrate();
        assert_eq!(ended.code, Some(0), "{}", ended.errors);
        assert!(ended.errors.contains("up to date ("), "{}", ended.errors);
        assert!(!ended.errors.contains("loaded"), "{}", ended.errors);
    }
    let doctor = run_on(data_dir.path(), "doctor", &[]);
    for page in [
        "Overview",
        "IP investigation",
        "Detections",
        "Scores",
        "Traffic",
        "Classification",
        "Features",
        "Models",
    ] {
        assert!(doctor.contains(&format!("{page}: complete")), "{page}\n{doctor}");
    }
    assert!(!doctor.contains("missing"), "{doctor}");
    let lines: Vec<_> = doctor.split("\n\n").flat_map(str::lines).collect();
    assert!(lines.windows(2).all(|pair| pair[0] != pair[1]), "a line twice:\n{doctor}");
}

#[test]
fn another_retention_is_set_and_told() {
    let data_dir = data_dir();
    let mut command = ja4soc(&["migrate", "--keep-logs-days", "90", "--data-dir"]);
    let ended = run(command.arg(data_dir.path()).arg("--reference-dir").arg(reference_dir()));
    assert!(
        ended.code == Some(0) && ended.errors.contains("http_logs: 90 days"),
        "{}",
        ended.errors
    );
    let server = Server::start(data_dir.path(), &["--keep-logs-days", "90"]);
    let table = server.sql("SELECT engine_full FROM system.tables WHERE name = 'http_logs'");
    assert!(table.contains("toIntervalDay(90)"), "{table}");
    server.stop();
}
