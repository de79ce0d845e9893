//! The rules of the code base that no compiler sees.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// Longest a source file may be, lines.
const LONGEST: usize = 400;

struct Source {
    path: String,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// All files with `extension` below the folders, with paths relative to the project.
fn sources(folders: &[&str], extension: &str) -> Vec<Source> {
    let root = root();
    let mut waiting: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_none_or(|name| name != "node_modules" && name != "snapshots")
                {
                    waiting.push(path);
                }
            } else if path.extension().is_some_and(|found| found == extension) {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                found.push(Source { path, text });
            }
        }
    }
    assert!(!found.is_empty(), "no .{extension} file in {folders:?}");
    found
}

fn rust() -> Vec<Source> {
    sources(&["app/src", "app/tests", "server/src", "server/tests", "frontend/src"], "rs")
}

/// Fails with every file the rule finds fault with.
fn hold(rule: &str, sources: &[Source], fault: impl Fn(&Source) -> Option<String>) {
    let faults: Vec<String> = sources
        .iter()
        .filter_map(|source| fault(source).map(|why| format!("{}: {why}", source.path)))
        .collect();
    assert!(faults.is_empty(), "{rule}\n  {}", faults.join("\n  "));
}

/// The lines that are code, without comments, and without the tests at the end of the file.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
}

fn uses(source: &Source, word: &str) -> Option<String> {
    code(&source.text).find(|line| line.contains(word)).map(|line| line.trim().to_owned())
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("tests.rs") || path.ends_with("testing.rs")
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let sources = rust();
    hold("a file is one concern", &sources, |source| {
        let lines = source.text.lines().count();
        (lines > LONGEST).then(|| format!("{lines} lines, at most {LONGEST}"))
    });
    hold("a file begins with what it is for", &sources, |source| {
        let begins = source.text.starts_with("//!") || source.text.starts_with("#![doc");
        (!begins).then(|| "does not begin with //!".to_owned())
    });
}

#[test]
fn layers_look_one_way_only() {
    let below = |folders: &[&str]| -> Vec<Source> {
        sources(&["app/src"], "rs")
            .into_iter()
            .filter(|source| folders.iter().any(|folder| source.path.starts_with(folder)))
            .filter(|source| !is_test(&source.path))
            .collect()
    };
    let pure = below(&["app/src/domain", "app/src/charts", "app/src/store"]);
    hold("domain, charts and store do not know Leptos", &pure, |source| uses(source, "leptos"));
    let ui = below(&["app/src/ui"]);
    hold("components never fetch", &ui, |source| {
        uses(source, "rpc::").or_else(|| uses(source, "Resource::new"))
    });
    let views = below(&["app/src/ui", "app/src/pages"]);
    hold("views do not know the store", &views, |source| uses(source, "store::"));
    let domain = below(&["app/src/domain", "app/src/charts"]);
    for word in ["tokio", "std::env", "std::fs", "SystemTime", "Instant::now", "std::net::Tcp"] {
        hold("domain and charts are pure", &domain, |source| uses(source, word));
    }
}

#[test]
fn sql_stands_only_in_the_store() {
    let outside: Vec<Source> = rust()
        .into_iter()
        .filter(|source| !source.path.starts_with("app/src/store") && !is_test(&source.path))
        // The demo's clients send SQL as attackers do.
        .filter(|source| !source.path.starts_with("server/src/demo/population"))
        .collect();
    for word in ["SELECT ", "INSERT INTO", "CREATE TABLE", "ALTER TABLE", "DROP "] {
        hold("SQL stands in app/src/store", &outside, |source| uses(source, word));
    }
}

#[test]
fn features_gate_modules_in_one_place() {
    let others: Vec<Source> = sources(&["app/src"], "rs")
        .into_iter()
        .filter(|source| !matches!(source.path.as_str(), "app/src/lib.rs" | "app/src/error.rs"))
        .filter(|source| !source.path.ends_with("/mod.rs"))
        .collect();
    hold("features are switched in lib.rs", &others, |source| {
        code(&source.text)
            .find(|line| {
                line.contains("cfg(feature")
                    && !line.contains("cfg_attr(feature = \"store\", derive(")
            })
            .map(|line| line.trim().to_owned())
    });
}

#[test]
fn server_functions_say_who_may_call_them() {
    let rpc = sources(&["app/src/rpc"], "rs");
    hold("a server function has a fixed address and a guard", &rpc, |source| {
        source.text.split("#[server(prefix").skip(1).find_map(|rest| {
            let (attribute, body) = rest.split_once(")]")?;
            let first = body.split_once("{\n").map_or("", |(_, inner)| inner.trim_start());
            let is_fixed =
                attribute.starts_with(" = \"/rpc\"") && attribute.contains("endpoint = ");
            let is_guarded = first.starts_with("public(") || first.starts_with("require(");
            (!is_fixed || !is_guarded).then(|| attribute.to_owned())
        })
    });
    hold("a server function has a fixed address", &rpc, |source| {
        let words = ["#[server(prefix = ", "#[server(default)]"];
        let other = |line: &&str| {
            line.contains("#[server") && !words.iter().any(|word| line.contains(word))
        };
        code(&source.text).find(other).map(str::to_owned)
    });
}

#[test]
fn raw_html_and_unsafe_stand_in_one_file_each() {
    let sources = rust();
    hold("raw HTML is put in by ui/chart.rs alone", &sources, |source| {
        (source.path != "app/src/ui/chart.rs" && !is_test(&source.path))
            .then(|| uses(source, "inner_html"))?
    });
    hold("unsafe code stands in store/engine/ffi.rs", &sources, |source| {
        (source.path != "app/src/store/engine/ffi.rs" && !is_test(&source.path))
            .then(|| uses(source, "unsafe "))?
    });
}

#[test]
fn migrations_are_numbered_and_say_what_they_are_for() {
    let mut migrations = sources(&["app/src/store/migrations"], "sql");
    migrations.sort_by(|a, b| a.path.cmp(&b.path));
    for (at, migration) in migrations.iter().enumerate() {
        let name = migration.path.rsplit('/').next().unwrap();
        assert!(name.starts_with(&format!("{:04}_", at + 1)), "{name} is not number {}", at + 1);
        assert!(migration.text.starts_with("-- "), "{name} has no header comment");
    }
}
