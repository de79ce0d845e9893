//! Kinds of files, rejects, times and summaries.

use std::fs;
use std::io::Write as _;

use super::*;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn packed_files_are_read_also_in_several_members_and_go_on_where_they_stopped() {
    let (first, second) =
        (access_log(6), (6..11).map(|n| access(&n.to_string())).collect::<String>());
    let zstd = |text: &str| zstd::encode_all(text.as_bytes(), 1).unwrap();
    for (name, packed) in [
        ("a.gz", [gzip(&first), gzip(&second)].concat()),
        ("a.zst", [zstd(&first), zstd(&second)].concat()),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        fs::write(&path, packed).unwrap();
        let mut memory = Memory::default();
        memory.dies_after(4);
        ingest(&memory, std::slice::from_ref(&path), &options(dir.path())).await.unwrap_err();
        memory.half_steps_to_live = None;
        let summary = ingest(&memory, &[path], &options(dir.path())).await.unwrap();
        assert_eq!(memory.paths(), numbered(11), "{name}");
        assert_eq!(summary.files[0].stored_before, 6, "{name}");
    }
}

#[tokio::test]
async fn a_broken_archive_gives_what_can_be_read_and_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.gz");
    let packed = gzip(&access_log(5_000));
    fs::write(&path, &packed[..packed.len() / 2]).unwrap();
    let memory = Memory::default();
    let mut options = options(dir.path());
    options.batch_rows = 1_000;
    let summary = ingest(&memory, &[path], &options).await.unwrap();
    assert!(summary.has_failures());
    assert!(summary.stored > 100 && summary.stored < 5_000, "{summary}");
    assert!(summary.to_string().contains("FAILED"), "{summary}");
}

#[tokio::test]
async fn rejected_lines_are_counted_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("access.log");
    let long = "x".repeat(2 << 20);
    fs::write(&path, format!("{}nonsense\n\n{long}\nmore nonsense\n{}", access("0"), access("1")))
        .unwrap();
    let memory = Memory::default();
    let summary = ingest(&memory, &[path], &options(dir.path())).await.unwrap();
    assert_eq!(memory.paths(), numbered(2));
    assert_eq!((summary.read, summary.stored), (6, 2));
    assert_eq!(
        summary.rejected["time: none found; one looks like [17/May/2015:10:05:03 +0000]"],
        2
    );
    assert_eq!(summary.rejected["line: longer than 1 MiB"], 1);
    assert_eq!(summary.skipped["blank line"], 1);
    let kept = summary.files[0].reject_files.iter().next().unwrap();
    let kept = fs::read_to_string(kept).unwrap();
    let lines: Vec<u64> = kept
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["line"].as_u64().unwrap()
        })
        .collect();
    assert_eq!(lines, [2, 4, 5]);
    let text = summary.to_string();
    for part in ["6 read, 2 stored, 3 rejected", "longer than 1 MiB", "rejects/access.log-"] {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn what_was_read_is_not_read_again_and_what_was_added_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("access.log");
    fs::write(&path, access_log(4)).unwrap();
    let memory = Memory::default();
    let files = [path.clone()];
    ingest(&memory, &files, &options(dir.path())).await.unwrap();
    let again = ingest(&memory, &files, &options(dir.path())).await.unwrap();
    assert_eq!((again.read, again.stored, again.files[0].stored_before), (0, 0, 4));
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all((access("4") + "bad\n").as_bytes()).unwrap();
    let added = ingest(&memory, &files, &options(dir.path())).await.unwrap();
    assert_eq!((added.read, added.stored), (2, 1));
    assert_eq!(memory.paths(), numbered(5));
    let kept = fs::read_to_string(added.files[0].reject_files.iter().next().unwrap()).unwrap();
    assert!(kept.contains("\"line\":6"), "line numbers go on: {kept}");
}

#[tokio::test]
async fn the_rest_of_a_line_that_was_stored_half_is_no_line() {
    let plain = |text: &str| text.as_bytes().to_vec();
    for pack in [plain as fn(&str) -> Vec<u8>, gzip] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("access.log");
        let half = access_log(1) + access("1").trim_end();
        fs::write(&path, pack(&half)).unwrap();
        let memory = Memory::default();
        let files = [path.clone()];
        ingest(&memory, &files, &options(dir.path())).await.unwrap();
        // The second member makes the archive grow as a plain file does.
        let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
        let rest = " \"-\" \"rest\"\n".to_owned() + &access("2");
        file.write_all(&pack(&rest)).unwrap();
        let summary = ingest(&memory, &files, &options(dir.path())).await.unwrap();
        assert_eq!(memory.paths(), numbered(3));
        assert_eq!(summary.rejected.len(), 0, "{summary}");
    }
}

fn old_log(n_lines: u32) -> String {
    (0..n_lines).map(|n| access_at(Timestamp(1_431_857_103 + n), &n.to_string())).collect()
}

#[tokio::test]
async fn rows_older_than_the_retention_are_counted_first_and_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("old.log");
    fs::write(&path, old_log(5) + &access("new")).unwrap();
    let memory = Memory::default();
    let files = [path];
    let error = ingest(&memory, &files, &options(dir.path())).await.unwrap_err().to_string();
    for part in
        ["5 of 6 rows", "30 days", "2015-05-17T10:05:03", "--shift-to-now", "--allow-expired"]
    {
        assert!(error.contains(part), "{error}");
    }
    assert!(memory.rows().is_empty());
    let allowed = Options { allow_expired: true, ..options(dir.path()) };
    let summary = ingest(&memory, &files, &allowed).await.unwrap();
    assert_eq!((summary.stored, summary.expired), (6, 5));
}

#[tokio::test]
async fn an_old_end_of_a_large_file_is_found_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mixed.log");
    fs::write(&path, access_log(30_000) + &old_log(7)).unwrap();
    let error =
        ingest(&Memory::default(), &[path], &options(dir.path())).await.unwrap_err().to_string();
    assert!(error.contains("7 of 30007 rows"), "{error}");
}

#[tokio::test]
async fn shifting_brings_the_newest_row_of_all_files_to_now() {
    let dir = tempfile::tempdir().unwrap();
    let files = ["a.log", "b.log"].map(|name| dir.path().join(name));
    fs::write(&files[0], old_log(8)).unwrap();
    fs::write(&files[1], old_log(5)).unwrap();
    let mut memory = Memory::default();
    let shifted = Options { shift_to_now: true, ..options(dir.path()) };
    let before = now();
    memory.dies_after(1);
    ingest(&memory, &files, &shifted).await.unwrap_err();
    memory.half_steps_to_live = None;
    ingest(&memory, &files, &shifted).await.unwrap();
    let rows = memory.rows();
    assert_eq!(rows.len(), 13);
    let newest = rows.iter().map(|row| row.time).max().unwrap();
    assert!(newest >= before && newest <= now(), "{newest}");
    assert!(rows.iter().all(|row| row.time_ms / 1_000 == u64::from(row.time.0)));
    let first_file: Vec<u32> = rows[..8].iter().map(|row| row.time.0 - rows[0].time.0).collect();
    assert_eq!(first_file, [0, 1, 2, 3, 4, 5, 6, 7], "one shift for a file, also after a death");
}

#[tokio::test]
async fn a_shift_that_leaves_a_file_behind_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let files = ["old.log", "new.log"].map(|name| dir.path().join(name));
    fs::write(&files[0], old_log(2)).unwrap();
    fs::write(&files[1], old_log(2).replace("/2015:", "/2019:")).unwrap();
    let memory = Memory::default();
    let shifted = Options { shift_to_now: true, ..options(dir.path()) };
    let error = ingest(&memory, &files, &shifted).await.unwrap_err().to_string();
    assert!(error.contains("old.log") && error.contains("one by one"), "{error}");
    assert!(memory.rows().is_empty());
    let kept = Options { allow_expired: true, ..shifted };
    ingest(&memory, &files, &kept).await.unwrap();
    assert_eq!(memory.rows().len(), 4);
}

#[tokio::test]
async fn options_that_exclude_each_other_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("access.log");
    fs::write(&path, access("0")).unwrap();
    let base = options(dir.path());
    let shift = Options { shift_to_now: true, ..base.clone() };
    let both = Options { follow: true, ..shift.clone() };
    for (files, options, part) in [
        (vec![], &base, "no file"),
        (vec![path.clone()], &both, "exclude each other"),
        (vec![PathBuf::from("-")], &shift, "read its input twice"),
        (vec![PathBuf::from("-"), PathBuf::from("-")], &base, "once only"),
        (vec![dir.path().join("absent")], &base, "cannot be read"),
        (vec![dir.path().to_owned()], &base, "is a folder"),
    ] {
        let error = ingest(&Memory::default(), &files, options).await.unwrap_err();
        assert!(error.to_string().contains(part), "{error:#}");
    }
}

#[tokio::test]
async fn the_host_option_fills_what_the_log_lacks() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("access.log");
    fs::write(&path, access("0") + "named.example.org " + &access("1")).unwrap();
    let memory = Memory::default();
    let options = Options { host: Some("www.example.org".to_owned()), ..options(dir.path()) };
    ingest(&memory, &[path], &options).await.unwrap();
    let hosts: Vec<String> = memory.rows().into_iter().map(|row| row.host).collect();
    assert_eq!(hosts, ["www.example.org", "named.example.org"]);
}

#[tokio::test]
async fn a_pipe_is_read_like_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pipe");
    let status = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(status.success());
    let writer = path.clone();
    let writing = std::thread::spawn(move || {
        let mut pipe = fs::OpenOptions::new().write(true).open(&writer).unwrap();
        pipe.write_all(access_log(7).as_bytes()).unwrap();
    });
    let memory = Memory::default();
    let summary = ingest(&memory, &[path], &options(dir.path())).await.unwrap();
    writing.join().unwrap();
    assert_eq!((summary.stored, memory.paths()), (7, numbered(7)));
}
