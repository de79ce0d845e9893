//! Averages and spreads of the features of the sessions of 24 hours.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::error::Result;
use super::view::{SECONDS, SESSION_FEATURES, THESIS};
use super::{Db, sql};
use crate::domain::features::{FeatureAverages, FeatureImportance, Features};
use crate::domain::part::Part;
use crate::domain::radar::RadarAverages;

/// Columns averaged, in the order of the fields of [`FeatureAverages`].
const AVERAGED: [&str; 12] = [
    "hits",
    "hit_velocity",
    "fuzzing_index",
    "post_ratio",
    "asset_ratio",
    "direct_access_ratio",
    "temporal_entropy",
    "path_diversity_ratio",
    "modern_browser_score",
    "header_count",
    "src_port_density",
    "distinct_ja4_count",
];

/// Features ranked by how much they tell sessions apart: name in the answer, column.
const RANKED: [(&str, &str); 8] = [
    ("velocity", "hit_velocity"),
    ("fuzz", "fuzzing_index"),
    ("post", "post_ratio"),
    ("asset", "asset_ratio"),
    ("direct", "direct_access_ratio"),
    ("entropy", "temporal_entropy"),
    ("path_div", "path_diversity_ratio"),
    ("port_density", "src_port_density"),
];

/// Everything `GET /api/features` answers.
///
/// # Errors
/// When a query fails; a view that another program's database lacks is an empty part.
pub async fn features(db: &Db) -> Result<Features> {
    let (profiles, thesis) = tokio::try_join!(profiles(db), thesis(db))?;
    let importance = profiles.as_ref().map(|profiles| importance(&profiles.spreads));
    Ok(Features {
        ai_features: Part(profiles.as_ref().map(|profiles| profiles.all)),
        thesis_features: Part(thesis),
        human_profile: Part(profiles.as_ref().map(|profiles| profiles.human)),
        bot_profile: Part(profiles.as_ref().map(|profiles| profiles.bot)),
        feature_importance: importance.unwrap_or_default(),
    })
}

/// The averages of human sessions and of those from datacenters, `None` without the view.
pub(super) async fn baselines(db: &Db) -> Result<Option<(RadarAverages, RadarAverages)>> {
    let radar = |averages: FeatureAverages| RadarAverages {
        hit_velocity: averages.avg_velocity,
        fuzzing_index: averages.avg_fuzz,
        post_ratio: averages.avg_post,
        asset_ratio: averages.avg_asset,
        direct_access_ratio: averages.avg_direct,
        temporal_entropy: averages.avg_entropy,
        path_diversity_ratio: averages.avg_path_div,
        modern_browser_score: averages.avg_browser,
    };
    Ok(profiles(db).await?.map(|profiles| (radar(profiles.human), radar(profiles.bot))))
}

/// The averages of all sessions and of two kinds, with what the ranking rests on.
#[derive(Clone, Debug, Serialize)]
struct Profiles {
    all: FeatureAverages,
    human: FeatureAverages,
    bot: FeatureAverages,
    /// One for each of [`RANKED`].
    spreads: Vec<Spread>,
}

/// How far the values of a feature lie apart.
#[derive(Clone, Copy, Debug, Serialize)]
struct Spread {
    variance: Option<f64>,
    percentile_1: Option<f64>,
    percentile_99: Option<f64>,
}

async fn profiles(db: &Db) -> Result<Option<Profiles>> {
    #[derive(Deserialize, clickhouse::Row)]
    struct Found {
        total: u64,
        human_total: u64,
        bot_total: u64,
        averages: Vec<Option<f64>>,
        human_averages: Vec<Option<f64>>,
        bot_averages: Vec<Option<f64>>,
        variances: Vec<Option<f64>>,
        percentiles: Vec<Vec<f64>>,
    }
    const HUMAN: &str = "asn_label = 'human'";
    const BOT: &str = "asn_label IN ('datacenter', 'hosting')";
    let ranked = RANKED.map(|(_, column)| column);
    let statement = format!(
        "
        SELECT
            count() AS total,
            countIf({HUMAN}) AS human_total,
            countIf({BOT}) AS bot_total,
            {} AS averages,
            {} AS human_averages,
            {} AS bot_averages,
            {} AS variances,
            {} AS percentiles
        FROM {{processing:Identifier}}.{{view:Identifier}}",
        sql::list(&AVERAGED, |column| format!("avgOrNull({column})")),
        sql::list(&AVERAGED, |column| format!("avgOrNullIf({column}, {HUMAN})")),
        sql::list(&AVERAGED, |column| format!("avgOrNullIf({column}, {BOT})")),
        sql::list(&ranked, |column| format!("varPopOrNull({column})")),
        sql::list(&ranked, |column| format!("quantilesExact(0.01, 0.99)(toFloat64({column}))")),
    );
    let columns: Vec<&str> = AVERAGED.iter().copied().chain(["asn_label"]).collect();
    let question = |view| {
        let read = db.read("features.profiles", &statement).param("view", view).seconds(SECONDS);
        async move {
            let found: Found = read.fetch_one().await?;
            let spreads = found.variances.iter().zip(&found.percentiles);
            Ok(Profiles {
                all: averages(found.total, &found.averages),
                human: averages(found.human_total, &found.human_averages),
                bot: averages(found.bot_total, &found.bot_averages),
                spreads: spreads
                    .map(|(variance, ends)| Spread {
                        variance: finite(*variance),
                        percentile_1: finite(ends.first().copied()),
                        percentile_99: finite(ends.last().copied()),
                    })
                    .collect(),
            })
        }
    };
    SESSION_FEATURES.answer(db, "features.profiles", String::new(), &columns, question).await
}

/// The averages of the same columns of the other view, which ours does not have.
async fn thesis(db: &Db) -> Result<Option<FeatureAverages>> {
    #[derive(Deserialize, clickhouse::Row)]
    struct Found {
        total: u64,
        averages: Vec<Option<f64>>,
    }
    if !THESIS.has(db, &AVERAGED).await? {
        return Ok(None);
    }
    let statement = format!(
        "
        SELECT count() AS total, {} AS averages
        FROM {{processing:Identifier}}.view_thesis_features_1h",
        sql::list(&AVERAGED, |column| format!("avgOrNull({column})")),
    );
    let read = db.read("features.thesis", &statement).seconds(SECONDS);
    let found: Found = read.fetch_one().await?;
    Ok(Some(averages(found.total, &found.averages)))
}

/// The ranking: most telling first, features without a score last.
fn importance(spreads: &[Spread]) -> Vec<FeatureImportance> {
    let mut ranking: Vec<FeatureImportance> = RANKED
        .iter()
        .zip(spreads)
        .map(|((name, column), spread)| FeatureImportance {
            name: (*name).to_owned(),
            variance: spread.variance,
            score: score(spread),
            column: (*column).to_owned(),
        })
        .collect();
    ranking.sort_by(|a, b| descending(a.score, b.score).then(descending(a.variance, b.variance)));
    ranking
}

/// Variance once the feature is scaled to its 1st–99th percentile.
fn score(spread: &Spread) -> Option<f64> {
    let range = spread.percentile_99? - spread.percentile_1?;
    (range > 0.0).then_some(spread.variance? / (range * range))
}

fn descending(a: Option<f64>, b: Option<f64>) -> Ordering {
    b.unwrap_or(-1.0).total_cmp(&a.unwrap_or(-1.0))
}

fn averages(total: u64, values: &[Option<f64>]) -> FeatureAverages {
    let at = |index: usize| finite(values.get(index).copied().flatten());
    FeatureAverages {
        total,
        avg_hits: at(0),
        avg_velocity: at(1),
        avg_fuzz: at(2),
        avg_post: at(3),
        avg_asset: at(4),
        avg_direct: at(5),
        avg_entropy: at(6),
        avg_path_div: at(7),
        avg_browser: at(8),
        avg_headers: at(9),
        avg_port_density: at(10),
        avg_ja4_count: at(11),
    }
}

/// A number that is one; views of other programs divide by zero.
fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_of_a_feature_does_not_move_it_in_the_ranking() {
        let spread = |unit: f64| Spread {
            variance: Some(4.0 * unit * unit),
            percentile_1: Some(unit),
            percentile_99: Some(11.0 * unit),
        };
        let score = |unit| score(&spread(unit)).unwrap();
        assert!((score(1.0) - 0.04).abs() < 1e-12);
        assert!((score(1_000.0) - score(1.0)).abs() < 1e-12);
    }

    #[test]
    fn a_feature_without_a_range_has_no_score_and_stands_last() {
        let none =
            Spread { variance: Some(9.0), percentile_1: Some(0.0), percentile_99: Some(0.0) };
        let some =
            Spread { variance: Some(1.0), percentile_1: Some(0.0), percentile_99: Some(4.0) };
        let ranking = importance(&[none, some]);
        let found: Vec<_> = ranking.iter().map(|row| (row.name.as_str(), row.score)).collect();
        assert_eq!(found, [("fuzz", Some(0.0625)), ("velocity", None)]);
    }
}
