//! Requests by day of the week and hour.

use super::{Request, parts};
use crate::board::{Align, Block, Board, BoardPanel, Cell, Plot, PlotBlock, Point, Tick};
use crate::charts::heat;
use crate::domain::heatmap::{Heatmap, hour_of_week};
use crate::domain::time::{DAY, HOUR, Timestamp};
use crate::domain::zone::Zone;
use crate::store::heatmap as store;
use crate::ui::number::exact;

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) async fn board(request: &Request<'_>) -> Board {
    let answer = store::heatmap(request.db, request.now).await;
    let draw = |map: &Heatmap| panels(map, request.zone);
    let panels = parts::answered(answer, request, draw, "Requests");
    Board { span: "last 7 days".to_owned(), ..parts::of_the_day(request, panels) }
}

fn panels(map: &Heatmap, zone: Zone) -> Vec<BoardPanel> {
    let note = format!("by day of the week and hour, {}; the deeper the more", zone.name());
    vec![parts::panel("Requests", &note, 12, vec![grid(map, zone)])]
}

/// Requests by day of the week and hour on a zone's clock.
fn week(map: &Heatmap, zone: Zone) -> [[u64; 24]; 7] {
    let mut counts = [[0_u64; 24]; 7];
    if zone.is_utc() {
        for cell in &map.cells {
            let (day, hour) =
                (usize::from(cell.dow.clamp(1, 7)) - 1, usize::from(cell.hour.min(23)));
            counts[day][hour] += cell.cnt;
        }
        return counts;
    }
    for hour in &map.hours {
        let at = hour_of_week(zone.wall(hour.hour));
        counts[at / 24][at % 24] += hour.cnt;
    }
    counts
}

fn grid(map: &Heatmap, zone: Zone) -> Block {
    let counts = week(map, zone);
    let most = counts.iter().flatten().copied().max().unwrap_or(0);
    if most == 0 {
        return parts::empty(
            "There are no requests in the last 7 days.",
            "Feed a log with ja4soc ingest; --shift-to-now moves an old one into the present.",
        );
    }
    // Where clocks differ from UTC by half an hour, the hours counted begin in the middle of theirs.
    let minutes = zone.wall(Timestamp(DAY)).0 % HOUR / 60;
    let clock = |hour: usize| format!("{hour:02}:{minutes:02}");
    let rows: Vec<Vec<Option<f64>>> = counts
        .iter()
        .map(|hours| hours.iter().map(|count| Some(*count as f64 / most as f64)).collect())
        .collect();
    let points =
        (0..7).flat_map(|day| (0..24).map(move |hour| (day, hour))).map(|(day, hour)| Point {
            place: [hour as f32 / 24.0, day as f32 / 7.0, 1.0 / 24.0, 1.0 / 7.0],
            text: format!(
                "{} {} {}: {} requests",
                DAYS[day],
                clock(hour),
                zone.name(),
                exact(counts[day][hour])
            ),
            window: None,
            href: String::new(),
        });
    let points = points.collect();
    let mut heads = vec![parts::head(&format!("Hour ({})", zone.name()), Align::Text)];
    heads.extend(DAYS.iter().map(|day| parts::head(day, Align::Number)));
    let mut table = parts::numbers("Requests by hour of the week", heads);
    table.rows = (0..24)
        .map(|hour| {
            let mut cells = vec![Cell::Text(clock(hour))];
            cells.extend(counts.iter().map(|day| Cell::Count(day[hour])));
            cells
        })
        .collect();
    parts::plot(PlotBlock {
        label: format!("Requests by hour of the week; most in one hour: {}", exact(most)),
        plot: Plot::Drawn { svg: heat::svg(&rows), shape: "grid".to_owned() },
        values: DAYS.iter().map(|day| day[..3].to_owned()).collect(),
        ticks: (0..24)
            .step_by(3)
            .map(|hour| (hour as f32 / 24.0, Tick::Text(clock(hour))))
            .collect(),
        legend: Vec::new(),
        points,
        table,
    })
}
