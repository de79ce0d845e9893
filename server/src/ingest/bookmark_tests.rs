//! Bookmarks: kept, found again after a rename, refused when damaged.

use super::*;

fn shelf() -> (tempfile::TempDir, Shelf) {
    let dir = tempfile::tempdir().unwrap();
    let shelf = Shelf::open(dir.path()).unwrap();
    (dir, shelf)
}

fn write(path: &Path, text: &str) -> File {
    fs::write(path, text).unwrap();
    File::open(path).unwrap()
}

fn at(offset: u64) -> Position {
    Position { offset, line: 1 }
}

#[test]
fn a_file_is_known_again_also_under_another_name() {
    let (dir, shelf) = shelf();
    let log = dir.path().join("access.log");
    let file = write(&log, "first line\nsecond line\n");
    let (mut mark, claim) = shelf.claim(&log, &file, b"1").unwrap();
    mark.committed = at(11);
    shelf.save(&mark).unwrap();
    drop(claim);
    assert_eq!(shelf.claim(&log, &file, b"2").unwrap().0.committed, at(11));

    let rotated = dir.path().join("access.log.1");
    fs::rename(&log, &rotated).unwrap();
    let file = File::open(&rotated).unwrap();
    assert_eq!(shelf.claim(&rotated, &file, b"3").unwrap().0.run, mark.run);

    let fresh = write(&log, "another first line\n");
    let (new, _claim) = shelf.claim(&log, &fresh, b"4").unwrap();
    assert_ne!(new.run, mark.run);
    assert!(!new.is_begun());
}

#[test]
fn overwritten_and_shortened_files_begin_anew() {
    let (dir, shelf) = shelf();
    let log = dir.path().join("access.log");
    for text in ["changed line\nsecond line\n", "first", ""] {
        let file = write(&log, "first line\nsecond line\n");
        let (mut mark, claim) = shelf.claim(&log, &file, b"1").unwrap();
        mark.committed = at(23);
        shelf.save(&mark).unwrap();
        drop(claim);
        let file = write(&log, text);
        let (new, _claim) = shelf.claim(&log, &file, text.as_bytes()).unwrap();
        assert!(!new.is_begun(), "{text}");
        assert!(shelf.find(&log, &file).unwrap().is_some_and(|found| found == new));
    }
}

#[test]
fn growing_files_are_known_by_the_beginning_they_had() {
    let (dir, shelf) = shelf();
    let log = dir.path().join("access.log");
    let file = write(&log, "");
    let (mut mark, claim) = shelf.claim(&log, &file, b"1").unwrap();
    drop(claim);
    let file = write(&log, "first line\n");
    mark.committed = at(11);
    Shelf::learn_head(&mut mark, &file).unwrap();
    shelf.save(&mark).unwrap();
    let file = write(&log, "first line\nmore\n");
    assert_eq!(shelf.claim(&log, &file, b"2").unwrap().0.committed, at(11));
}

#[test]
fn two_readers_do_not_share_a_file() {
    let (dir, shelf) = shelf();
    let log = dir.path().join("access.log");
    let file = write(&log, "line\n");
    let (_mark, claim) = shelf.claim(&log, &file, b"1").unwrap();
    let error = shelf.claim(&log, &file, b"2").unwrap_err();
    assert!(error.to_string().contains("another process"), "{error}");
    drop(claim);
    shelf.claim(&log, &file, b"3").unwrap();
}

#[test]
fn a_crash_while_writing_leaves_the_old_bookmark() {
    let (dir, shelf) = shelf();
    let log = dir.path().join("access.log");
    let file = write(&log, "line\n");
    let (mark, claim) = shelf.claim(&log, &file, b"1").unwrap();
    drop(claim);
    fs::write(shelf.path_of(&mark).with_extension("draft"), "{\"half").unwrap();
    assert_eq!(shelf.claim(&log, &file, b"2").unwrap().0, mark);
}

#[test]
fn tokens_differ_for_every_batch_and_reading() {
    let mark = Bookmark::for_stream(Path::new("-"), b"1");
    let plan = |offset, is_flushed| Plan { end: at(offset), is_flushed };
    let mut later = mark.clone();
    later.batches = 1;
    let tokens = std::collections::HashSet::from([
        mark.token(&plan(5, false)),
        mark.token(&plan(6, false)),
        mark.token(&plan(5, true)),
        later.token(&plan(5, false)),
        Bookmark::for_stream(Path::new("-"), b"2").token(&plan(5, false)),
    ]);
    assert_eq!(tokens.len(), 5);
    assert_eq!(mark.token(&plan(5, false)), mark.clone().token(&plan(5, false)));
}
