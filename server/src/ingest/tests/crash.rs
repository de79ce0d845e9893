//! A run that dies at any point goes on with each row exactly once.

use std::fs;

use super::*;

/// Lets every run die one half-step later than the last, until one ends; returns what is stored.
async fn with_deaths(
    path: &Path,
    dir: &Path,
    batch_rows: impl Fn(i64) -> usize,
    forgets_plan: bool,
    half_steps: i64,
) -> Memory {
    let mut memory = Memory::default();
    let mut deaths = 0;
    loop {
        memory.dies_after(half_steps);
        let options = Options { batch_rows: batch_rows(deaths), ..options(dir) };
        match ingest(&memory, &[path.to_owned()], &options).await {
            Ok(_) => return memory,
            Err(error) => assert!(error.to_string().contains("log"), "{error:#}"),
        }
        deaths += 1;
        assert!(deaths < 1_000, "never ends");
        if forgets_plan {
            forget_plans(dir);
        }
    }
}

/// Makes it look as if the run had died before it wrote the plan of the batch.
fn forget_plans(dir: &Path) {
    for entry in fs::read_dir(dir.join("bookmarks")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let mut mark: serde_json::Value =
                serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            mark["plan"] = serde_json::Value::Null;
            fs::write(&path, mark.to_string()).unwrap();
        }
    }
}

#[tokio::test]
async fn each_row_is_stored_once_wherever_a_run_dies() {
    let text = access_log(20) + "garbage\n" + &access("20") + "\n" + &access("21");
    for half_steps in 0..4 {
        // With 0 a run dies before its first row is stored, so it would never end.
        let half_steps = half_steps + 1;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("access.log");
        fs::write(&path, &text).unwrap();
        // Another batch size after each death must not move a planned end.
        let sizes = |deaths: i64| 1 + (deaths as usize * 5 + 2) % 7;
        let memory = with_deaths_until_progress(&path, dir.path(), sizes, half_steps).await;
        assert_eq!(memory.paths(), numbered(22), "{half_steps}");
    }
}

/// As [`with_deaths`], but gives each run one half-step more, so that it gets on.
async fn with_deaths_until_progress(
    path: &Path,
    dir: &Path,
    batch_rows: impl Fn(i64) -> usize,
    first: i64,
) -> Memory {
    let mut memory = Memory::default();
    for deaths in 0.. {
        memory.dies_after(first + deaths % 3);
        let options = Options { batch_rows: batch_rows(deaths), ..options(dir) };
        if ingest(&memory, &[path.to_owned()], &options).await.is_ok() {
            return memory;
        }
        assert!(deaths < 1_000, "never ends");
    }
    memory
}

#[tokio::test]
async fn a_plan_that_was_not_written_was_not_begun() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("access.log");
    fs::write(&path, access_log(20)).unwrap();
    // An even number of half-steps dies before storing, so no plan is needed.
    let memory = with_deaths(&path, dir.path(), |deaths| 2 + deaths as usize % 3, true, 2).await;
    assert_eq!(memory.paths(), numbered(20));
}

#[tokio::test]
async fn a_file_that_grew_after_the_death_keeps_its_planned_end() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("access.log");
    let whole = access_log(2) + access("2").trim_end();
    fs::write(&path, &whole).unwrap();
    let mut memory = Memory::default();
    memory.dies_after(1);
    let wide = Options { batch_rows: 100, ..options(dir.path()) };
    ingest(&memory, std::slice::from_ref(&path), &wide).await.unwrap_err();
    assert_eq!(memory.paths().len(), 3, "stored, but the run does not know");
    fs::write(&path, whole + " \"-\" \"rest of the cut line\"\n" + &access("3")).unwrap();
    memory.half_steps_to_live = None;
    ingest(&memory, &[path], &wide).await.unwrap();
    assert_eq!(memory.paths(), numbered(4));
}

fn eve_log(n_flows: u64) -> String {
    let base = u64::from(now().0 - 3_600) * 1_000;
    (0..n_flows)
        .map(|n| {
            let (at, flow) = (base + n * 700, n / 3 + 1);
            let body = match n % 4 {
                0 => "\"event_type\":\"tls\",\"tls\":{\"sni\":\"a\",\"ja4\":\"t13d\"}".to_owned(),
                3 => "\"event_type\":\"flow\"".to_owned(),
                _ => format!("\"event_type\":\"http\",\"http\":{{\"url\":\"/{n}\"}}"),
            };
            format!("{{\"timestamp\":{at},\"flow_id\":{flow},\"src_ip\":\"::1\",{body}}}\n")
        })
        .collect()
}

#[tokio::test]
async fn half_joined_events_survive_a_death() {
    let text = eve_log(120);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("eve.log");
    fs::write(&path, &text).unwrap();
    let calm = Memory::default();
    ingest(&calm, std::slice::from_ref(&path), &options(folder.path())).await.unwrap();
    let expected = calm.rows();
    assert!(expected.iter().any(|row| row.correlated == 1));
    assert!(expected.iter().any(|row| row.orphan_side == "B"));
    for first in 1..4 {
        let dir = tempfile::tempdir().unwrap();
        let sizes = |deaths: i64| 1 + (deaths as usize * 3 + 1) % 5;
        let memory = with_deaths_until_progress(&path, dir.path(), sizes, first).await;
        assert_eq!(memory.rows(), expected, "{first}");
    }
}

#[tokio::test]
async fn a_failed_insert_is_tried_again_under_the_same_token() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("access.log");
    fs::write(&path, access_log(2)).unwrap();
    /// Stores, but reports a failure the first three times.
    #[derive(Default)]
    struct Flaky(Memory, Mutex<u32>);
    impl Sink for Flaky {
        type Error = Died;
        async fn insert(&self, records: &[LogRecord], token: &str) -> Result<u64, Died> {
            let result = self.0.insert(records, token).await;
            let mut n_calls = self.1.lock().unwrap();
            *n_calls += 1;
            if *n_calls <= 3 { Err(Died) } else { result }
        }
    }
    let flaky = Flaky::default();
    let mut options = options(dir.path());
    options.retry = Retry { first: Duration::ZERO, longest: Duration::ZERO, attempts: 4 };
    let summary = run(&flaky, &[path], &options, &Silent, CancellationToken::new()).await.unwrap();
    assert_eq!((summary.stored, flaky.0.paths()), (2, numbered(2)));
}
