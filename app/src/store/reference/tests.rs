//! Cutting lists into pieces and reading what a table says it holds.

use super::*;

#[test]
fn pieces_end_at_lines_and_lose_nothing() {
    let mut text = String::from("prefix\tbot_name\n");
    let line = format!("192.0.2.0/24\t{}\n", "x".repeat(1000));
    let lines = 2 * PIECE / line.len();
    text.push_str(&line.repeat(lines));
    let cut = pieces(&Bytes::from(text));
    assert!(cut.len() >= 2);
    let mut found = 0;
    for piece in &cut {
        let piece = std::str::from_utf8(piece).expect("is text");
        let rows = piece.strip_prefix("prefix\tbot_name\n").expect("has names");
        assert!(rows.ends_with('\n'));
        found += rows.lines().count();
    }
    assert_eq!(found, lines);
}

#[test]
fn a_list_without_rows_has_no_pieces() {
    assert!(pieces(&Bytes::from_static(b"prefix\n")).is_empty());
    assert!(pieces(&Bytes::new()).is_empty());
}

#[test]
fn a_line_longer_than_a_piece_is_not_cut_for_ever() {
    let long = Bytes::from(format!("name\n{}", "x".repeat(PIECE + 10)));
    assert_eq!(pieces(&long).len(), 2);
}

#[test]
fn only_our_own_comment_counts() {
    assert_eq!(held_checksum("ja4soc reference 0a1b own list, 2026"), Some("0a1b"));
    assert_eq!(held_checksum("ja4soc reference 0a1b"), Some("0a1b"));
    assert_eq!(held_checksum(""), None);
    assert_eq!(held_checksum("filled by hand"), None);
}
