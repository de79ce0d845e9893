//! Real captures through a whole run; runs when `JA4SOC_CORPUS` names their folder.

use std::fs;

use super::*;

fn captures() -> Vec<PathBuf> {
    let Some(corpus) = std::env::var_os("JA4SOC_CORPUS") else {
        eprintln!("skipped: JA4SOC_CORPUS is not set");
        return Vec::new();
    };
    let folder = PathBuf::from(corpus).join("ja4/foxio/pcap");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "pcap" || end == "pcapng"));
    files.sort();
    assert!(files.len() > 20, "{files:?}");
    files
}

fn allowing(dir: &Path) -> Options {
    Options { allow_expired: true, batch_rows: 2, ..options(dir) }
}

#[tokio::test]
async fn a_capture_goes_on_at_the_record_where_a_run_died() {
    let mut n_compared = 0;
    for path in captures() {
        let dir = tempfile::tempdir().unwrap();
        let calm = Memory::default();
        let files = [path.clone()];
        let summary = ingest(&calm, &files, &allowing(dir.path())).await.unwrap();
        assert!(!summary.has_failures(), "{summary}");
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::default();
        for deaths in 0.. {
            assert!(deaths < 1_000, "never ends");
            memory.dies_after(1 + deaths % 3);
            if ingest(&memory, &files, &allowing(dir.path())).await.is_ok() {
                break;
            }
        }
        assert_eq!(memory.rows(), calm.rows(), "{}", path.display());
        n_compared += calm.rows().len();
        let again = ingest(&memory, &files, &allowing(dir.path())).await.unwrap();
        assert_eq!((again.read, again.stored), (0, 0));
    }
    println!("{n_compared} records compared");
}

#[tokio::test]
async fn an_old_capture_can_be_shifted_and_packed() {
    let Some(path) = captures().into_iter().find(|path| path.ends_with("tls12.pcap")) else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let packed = dir.path().join("capture.pcap.zst");
    fs::write(&packed, zstd::encode_all(&*fs::read(&path).unwrap(), 1).unwrap()).unwrap();
    let files = [packed];
    let refused = ingest(&Memory::default(), &files, &options(dir.path())).await.unwrap_err();
    assert!(refused.to_string().contains("--shift-to-now"), "{refused}");
    let memory = Memory::default();
    let shifted = Options { shift_to_now: true, ..options(dir.path()) };
    let summary = ingest(&memory, &files, &shifted).await.unwrap();
    assert!(summary.stored > 0);
    let newest = memory.rows().iter().map(|row| row.time).max().unwrap();
    assert!(now().since(newest) < 60);
}
