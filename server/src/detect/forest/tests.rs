//! The forest against hand-computed paths and planted outliers.

use proptest::prelude::{ProptestConfig, any, proptest};

use super::*;
use crate::detect::parallel::map_on;

fn dense(rows: &[&[f32]]) -> Dense {
    Dense { width: rows[0].len(), values: rows.concat() }
}

/// A cloud of `n` rows in `width` columns, each between 0 and 1.
fn cloud(n: usize, width: usize) -> Dense {
    let mut rng = SplitMix64::new(99, 0);
    Dense { width, values: (0..n * width).map(|_| rng.unit()).collect() }
}

fn path(tree: &Tree, row: &[f32]) -> f64 {
    tree.path_length(row, &vec![0.0; row.len()], &average_paths(16), &mut Quiet)
}

#[test]
fn average_path_is_that_of_the_paper() {
    // c(n) = 2 H(n-1) - 2 (n-1)/n, worked out by hand.
    for (n, expected) in [(0, 0.0), (1, 0.0), (2, 1.0), (3, 5.0 / 3.0), (4, 13.0 / 6.0)] {
        assert!((average_path(n) - expected).abs() < 1e-12, "c({n})");
    }
    // The paper's ln(i) + 0.5772 for H(i) gives 10.2448; the exact sum is a little more.
    assert!((average_path(256) - 10.248690).abs() < 1e-6);
}

#[test]
fn score_is_half_at_the_average_path_and_near_one_at_none() {
    assert_eq!(score(average_path(256), average_path(256)), 0.5);
    assert_eq!(score(0.0, average_path(256)), 1.0);
    assert!(score(1.0, average_path(256)) > 0.93);
    assert_eq!(score(3.0, 0.0), 0.5);
}

#[test]
fn two_rows_are_told_apart_by_one_cut() {
    let tree = Tree::grow(&dense(&[&[0.0], &[1.0]]), &mut [0, 1], 8, &mut SplitMix64::new(1, 0));
    assert_eq!(path(&tree, &[0.0]), 1.0);
    assert_eq!(path(&tree, &[1.0]), 1.0);
}

#[test]
fn a_tree_of_no_depth_gives_the_average_path_of_its_sample() {
    let rows = dense(&[&[0.0], &[1.0], &[2.0], &[3.0]]);
    let tree = Tree::grow(&rows, &mut [0, 1, 2, 3], 0, &mut SplitMix64::new(1, 0));
    assert!((path(&tree, &[1.0]) - 13.0 / 6.0).abs() < 1e-12);
}

#[test]
fn a_row_that_differs_where_all_agree_is_alone_after_one_cut() {
    let rows = dense(&[&[7.0], &[7.0], &[7.0], &[7.0]]);
    let tree = Tree::grow(&rows, &mut [0, 1, 2, 3], 8, &mut SplitMix64::new(1, 0));
    assert_eq!(path(&tree, &[8.0]), 1.0);
    assert!((path(&tree, &[7.0]) - 13.0 / 6.0).abs() < 1e-12, "a fifth equal row is not set apart");
}

#[test]
fn a_row_outside_the_range_leaves_in_proportion_to_its_distance() {
    // Range 0 to 1 at the root; 3 lies 2 outside, so with 2/(2+1) it leaves at depth 1,
    // otherwise it goes on with the row at 1, which ends at depth 1 as well or deeper.
    let rows = dense(&[&[0.0], &[1.0], &[1.0], &[1.0]]);
    let tree = Tree::grow(&rows, &mut [0, 1, 2, 3], 8, &mut SplitMix64::new(1, 0));
    // Root cut: {0} | {1,1,1}; there the guard of value 1 sets it apart at depth 2.
    assert!((path(&tree, &[3.0]) - (2.0 / 3.0 + 2.0 / 3.0)).abs() < 1e-6);
}

#[test]
fn outliers_are_isolated_and_more_so_the_more_columns_differ() {
    let train = cloud(2_000, 20);
    let forest = Forest::grow(&train, TREES, 7);
    let row_with = |n: usize| {
        let mut row = vec![0.5; 20];
        row[..n].fill(9.0);
        row
    };
    let rows: Vec<Vec<f32>> = [0, 1, 3, 6, 12].map(row_with).to_vec();
    let dense = Dense { width: 20, values: rows.concat() };
    let scores = forest.scores(&dense);
    assert!(scores.windows(2).all(|pair| pair[0] < pair[1]), "{scores:?}");
    assert!(scores[0] < 0.5 && scores[3] > 0.6 && scores[4] > 0.75, "{scores:?}");
    let highest = forest.scores(&train).into_iter().fold(0.0, f64::max);
    assert!(scores[2] > highest, "{} against {highest}", scores[2]);
}

#[test]
fn a_seed_fixes_every_bit_whatever_the_threads() {
    let train = cloud(700, 6);
    let forest = Forest::grow(&train, 40, 3);
    assert_eq!(forest, Forest::grow(&train, 40, 3));
    assert_ne!(forest, Forest::grow(&train, 40, 4));
    let whole = forest.scores(&train);
    // Scored in pieces on one thread or on many: the same bits.
    let pieces: Vec<Dense> = (0..700).map(|at| train.pick(&[at])).collect();
    for threads in [1, 5] {
        let singly = map_on(threads, &pieces, |piece| forest.scores(piece)[0].to_bits());
        assert_eq!(singly, whole.iter().map(|s| s.to_bits()).collect::<Vec<_>>());
    }
}

#[test]
fn unseen_scores_are_like_scores_of_new_rows() {
    let all = cloud(600, 8);
    let train = all.pick(&(0..300).collect::<Vec<_>>());
    let fresh = all.pick(&(300..600).collect::<Vec<_>>());
    let forest = Forest::grow(&train, TREES, 11);
    let mean = |scores: Vec<f64>| scores.iter().sum::<f64>() / scores.len() as f64;
    let (unseen, new) = (mean(forest.unseen_scores(&train)), mean(forest.scores(&fresh)));
    assert!((unseen - new).abs() < 0.01, "{unseen} against {new}");
}

#[test]
fn contributions_name_the_column_that_differs() {
    let forest = Forest::grow(&cloud(1_000, 10), TREES, 5);
    let mut row = vec![0.5; 10];
    row[6] = 40.0;
    let bits = forest.contributions(&row);
    let most = (0..10).max_by(|a, b| bits[*a].total_cmp(&bits[*b]));
    assert_eq!(most, Some(6), "{bits:?}");
    assert!(forest.contributions(&[1.0]).iter().all(|b| *b == 0.0), "a row of the wrong width");
}

#[test]
fn an_empty_forest_scores_without_a_verdict() {
    let forest = Forest::grow(&Dense { width: 3, values: vec![] }, TREES, 1);
    assert_eq!(forest.scores(&cloud(2, 3)), [0.5, 0.5]);
    assert!(!forest.is_sound(3));
}

#[test]
fn a_sample_has_no_row_twice() {
    let mut rng = SplitMix64::new(4, 4);
    for (rows, size) in [(10, 10), (1_000, 256), (5, 2), (1, 1)] {
        let mut sample = draw_sample(rows, size, &mut rng);
        sample.sort_unstable();
        sample.dedup();
        assert_eq!(sample.len(), size);
        assert!(sample.iter().all(|row| *row < rows));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn scores_lie_between_0_and_1_for_any_finite_rows(
        train in proptest::collection::vec(-90.0_f32..90.0, 4..400),
        row in proptest::array::uniform4(-90.0_f32..90.0),
        seed in any::<u64>(),
    ) {
        let whole = train.len() / 4 * 4;
        let train = Dense { width: 4, values: train[..whole].to_vec() };
        let forest = Forest::grow(&train, 20, seed);
        let scores = forest.scores(&Dense { width: 4, values: row.to_vec() });
        assert!(scores[0] > 0.0 && scores[0] < 1.0, "{scores:?}");
        assert!(train.rows() < 2 || forest.is_sound(4));
    }
}
