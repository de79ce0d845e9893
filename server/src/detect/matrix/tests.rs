//! Imputation, constant columns, values that are no numbers.

use proptest::prelude::{any, proptest};

use super::*;

fn matrix(rows: &[[f32; 3]]) -> Matrix {
    let mut matrix = Matrix::new(["a", "b", "c"]);
    rows.iter().for_each(|row| matrix.push(*row));
    matrix
}

#[test]
fn missing_values_become_the_median_of_training() {
    let rows = matrix(&[[1.0, 0.0, 5.0], [f32::NAN, 1.0, 5.0], [3.0, 0.0, 5.0]]);
    let prepared = Preparation::fit(&rows, &[0, 1, 2]);
    assert_eq!(prepared.columns[0].median(), 2.0);
    let dense = prepared.apply(&rows);
    assert_eq!(dense.row(1)[0], forest_scale(2.0));
}

#[test]
fn columns_that_do_not_vary_are_dropped() {
    let rows = matrix(&[[1.0, 0.0, 5.0], [2.0, 1.0, 5.0], [3.0, f32::NAN, 5.0005]]);
    let prepared = Preparation::fit(&rows, &[0, 1, 2]);
    assert_eq!(prepared.dropped, ["c"]);
    assert_eq!(prepared.apply(&rows).width, 2);
}

#[test]
fn a_column_nobody_knows_is_dropped_and_one_that_vanished_is_filled() {
    let rows = matrix(&[[1.0, f32::NAN, 0.0], [2.0, f32::NAN, 9.0]]);
    let prepared = Preparation::fit(&rows, &[0, 1]);
    assert_eq!(prepared.dropped, ["b"]);
    let mut other = Matrix::new(["c"]);
    other.push([4.0]);
    assert_eq!(prepared.apply(&other).row(0), [forest_scale(1.5), forest_scale(4.0)]);
}

#[test]
fn rows_of_the_wrong_length_are_cut_or_filled() {
    let mut rows = Matrix::new(["a", "b"]);
    rows.push([1.0, 2.0, 3.0]);
    rows.push([1.0]);
    assert_eq!(rows.rows(), 2);
    assert!(rows.row(1)[1].is_nan());
}

#[test]
fn only_training_rows_shape_the_preparation() {
    let rows = matrix(&[[1.0, 0.0, 0.0], [2.0, 1.0, 1.0], [900.0, 7.0, 7.0]]);
    assert_eq!(Preparation::fit(&rows, &[0, 1]).columns[0].usual().1, 1.95);
}

#[test]
fn quantiles_interpolate() {
    assert_eq!(quantile(&[], 0.5), 0.0);
    assert_eq!(quantile(&[4.0], 0.9), 4.0);
    assert_eq!(quantile(&[0.0, 10.0], 0.25), 2.5);
}

#[test]
fn the_harmless_side_of_the_usual_range_does_not_count() {
    let stats = |direction| ColumnStats {
        name: "x".into(),
        quantiles: [2.0, 3.0, 4.0, 5.0, 6.0],
        variance: 1.0,
        direction,
    };
    let check = |direction, value, expected| {
        assert_eq!(stats(direction).prepare(value), forest_scale(expected));
    };
    check(Direction::High, 0.0, 2.0);
    check(Direction::High, 90.0, 90.0);
    check(Direction::Low, 90.0, 6.0);
    check(Direction::Low, 0.0, 0.0);
    check(Direction::Either, 0.0, 0.0);
    check(Direction::High, f32::NAN, 4.0);
}

proptest! {
    #[test]
    fn whatever_comes_in_what_comes_out_is_finite(
        values in proptest::collection::vec(any::<f32>(), 30..90),
    ) {
        let mut rows = Matrix::new(["a", "b", "c"]);
        values.chunks_exact(3).for_each(|row| rows.push(row.iter().copied()));
        let all: Vec<usize> = (0..rows.rows()).collect();
        let dense = Preparation::fit(&rows, &all).apply(&rows);
        assert!(dense.values.iter().all(|v| v.is_finite()));
    }
}
