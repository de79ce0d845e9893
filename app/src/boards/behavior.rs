//! How sessions spread over the behavioural features.

use super::{Request, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell, Choice, Plot, PlotBlock, Point, Tick};
use crate::charts::scatter::{self, Dot};
use crate::charts::{Token, scale};
use crate::domain::behavior::{Behavior, Bucket, SessionPoint};
use crate::domain::feature::Feature;
use crate::store::behavior as store;
use crate::ui::number::{decimal, exact};

/// Columns a histogram has at most.
const COLUMNS: usize = 25;

pub(super) async fn board(request: &Request<'_>) -> Board {
    let answer = store::behavior(request.db).await;
    let panels = parts::answered(answer, request, |found| panels(found, request), "Behaviour");
    parts::of_the_day(request, panels)
}

fn panels(found: &Behavior, request: &Request<'_>) -> Vec<BoardPanel> {
    let Some(distributions) = &found.distributions.0 else {
        return parts::no_view("view_ai_features_1h");
    };
    let axis = |name, default: Feature| {
        let asked = request.params.filled(name).and_then(Feature::from_column);
        asked.filter(|feature| Feature::BEHAVIOR.contains(feature)).unwrap_or(default)
    };
    let (x, y) = (axis("x", Feature::HitVelocity), axis("y", Feature::PathDiversityRatio));
    let choices = |name: &'static str, current: Feature| Block::Links {
        label: format!(
            "{} axis: {}",
            if name == "x" { "Horizontal" } else { "Vertical" },
            current.label()
        ),
        links: Feature::BEHAVIOR
            .iter()
            .map(|feature| Choice {
                text: feature.label().to_owned(),
                href: request.params.with(name, feature.column()).href("/behavior"),
                is_current: *feature == current,
            })
            .collect(),
        is_folded: true,
    };
    let note = "the 500 with most requests; a point opens its address";
    let mut panels = vec![parts::panel(
        "Sessions on two features",
        note,
        12,
        vec![cloud(&found.scatter, x, y), choices("x", x), choices("y", y)],
    )];
    let histograms = [
        (Feature::HitVelocity, &distributions.hit_velocity),
        (Feature::FuzzingIndex, &distributions.fuzzing_index),
        (Feature::PostRatio, &distributions.post_ratio),
        (Feature::AssetRatio, &distributions.asset_ratio),
        (Feature::TemporalEntropy, &distributions.temporal_entropy),
        (Feature::PathDiversityRatio, &distributions.path_diversity_ratio),
    ];
    panels.extend(histograms.into_iter().map(|(feature, buckets)| {
        parts::panel(feature.label(), "sessions per value", 6, vec![histogram(feature, buckets)])
    }));
    panels
}

fn value_of(point: &SessionPoint, feature: Feature) -> Option<f64> {
    let whole = |value: Option<u64>| value.map(|value| value as f64);
    match feature {
        Feature::HitVelocity => point.hit_velocity,
        Feature::FuzzingIndex => point.fuzzing_index,
        Feature::PostRatio => point.post_ratio,
        Feature::AssetRatio => point.asset_ratio,
        Feature::DirectAccessRatio => point.direct_access_ratio,
        Feature::TemporalEntropy => point.temporal_entropy,
        Feature::PathDiversityRatio => point.path_diversity_ratio,
        Feature::ModernBrowserScore => whole(point.modern_browser_score),
        Feature::HeaderCount => whole(point.header_count),
        Feature::IsUaRotating => whole(point.is_ua_rotating),
        Feature::DistinctJa4Count => whole(point.distinct_ja4_count),
        Feature::SrcPortDensity => point.src_port_density,
        _ => None,
    }
}

/// Points that lie together are one, so that the drawing and its read-out stay small.
fn cloud(sessions: &[SessionPoint], x: Feature, y: Feature) -> Block {
    let values = |feature| sessions.iter().filter_map(move |point| value_of(point, feature));
    let most = |feature| values(feature).fold(0.0_f64, f64::max).max(f64::MIN_POSITIVE);
    let (right, top) = (most(x), most(y));
    let mut dots = Vec::new();
    let mut points = Vec::new();
    let mut rows = Vec::new();
    for session in sessions {
        let (Some(a), Some(b)) = (value_of(session, x), value_of(session, y)) else { continue };
        let key = parts::label_key(&session.asn_label);
        dots.push(Dot { x: a / right, y: b / top, token: Token::from_key(key) });
        let place = [(a / right) as f32 * 0.99, (1.0 - b / top) as f32 * 0.98, 0.01, 0.02];
        let name = if session.bot_name.is_empty() { &session.asn_label } else { &session.bot_name };
        let (shown_x, shown_y) = (decimal(a, 3), decimal(b, 3));
        points.push(Point {
            place,
            text: format!(
                "{} ({name})\n{} {shown_x}, {} {shown_y}\n{} requests",
                session.ip,
                x.label(),
                y.label(),
                exact(session.hits)
            ),
            window: None,
            href: format!("/ip/{}", session.ip),
        });
        rows.push(vec![
            Cell::Address(session.ip),
            parts::value("asn_label", &session.asn_label, "unknown"),
            parts::value("bot_name", &session.bot_name, "none known"),
            Cell::Count(session.hits),
            Cell::Decimal(a, 3),
            Cell::Decimal(b, 3),
        ]);
    }
    if dots.is_empty() {
        return parts::empty("There are no sessions in the last 24 hours.", "");
    }
    rows.truncate(25);
    let mut table = parts::numbers(
        "Sessions on two features, the 25 with most requests",
        vec![
            parts::head("Address", Align::Text),
            parts::head("Kind of network", Align::Text),
            parts::head("Bot", Align::Text),
            parts::head("Requests", Align::Number),
            parts::head(x.label(), Align::Number),
            parts::head(y.label(), Align::Number),
        ],
    );
    table.rows = rows;
    let legend = ["human", "datacenter", "hosting", "cdn", "vpn", "unknown"]
        .iter()
        .filter(|label| sessions.iter().any(|session| session.asn_label == **label))
        .map(|label| (parts::label_key(label).to_owned(), (*label).to_owned()))
        .collect();
    parts::plot(PlotBlock {
        label: format!("{} against {}, a point per session", y.label(), x.label()),
        plot: Plot::Drawn { svg: scatter::svg(&dots), shape: "wide".to_owned() },
        values: vec![decimal(top, 2), decimal(top / 2.0, 2), "0".to_owned()],
        ticks: (0_u8..4)
            .map(|q| {
                let share = f32::from(q) / 4.0;
                (share, Tick::Text(decimal(right * f64::from(share), 2)))
            })
            .collect(),
        legend,
        points,
        table,
    })
}

fn histogram(feature: Feature, buckets: &[Bucket]) -> Block {
    let known: Vec<(f64, u64)> =
        buckets.iter().filter_map(|b| b.bucket.map(|value| (value, b.cnt))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return parts::empty("There are no sessions in the last 24 hours.", "");
    };
    let (from, to) = (first.0, last.0);
    let count = COLUMNS.min(((to - from) * 100.0).round() as usize + 1).max(1);
    let step = ((to - from) / count as f64).max(0.01);
    let mut columns = vec![0_u64; count];
    for (value, sessions) in &known {
        let at = (((value - from) / step) as usize).min(count - 1);
        columns[at] += sessions;
    }
    let most = columns.iter().copied().max().unwrap_or(0);
    let width = 1.0 / count as f32;
    let span = |at: usize| {
        let start = from + step * at as f64;
        format!("{} to {}", decimal(start, 2), decimal(start + step, 2))
    };
    let points = columns.iter().enumerate().map(|(at, sessions)| Point {
        place: [at as f32 * width, 0.0, width, 1.0],
        text: format!("{} {}: {} sessions", feature.label(), span(at), exact(*sessions)),
        window: None,
        href: String::new(),
    });
    let points = points.collect();
    let mut table = parts::numbers(
        feature.label(),
        vec![parts::head(feature.label(), Align::Text), parts::head("Sessions", Align::Number)],
    );
    table.rows = columns
        .iter()
        .enumerate()
        .map(|(at, sessions)| vec![Cell::Text(span(at)), Cell::Count(*sessions)])
        .collect();
    parts::plot(PlotBlock {
        label: format!("Sessions per {}; {}", feature.label(), feature.description().meaning),
        plot: Plot::Columns {
            top: scale::top(most),
            columns: columns.iter().map(|sessions| vec![*sessions]).collect(),
        },
        values: Vec::new(),
        ticks: (0..count)
            .step_by(count.div_ceil(6).max(1))
            .map(|at| (at as f32 * width, Tick::Text(decimal(from + step * at as f64, 2))))
            .collect(),
        legend: vec![("accent".to_owned(), "sessions".to_owned())],
        points,
        table,
    })
}
