//! Round ends for value axes.

/// The smallest of 1, 2, 4, 5, 8 times a power of ten, and at least 4, that holds `largest`.
///
/// All of them can be halved, so the middle of the axis has a whole number.
#[must_use]
pub fn top(largest: u64) -> u64 {
    if largest <= 4 {
        return 4;
    }
    let mut power: u64 = 1;
    loop {
        for step in [1, 2, 4, 5, 6, 8] {
            let end = power.saturating_mul(step);
            if end >= largest && end % 2 == 0 {
                return end;
            }
        }
        match power.checked_mul(10) {
            Some(next) => power = next,
            None => return u64::MAX,
        }
    }
}

/// Where `value` lies on an axis of `length` units that ends at `top`, rounded, at least 1 for something.
#[must_use]
pub fn place(value: u64, top: u64, length: i32) -> i32 {
    if value == 0 || top == 0 {
        return 0;
    }
    let exact = value as f64 / top as f64 * f64::from(length);
    (exact.round() as i32).clamp(1, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_on_round_even_numbers() {
        for (largest, end) in
            [(0, 4), (3, 4), (5, 6), (7, 8), (9, 10), (11, 20), (21, 40), (101, 200), (999, 1_000)]
        {
            assert_eq!(top(largest), end, "{largest}");
        }
        assert!(top(u64::MAX) >= u64::MAX - 1);
    }

    #[test]
    fn something_is_never_drawn_as_nothing() {
        assert_eq!(place(1, 1_000_000, 200), 1);
        assert_eq!(place(0, 10, 200), 0);
        assert_eq!(place(10, 10, 200), 200);
        assert_eq!(place(20, 10, 200), 200);
    }
}
