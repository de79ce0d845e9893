//! What a cycle reports.

use super::*;

fn hours(sessions: &[u64]) -> Vec<OpenHour> {
    let hour = |(at, sessions): (usize, &u64)| OpenHour {
        window_start: Timestamp(at as u32 * HOUR),
        sessions: *sessions,
    };
    sessions.iter().enumerate().map(hour).collect()
}

fn check(sessions: &[u64], expected: &[(u32, u32)]) {
    let found: Vec<(u32, u32)> =
        batches(&hours(sessions)).iter().map(|(a, b)| (a.0 / HOUR, b.0 / HOUR)).collect();
    assert_eq!(found, expected, "{sessions:?}");
}

#[test]
fn hours_are_read_together_up_to_a_batch() {
    check(&[], &[]);
    check(&[10, 20, 30], &[(0, 3)]);
    check(&[60_000, 60_000, 30_000], &[(0, 1), (1, 3)]);
    check(&[900_000, 1], &[(0, 1), (1, 2)]);
}
