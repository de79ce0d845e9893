//! Growing files: rotation, truncation, half lines, stop and restart.

use std::fs::{self, File};
use std::io::Write as _;
use std::sync::Arc;

use super::*;

/// A run that follows a file until it is told to stop.
struct Follower {
    memory: Arc<Memory>,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<anyhow::Result<Summary>>,
}

impl Follower {
    fn start(memory: &Arc<Memory>, path: &Path, dir: &Path) -> Self {
        let stop = CancellationToken::new();
        let options = Options { follow: true, ..options(dir) };
        let (sink, files, signal) = (Arc::clone(memory), [path.to_owned()], stop.clone());
        let task =
            tokio::spawn(async move { run(&*sink, &files, &options, &Silent, signal).await });
        Self { memory: Arc::clone(memory), stop, task }
    }

    /// Waits until so many rows are stored.
    async fn until(&self, n_rows: usize) {
        for _ in 0..200 {
            if self.memory.paths().len() >= n_rows {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("only {:?} after ten seconds", self.memory.paths());
    }

    async fn stop(self) -> Summary {
        self.stop.cancel();
        tokio::time::timeout(Duration::from_secs(5), self.task).await.unwrap().unwrap().unwrap()
    }
}

fn append(path: &Path, text: &str) {
    let mut file = File::options().append(true).create(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[tokio::test]
async fn a_half_line_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("access.log");
    fs::write(&path, "").unwrap();
    let follower = Follower::start(&Arc::default(), &path, dir.path());
    let line = access("1");
    append(&path, &(access("0") + &line[..20]));
    follower.until(1).await;
    append(&path, &line[20..]);
    follower.until(2).await;
    append(&path, &access("2")[..30]);
    tokio::time::sleep(Duration::from_millis(600)).await;
    let memory = Arc::clone(&follower.memory);
    let summary = follower.stop().await;
    assert_eq!(memory.paths(), numbered(2));
    assert_eq!(
        (summary.read, summary.rejected.len()),
        (2, 0),
        "the half line stays for the next run"
    );

    append(&path, &access("2")[30..]);
    let follower = Follower::start(&memory, &path, dir.path());
    follower.until(3).await;
    follower.stop().await;
    assert_eq!(memory.paths(), numbered(3));
}

#[tokio::test]
async fn rotation_loses_nothing_of_the_old_file_and_finds_the_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let (path, rotated) = (dir.path().join("access.log"), dir.path().join("access.log.1"));
    fs::write(&path, access_log(2)).unwrap();
    let follower = Follower::start(&Arc::default(), &path, dir.path());
    follower.until(2).await;
    fs::rename(&path, &rotated).unwrap();
    append(&rotated, &access("2"));
    append(&path, &access("4"));
    // The writer has not reopened its log yet.
    tokio::time::sleep(Duration::from_millis(400)).await;
    append(&rotated, access("3").trim_end());
    follower.until(5).await;
    append(&path, &access("5"));
    follower.until(6).await;
    let memory = Arc::clone(&follower.memory);
    follower.stop().await;
    assert_eq!(memory.paths(), numbered(6));

    let again = ingest(&memory, &[rotated, path], &options(dir.path())).await.unwrap();
    assert_eq!(again.stored, 0, "both files are known under their names of today");
}

#[tokio::test]
async fn truncation_begins_the_file_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("access.log");
    fs::write(&path, access_log(4)).unwrap();
    let follower = Follower::start(&Arc::default(), &path, dir.path());
    follower.until(4).await;
    fs::copy(&path, dir.path().join("access.log.1")).unwrap();
    File::options().write(true).open(&path).unwrap().set_len(0).unwrap();
    append(&path, &access("4"));
    follower.until(5).await;
    append(&path, &access("5"));
    follower.until(6).await;
    let memory = Arc::clone(&follower.memory);
    follower.stop().await;
    assert_eq!(memory.paths(), numbered(6));
}

#[tokio::test]
async fn several_files_are_followed_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let files = ["a.log", "b.log"].map(|name| dir.path().join(name));
    for path in &files {
        fs::write(path, "").unwrap();
    }
    let memory = Arc::new(Memory::default());
    let stop = CancellationToken::new();
    let options = Options { follow: true, ..options(dir.path()) };
    let (sink, paths, signal) = (Arc::clone(&memory), files.clone(), stop.clone());
    let task = tokio::spawn(async move { run(&*sink, &paths, &options, &Silent, signal).await });
    append(&files[1], &access("b"));
    append(&files[0], &access("a"));
    let follower = Follower { memory, stop, task };
    follower.until(2).await;
    let mut paths = follower.memory.paths();
    follower.stop().await;
    paths.sort();
    assert_eq!(paths, ["/a", "/b"]);
}

#[tokio::test]
async fn a_store_that_fails_ends_the_reader_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("access.log");
    fs::write(&path, access_log(2)).unwrap();
    let mut memory = Memory::default();
    memory.dies_after(0);
    let options = Options { follow: true, ..options(dir.path()) };
    // If the reader went on, the runtime of this test would never end.
    ingest(&memory, &[path], &options).await.unwrap_err();
}
