//! What the features of sessions are on average, and which of them tell sessions apart.

use super::{Request, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell, Plot, PlotBlock};
use crate::charts::{Token, radar};
use crate::domain::feature::Feature;
use crate::domain::features::{FeatureAverages, Features};
use crate::store::features as store;

pub(super) async fn board(request: &Request<'_>) -> Board {
    let answer = store::features(request.db).await;
    parts::of_the_day(request, parts::answered(answer, request, panels, "Features"))
}

/// An average by the column it averages.
type Average = (Feature, fn(&FeatureAverages) -> Option<f64>);

const AVERAGES: [Average; 12] = [
    (Feature::Hits, |a| a.avg_hits),
    (Feature::HitVelocity, |a| a.avg_velocity),
    (Feature::FuzzingIndex, |a| a.avg_fuzz),
    (Feature::PostRatio, |a| a.avg_post),
    (Feature::AssetRatio, |a| a.avg_asset),
    (Feature::DirectAccessRatio, |a| a.avg_direct),
    (Feature::TemporalEntropy, |a| a.avg_entropy),
    (Feature::PathDiversityRatio, |a| a.avg_path_div),
    (Feature::ModernBrowserScore, |a| a.avg_browser),
    (Feature::HeaderCount, |a| a.avg_headers),
    (Feature::SrcPortDensity, |a| a.avg_port_density),
    (Feature::DistinctJa4Count, |a| a.avg_ja4_count),
];

fn panels(found: &Features) -> Vec<BoardPanel> {
    let Some(all) = &found.ai_features.0 else {
        return parts::no_view("view_ai_features_1h");
    };
    if all.total == 0 {
        let help = "Features are computed hour by hour while requests come in.";
        return vec![parts::panel(
            "Features",
            "",
            12,
            vec![parts::empty("There are no sessions in the last 24 hours.", help)],
        )];
    }
    let (human, bot) = (found.human_profile.0.as_ref(), found.bot_profile.0.as_ref());
    vec![
        parts::panel(
            "Human and datacenter networks",
            "each axis up to the larger average",
            5,
            vec![profile(human, bot)],
        ),
        parts::panel(
            "What tells sessions apart",
            "variance on the 1st to 99th percentile",
            7,
            vec![importance(found)],
        ),
        parts::panel(
            "Averages",
            "per session of one hour, address, JA4 and host",
            12,
            vec![averages(all, human, bot)],
        ),
    ]
}

fn profile(human: Option<&FeatureAverages>, bot: Option<&FeatureAverages>) -> Block {
    let (Some(human), Some(bot)) = (human, bot) else {
        return parts::empty("There are no averages to compare.", "");
    };
    if human.total == 0 || bot.total == 0 {
        let why = "Sessions of human networks and of datacenters are both needed to compare them.";
        return parts::empty(why, "Kinds of network come from the ASN reputation list.");
    }
    let axes = &AVERAGES[1..10];
    let share = |of: &FeatureAverages| -> Vec<f64> {
        let of = |(_, get): &Average| {
            let most = get(human).unwrap_or(0.0).max(get(bot).unwrap_or(0.0));
            get(of).unwrap_or(0.0) / most.max(f64::MIN_POSITIVE)
        };
        axes.iter().map(of).collect()
    };
    let shapes = [(Token::Series(2), share(human)), (Token::Series(6), share(bot))];
    let mut table = parts::numbers(
        "Averages",
        vec![
            parts::head("Axis, clockwise from the top", Align::Text),
            parts::head("Human", Align::Number),
            parts::head("Datacenter", Align::Number),
        ],
    );
    table.rows = axes
        .iter()
        .map(|(feature, get)| {
            vec![
                Cell::Text(feature.label().to_owned()),
                parts::decimal(get(human), 3),
                parts::decimal(get(bot), 3),
            ]
        })
        .collect();
    let names: Vec<&str> = axes.iter().map(|(feature, _)| feature.label()).collect();
    parts::plot(PlotBlock {
        label: format!(
            "Averages of human and datacenter networks; axes from the top: {}",
            names.join(", ")
        ),
        plot: Plot::Radar {
            svg: radar::svg(axes.len(), &shapes),
            axes: parts::axes(
                axes.iter()
                    .map(|(feature, get)| {
                        let values =
                            vec![("human networks", get(human)), ("datacenters", get(bot))];
                        (feature.label().to_owned(), values)
                    })
                    .collect(),
            ),
        },
        values: Vec::new(),
        ticks: Vec::new(),
        legend: vec![
            ("series-3".to_owned(), "human networks".to_owned()),
            ("series-7".to_owned(), "datacenters and hosting".to_owned()),
        ],
        points: Vec::new(),
        table,
    })
}

fn importance(found: &Features) -> Block {
    let most = found.feature_importance.iter().filter_map(|row| row.score).fold(0.0, f64::max);
    let rows = found
        .feature_importance
        .iter()
        .map(|row| {
            let feature = Feature::from_column(&row.column);
            let label =
                feature.map_or_else(|| row.name.clone(), |feature| feature.label().to_owned());
            let share = row.score.unwrap_or(0.0) / f64::max(most, f64::MIN_POSITIVE);
            vec![
                Cell::Text(label),
                Cell::Bar(share, String::new()),
                parts::decimal(row.score, 4),
                parts::decimal(row.variance, 4),
            ]
        })
        .collect();
    const COLUMNS: [(&str, Align); 4] = [
        ("Feature", Align::Text),
        ("Bar", Align::Bar),
        ("Scaled variance", Align::Number),
        ("Raw variance", Align::Number),
    ];
    parts::table("Importance of features", &COLUMNS, rows)
}

fn averages(
    all: &FeatureAverages,
    human: Option<&FeatureAverages>,
    bot: Option<&FeatureAverages>,
) -> Block {
    let sessions = |of: Option<&FeatureAverages>| match of {
        Some(averages) => Cell::Count(averages.total),
        None => Cell::Unknown("not computed".to_owned()),
    };
    let mut rows = vec![vec![
        Cell::Text("Sessions".to_owned()),
        Cell::Count(all.total),
        sessions(human),
        sessions(bot),
        Cell::Prose("How many sessions are averaged.".to_owned()),
    ]];
    rows.extend(AVERAGES.iter().map(|(feature, get)| {
        vec![
            Cell::Text(feature.label().to_owned()),
            parts::decimal(get(all), 3),
            parts::decimal(human.and_then(get), 3),
            parts::decimal(bot.and_then(get), 3),
            Cell::Prose(feature.description().meaning.to_owned()),
        ]
    }));
    const COLUMNS: [(&str, Align); 5] = [
        ("Feature", Align::Text),
        ("All", Align::Number),
        ("Human networks", Align::Number),
        ("Datacenters, hosting", Align::Number),
        ("Meaning", Align::Prose),
    ];
    parts::table("Averages", &COLUMNS, rows)
}
