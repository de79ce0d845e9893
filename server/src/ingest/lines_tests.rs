//! Lines: whole, cut, too long, without an end.

use super::*;

/// Gives its pieces one by one, `WouldBlock` for an empty one.
struct Pieces(Vec<Vec<u8>>);

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Ok(0);
        }
        let piece = self.0.remove(0);
        if piece.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let n = piece.len().min(buffer.len());
        buffer[..n].copy_from_slice(&piece[..n]);
        if n < piece.len() {
            self.0.insert(0, piece[n..].to_vec());
        }
        Ok(n)
    }
}

fn seen(lines: &mut Lines<impl Read>) -> Vec<(String, u64)> {
    let mut all = Vec::new();
    loop {
        let text = match lines.next_line().unwrap() {
            Line::Whole(line) => String::from_utf8_lossy(line).into_owned(),
            Line::TooLong(line) => format!("too long: {} kept", line.len()),
            Line::Idle => "idle".to_owned(),
            Line::Limit => "limit".to_owned(),
            Line::End => return all,
        };
        let is_limit = text == "limit";
        all.push((text, lines.position().offset));
        if is_limit {
            lines.go_on();
        }
    }
}

fn texts(seen: &[(String, u64)]) -> Vec<(&str, u64)> {
    seen.iter().map(|(text, offset)| (&**text, *offset)).collect()
}

#[test]
fn offsets_lie_after_the_line_break() {
    let pieces = ["a\nbc", "", "d\n\ne"].map(|piece| piece.as_bytes().to_vec());
    let mut lines = Lines::new(Pieces(pieces.to_vec()), Position::default());
    let expected = [("a", 2), ("idle", 2), ("bcd", 6), ("", 7), ("e", 8)];
    assert_eq!(texts(&seen(&mut lines)), expected);
    assert_eq!(lines.position().line, 4);
}

#[test]
fn a_limit_is_an_end_for_the_time_being() {
    let mut lines = Lines::new(&b"ab\ncdef\ngh\n"[..], Position::default());
    lines.stop_at(5);
    let expected = [("ab", 3), ("cd", 5), ("limit", 5), ("gh", 11)];
    assert_eq!(texts(&seen(&mut lines)), expected, "the rest of the cut line is passed over");

    let mut lines = Lines::new(&b"ab\ncdef\n"[..], Position::default());
    lines.stop_at(3);
    assert_eq!(texts(&seen(&mut lines)), [("ab", 3), ("limit", 3), ("cdef", 8)]);
}

#[test]
fn overlong_lines_are_passed_over_in_bounded_memory() {
    let long = vec![b'x'; 5 * MAX_LINE];
    let input = [b"a\n", &long[..], b"\nb\n", &long[..=MAX_LINE], b"\nc\n", &long[..]].concat();
    let mut lines = Lines::new(&input[..], Position::default());
    let all = seen(&mut lines);
    assert_eq!(
        all.iter().map(|(text, _)| &**text).collect::<Vec<_>>(),
        ["a", "too long: 4096 kept", "b", "too long: 4096 kept", "c", "too long: 4096 kept"]
    );
    assert!(lines.buffer.capacity() < 2 * (MAX_LINE + 2 * CHUNK));
    assert_eq!(lines.position().offset, input.len() as u64);
}

#[test]
fn the_longest_line_is_still_a_line() {
    let input = [&vec![b'x'; MAX_LINE][..], b"\n"].concat();
    let mut lines = Lines::new(&input[..], Position::default());
    assert!(matches!(lines.next_line().unwrap(), Line::Whole(line) if line.len() == MAX_LINE));
}

#[test]
fn peeking_takes_nothing_away() {
    let pieces = ["a\nb", "", "c\n"].map(|piece| piece.as_bytes().to_vec());
    let mut lines = Lines::new(Pieces(pieces.to_vec()), Position::default());
    assert_eq!(lines.peek().unwrap(), Some(&b"a\nb"[..]));
    assert_eq!(texts(&seen(&mut lines)), [("a", 2), ("bc", 5)]);
    let mut waiting = Lines::new(Pieces(vec![b"half".to_vec(), vec![]]), Position::default());
    assert_eq!(waiting.peek().unwrap(), None, "half a line tells no format yet");
}

proptest::proptest! {
    #[test]
    fn lines_and_their_breaks_are_the_text_up_to_the_limit(
        pieces in proptest::collection::vec("[ab\n]{0,9}", 0..12),
        limit in 0_usize..60,
    ) {
        let text = pieces.concat();
        let mut lines =
            Lines::new(Pieces(pieces.into_iter().map(String::into_bytes).collect()), Position::default());
        lines.stop_at(limit as u64);
        let mut read = String::new();
        loop {
            match lines.next_line().unwrap() {
                Line::Whole(line) => read.push_str(std::str::from_utf8(line).unwrap()),
                Line::Idle => continue,
                _ => break,
            }
            // A break was passed where the place is beyond the line's text.
            if lines.position().offset as usize > read.len() {
                read.push('\n');
            }
            proptest::prop_assert_eq!(lines.position().offset as usize, read.len());
        }
        proptest::prop_assert_eq!(read, &text[..text.len().min(limit)]);
    }
}
