//! A small seeded random source, so that a seed means the same bytes on every machine.
//!
//! `SplitMix64` (Steele, Lea, Flood, OOPSLA 2014). Only integer steps and the four
//! basic float operations are used: library functions such as `ln` may round
//! differently from one platform to the next.

/// The random source of one session, one address or one hour.
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

/// Quantiles (0, 1/16, …, 1) of waiting times with mean 1: many short ones, a long tail.
const WAITS: [f64; 17] = [
    0.01, 0.06, 0.13, 0.21, 0.29, 0.37, 0.47, 0.58, 0.69, 0.83, 0.98, 1.16, 1.39, 1.67, 2.08, 2.77,
    5.20,
];

impl Rng {
    /// The source that belongs to `keys` (population, index, …) under `seed`.
    pub(super) fn derived(seed: u64, keys: &[u64]) -> Self {
        let mut state = Self(seed);
        let mut mixed = state.next();
        for key in keys {
            state = Self(mixed ^ key.wrapping_mul(0xd6e8_feb8_6659_fd93));
            mixed = state.next();
        }
        Self(mixed)
    }

    /// The next 64 random bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 when `bound` is 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// A number in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in `percent` of 100 cases.
    pub(super) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `items`, which must not be empty.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    /// One of `items`, which must not be empty, in proportion to its weight.
    pub(super) fn weighted<'a, T>(&mut self, items: &'a [T], weight: fn(&T) -> u32) -> &'a T {
        &items[self.weighted_index(items, weight)]
    }

    /// The place of one of `items` in proportion to its weight.
    pub(super) fn weighted_index<T>(&mut self, items: &[T], weight: fn(&T) -> u32) -> usize {
        let total: u64 = items.iter().map(|item| u64::from(weight(item))).sum();
        let mut left = self.below(total);
        for (index, item) in items.iter().enumerate() {
            let own = u64::from(weight(item));
            if left < own {
                return index;
            }
            left -= own;
        }
        0
    }

    /// A waiting time in milliseconds around `mean_ms`, spread as people's and networks' are.
    pub(super) fn wait(&mut self, mean_ms: u64) -> u64 {
        let at = self.unit() * (WAITS.len() - 1) as f64;
        let index = at as usize;
        let (low, high) = (WAITS[index], WAITS[(index + 1).min(WAITS.len() - 1)]);
        ((low + (high - low) * (at - index as f64)) * mean_ms as f64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_of_splitmix64() {
        // Published test vector for seed 1234567.
        let mut rng = Rng(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_keep_to_their_bounds_and_means() {
        let mut rng = Rng::derived(7, &[1, 2]);
        let draws: Vec<u64> = (0..20_000).map(|_| rng.between(3, 5)).collect();
        assert!(draws.iter().all(|n| (3..=5).contains(n)));
        assert!([3, 4, 5].iter().all(|n| draws.contains(n)));
        let mean = (0..20_000).map(|_| rng.wait(1_000)).sum::<u64>() as f64 / 20_000.0;
        assert!((900.0..1_150.0).contains(&mean), "{mean}");
        assert_eq!(rng.below(0), 0);
    }

    #[test]
    fn other_keys_give_another_source() {
        let firsts: std::collections::HashSet<u64> =
            (0..1_000).map(|key| Rng::derived(1, &[0, key]).next()).collect();
        assert_eq!(firsts.len(), 1_000);
    }

    #[test]
    fn weights_are_proportions() {
        let mut rng = Rng::derived(3, &[]);
        let items = [(1_u32, 'a'), (0, 'b'), (3, 'c')];
        let drawn: Vec<char> = (0..8_000).map(|_| rng.weighted(&items, |i| i.0).1).collect();
        let count = |wanted| drawn.iter().filter(|c| **c == wanted).count();
        assert_eq!(count('b'), 0);
        assert!((1_800..2_200).contains(&count('a')), "{}", count('a'));
    }
}
