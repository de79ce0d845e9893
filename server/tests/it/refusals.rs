//! Starts that must fail: with exit code 1, one clear text, and nothing harmed.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use crate::program::{Server, data_dir, folder, ja4soc, run};

/// Runs a command that must fail, and checks that its text holds all `parts`.
fn check(command: &mut Command, parts: &[&str]) {
    let ended = run(command);
    assert_eq!(ended.code, Some(1), "{command:?}: {}", ended.errors);
    let complaint = ended.errors.lines().skip_while(|line| !line.starts_with("ja4soc: "));
    let complaint = complaint.collect::<Vec<_>>().join("\n");
    for part in parts {
        assert!(complaint.contains(part), "{part:?} is not in: {}", ended.errors);
    }
    let has_panicked =
        ["panicked", "a task failed"].iter().any(|words| ended.errors.contains(words));
    assert!(!has_panicked, "{}", ended.errors);
}

fn serve(data_dir: &Path) -> Command {
    let mut command = ja4soc(&["serve", "--listen", "127.0.0.1:0", "--data-dir"]);
    command.arg(data_dir);
    command
}

#[test]
fn a_second_server_on_one_directory_names_the_directory() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    check(&mut serve(data_dir.path()), &[data_dir.path().to_str().unwrap(), "in use"]);
    assert_eq!(server.get("/readyz").status, 200);
    assert_eq!(server.sql("SELECT 1"), "1");
    server.stop();
}

#[test]
fn a_taken_port_is_named_with_another_one_to_try() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = folder();
    let mut command = ja4soc(&["serve", "--listen", &address, "--data-dir"]);
    check(command.arg(folder.path()), &[&address, "--listen"]);
}

#[test]
fn a_missing_engine_comes_with_the_way_to_get_it() {
    let folder = folder();
    for command in ["serve", "migrate", "doctor"] {
        let mut command = ja4soc(&[command, "--engine-lib", "/nowhere/libchdb.so", "--data-dir"]);
        let command = command.arg(folder.path()).env("JA4SOC_LISTEN", "127.0.0.1:0");
        check(command, &["/nowhere/libchdb.so", "npm pack", "--clickhouse-url"]);
    }
}

#[test]
fn a_library_that_is_no_engine_is_named() {
    let folder = folder();
    let file = folder.path().join("libchdb.so");
    std::fs::write(&file, "not a library").unwrap();
    let mut command = serve(&folder.path().join("data"));
    check(command.arg("--engine-lib").arg(&file), &[file.to_str().unwrap()]);
}

#[test]
fn names_that_are_no_identifiers_are_refused_before_anything_is_made() {
    let folder = folder();
    let data_dir = folder.path().join("data");
    for wrong in ["a b", "x;DROP DATABASE y", "1st", "`q`"] {
        check(serve(&data_dir).args(["--db-logs", wrong]), &[wrong, "identifier"]);
    }
    check(serve(&data_dir).args(["--db-processing", "é"]), &["é", "identifier"]);
    check(serve(&data_dir).env("CLICKHOUSE_DB_LOGS", "a-b"), &["a-b", "identifier"]);
    assert!(!data_dir.exists());
}

#[test]
fn the_engine_is_not_offered_beyond_this_machine() {
    let data_dir = data_dir();
    let mut command = serve(data_dir.path());
    check(command.args(["--clickhouse-listen", "0.0.0.0:0"]), &["0.0.0.0:0", "loopback"]);
    assert!(!data_dir.path().join("clickhouse.sock").exists());
}

#[test]
fn wrong_usage_has_an_exit_code_of_its_own() {
    for arguments in [
        &["serve", "--listen", "nonsense"][..],
        &["ingest"],
        &["detect", "--every", "5"],
        &["nope"],
    ] {
        let ended = run(&mut ja4soc(arguments));
        assert_eq!(ended.code, Some(2), "{arguments:?}: {}", ended.errors);
    }
}

#[test]
fn a_mistyped_directory_is_named_and_not_created() {
    let folder = folder();
    let typo = folder.path().join("var/lib/ja4sco");
    for command in ["doctor", "detect"] {
        let mut command = ja4soc(&[command, "--data-dir"]);
        check(command.arg(&typo), &[typo.to_str().unwrap(), "no such directory"]);
    }
    assert!(!typo.exists());
}

#[test]
fn a_server_that_does_not_answer_is_named() {
    let url = "http://127.0.0.1:9";
    check(&mut ja4soc(&["doctor", "--clickhouse-url", url]), &[url]);
}

#[test]
fn a_database_without_tables_is_a_failed_check_up() {
    let folder = folder();
    check(ja4soc(&["doctor", "--data-dir"]).arg(folder.path()), &["no page works"]);
}
