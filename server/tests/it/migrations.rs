//! The schema, brought up to date by several processes at once.

use std::process::Stdio;

use crate::program::{Server, data_dir, ja4soc, reference_dir};

#[test]
fn three_processes_that_migrate_at_once_agree() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &["--detect-every", "off"]);
    let racing: Vec<_> = (0..3)
        .map(|_| {
            let mut command = ja4soc(&["migrate", "--data-dir"]);
            command.arg(data_dir.path()).args(["--db-logs", "race_logs"]);
            command.args(["--db-processing", "race_processing", "--reference-dir"]);
            command.arg(reference_dir()).stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    for process in racing {
        let ended = process.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(0), "{errors}");
        assert!(String::from_utf8_lossy(&ended.stdout).starts_with("schema: "), "{ended:?}");
    }
    let versions = |database: &str| {
        server.sql(&format!(
            "SELECT count(DISTINCT version), count(DISTINCT checksum) \
             FROM {database}.schema_migrations"
        ))
    };
    assert_eq!(versions("race_processing"), versions("ja4_processing"));
    let tables = |logs: &str, processing: &str| {
        server.sql(&format!(
            "SELECT groupArray((name, engine, sorting_key)) FROM (SELECT * FROM system.tables \
             WHERE database IN ('{logs}', '{processing}') ORDER BY database, name)"
        ))
    };
    assert_eq!(tables("race_logs", "race_processing"), tables("ja4_logs", "ja4_processing"));
    let rows = |database: &str| server.count(&format!("SELECT count() FROM {database}.bot_ip"));
    assert_eq!(rows("race_processing"), rows("ja4_processing"));
    server.stop();
}
