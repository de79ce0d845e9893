//! A chart of a board: drawing, axes, legend that filters, and a surface that reads it out.

use leptos::prelude::*;
use leptos::web_sys;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use super::table;
use crate::board::{Axis, Plot, PlotBlock, Point, Tick};
use crate::charts::{Token, columns, scale};
use crate::domain::params::Params;
use crate::domain::range::Range;
use crate::domain::zone::Zone;
use crate::ui::browser::{self, IS_BROWSER};
use crate::ui::chart::drawing;
use crate::ui::element::{el, live};
use crate::ui::number::compact;
use crate::ui::timestamp::Clock;

/// Draws the chart.
pub(super) fn view(block: PlotBlock, clock: Clock) -> AnyView {
    let PlotBlock { label, plot, values, ticks, legend, points, table } = block;
    // A bit for each entry of the legend that is switched off.
    let hidden = RwSignal::new(0_u64);
    let keys: Vec<String> = legend.iter().map(|(key, _)| key.clone()).collect();
    let is_switch = matches!(plot, Plot::Columns { .. }) && legend.len() > 1;
    let names = match &plot {
        Plot::Radar { axes, .. } => Some(axis_names(axes)),
        _ => None,
    };
    let body = match plot {
        Plot::Drawn { svg, shape } => vec![
            values_view(values),
            el("div")
                .class("chart-surface")
                .attr("data-shape", shape)
                .child(drawing(label, svg))
                .children(surface(points))
                .view(),
        ],
        Plot::Radar { svg, axes } => {
            let (numbers, points) = around(axes);
            vec![
                values_view(Vec::new()),
                el("div")
                    .class("chart-surface")
                    .attr("data-shape", "square")
                    .child(drawing(label, svg))
                    .child(numbers)
                    .children(surface(points))
                    .view(),
            ]
        }
        Plot::Columns { top, columns } => {
            let shown = Memo::new(move |_| visible(&columns, hidden.get()));
            let end = move || match hidden.get() {
                0 => top,
                _ => shown.with(|columns| {
                    scale::top(columns.iter().map(|c| c.iter().sum()).max().unwrap_or(0))
                }),
            };
            let svg = move || shown.with(|columns| drawn(columns, &keys, end()));
            let axis = move || {
                let top = end();
                values_view(vec![compact(top), compact(top / 2), "0".to_owned()])
            };
            vec![
                live(axis),
                el("div")
                    .class("chart-surface")
                    .child(live(move || drawing(label.clone(), svg())))
                    .children(surface(points))
                    .view(),
            ]
        }
    };
    let numbers = el("details")
        .class("chart-table")
        .child(el("summary").child("Show as a table"))
        .child(table::view(table, clock, ""));
    el("figure")
        .class("chart")
        .child(legend_view(legend, is_switch, hidden))
        .child(el("div").class("chart-plot").children(body).child(ticks_view(ticks, clock.zone)))
        .child(names)
        .child(numbers)
        .view()
}

/// What the numbers around a radar stand for.
fn axis_names(axes: &[Axis]) -> AnyView {
    let names = axes.iter().map(|axis| el("li").child(axis.name.clone()).view());
    el("ol").class("axes").children(names).view()
}

/// The numbers of a radar's axes at their ends, and what can be read off there.
fn around(axes: Vec<Axis>) -> (AnyView, Vec<Point>) {
    /// Half the side of the place that is marked around a number, as a share of the plot.
    const HALF: f32 = 0.04;
    let numbers = axes.iter().zip(1_usize..).map(|(axis, number)| {
        let (x, y) = axis.place;
        let text = el("text").attr("x", percent(x)).attr("y", percent(y));
        text.child(number.to_string()).view()
    });
    let numbers =
        el("svg").class("chart-axes").attr("aria-hidden", "true").children(numbers).view();
    let point = |Axis { place: (x, y), name, said }| Point {
        place: [x - HALF, y - HALF, 2.0 * HALF, 2.0 * HALF],
        text: format!("{name}: {said}"),
        window: None,
        href: String::new(),
    };
    (numbers, axes.into_iter().map(point).collect())
}

/// The columns with the parts that are switched off at nothing.
fn visible(columns: &[Vec<u64>], hidden: u64) -> Vec<Vec<u64>> {
    let part = |(at, count): (usize, &u64)| if hidden >> at & 1 == 1 { 0 } else { *count };
    columns.iter().map(|parts| parts.iter().enumerate().map(part).collect()).collect()
}

fn drawn(columns: &[Vec<u64>], keys: &[String], top: u64) -> String {
    let column = |parts: &Vec<u64>| columns::Column {
        parts: parts
            .iter()
            .enumerate()
            .map(|(part, count)| {
                (keys.get(part).map_or(Token::Accent, |key| Token::from_key(key)), *count)
            })
            .collect(),
        hover: String::new(),
        is_marked: false,
    };
    let columns: Vec<columns::Column> = columns.iter().map(column).collect();
    columns::svg(&columns, top)
}

fn values_view(texts: Vec<String>) -> AnyView {
    let spans = texts.into_iter().map(|text| el("span").child(text).view());
    el("div").class("chart-values").attr("aria-hidden", "true").children(spans).view()
}

fn ticks_view(ticks: Vec<(f32, Tick)>, zone: Zone) -> AnyView {
    let ticks = ticks.into_iter().map(|(place, tick)| {
        let text = match tick {
            Tick::Clock(at) => zone.clock(at),
            Tick::Date(at) => zone.spaced(at).get(5..10).unwrap_or_default().to_owned(),
            Tick::Text(text) => text,
        };
        el("text").attr("x", percent(place)).attr("y", "12").child(text).view()
    });
    el("svg").class("chart-ticks").attr("aria-hidden", "true").children(ticks).view()
}

/// A share as an SVG length, 0 at least; a style attribute would break the page's policy.
fn percent(share: f32) -> String {
    let hundredths = (share.max(0.0) * 10_000.0).round() as i32;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// What the colours mean; where each is drawn by itself, it can be switched off.
fn legend_view(
    legend: Vec<(String, String)>,
    is_switch: bool,
    hidden: RwSignal<u64>,
) -> Option<AnyView> {
    if legend.is_empty() {
        return None;
    }
    let items = legend.into_iter().enumerate().map(|(at, (key, word))| {
        let swatch = el("span").class("swatch").attr("data-level", key);
        if !is_switch {
            return el("li").child(swatch).child(word).view();
        }
        let pressed = move || Some((hidden.get() >> at & 1 == 0).to_string());
        let switch = el("button")
            .attr("type", "button")
            .attr_live("aria-pressed", pressed)
            .on("click", move |_| hidden.update(|bits| *bits ^= 1 << at))
            .child(swatch)
            .child(word);
        el("li").child(switch).view()
    });
    Some(el("ul").class("legend").children(items).view())
}

/// What lies over the drawing: pointer and arrow keys choose a point, which is read out below;
/// a span drawn over several becomes the page's time span.
fn surface(points: Vec<Point>) -> Vec<AnyView> {
    if points.is_empty() {
        return Vec::new();
    }
    let chosen = RwSignal::new(None::<usize>);
    let begun = RwSignal::new(None::<usize>);
    // A reader may be gone while the server draws, and the router with them; only browsers navigate.
    let navigate = IS_BROWSER.then(use_navigate);
    let points = StoredValue::new(points);
    let last = points.with_value(Vec::len) - 1;

    let open = move |first: usize, end: usize| {
        let (from, to) = (first.min(end), first.max(end));
        let href = points.with_value(|points| match (points[from].window, points[to].window) {
            (Some((from, _)), Some((_, to))) => {
                let (path, query) = browser::place();
                Range::Between { from, to }.put_into(&Params::parse(&query)).href(&path)
            }
            _ => points[to].href.clone(),
        });
        if let Some(navigate) = navigate.as_ref().filter(|_| !href.is_empty()) {
            navigate(&href, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    };
    let open_by_key = open.clone();
    let at = move |event: &web_sys::Event| {
        let event = event.unchecked_ref::<web_sys::PointerEvent>();
        let target = event.current_target()?.dyn_into::<web_sys::Element>().ok()?;
        let x = event.offset_x() as f32 / target.client_width().max(1) as f32;
        let y = event.offset_y() as f32 / target.client_height().max(1) as f32;
        points.with_value(|points| nearest(points, x, y))
    };
    let on_key = move |event: web_sys::Event| {
        let event = event.unchecked_into::<web_sys::KeyboardEvent>();
        let now = chosen.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => now.map_or(0, |at| (at + 1).min(last)),
            "ArrowLeft" => now.map_or(last, |at| at.saturating_sub(1)),
            "Home" => 0,
            "End" => last,
            "Enter" => {
                if let Some(at) = now {
                    open_by_key(at, at);
                }
                return;
            }
            "Escape" => {
                begun.set(None);
                chosen.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        chosen.set(Some(next));
    };
    let marked = move || {
        let now = chosen.get()?;
        let from = begun.get().unwrap_or(now);
        points.with_value(|points| {
            let (first, end) = (points.get(from.min(now))?.place, points.get(from.max(now))?.place);
            let width = end[0] + end[2] - first[0];
            let (top, height) = if from == now { (first[1], first[3]) } else { (0.0, 1.0) };
            Some([first[0], top, width, height].map(percent))
        })
    };
    // Nothing at all while nothing is chosen: the styles hide an output without content.
    let said = move || {
        let now = chosen.get();
        let point = |points: &Vec<Point>| Some(points.get(now?)?.text.replace('\n', " · "));
        points.with_value(point).map_or_else(|| ().into_any(), |text| text.into_any())
    };
    let mark = move || match marked() {
        None => ().into_any(),
        Some([x, y, width, height]) => {
            el("rect").attr("x", x).attr("y", y).attr("width", width).attr("height", height).view()
        }
    };
    let reader = el("div")
        .class("chart-reader")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", "Chart: arrow keys read it out, Enter opens")
        .on("keydown", on_key)
        .on("pointermove", move |event| chosen.set(at(&event)))
        .on("pointerleave", move |_| {
            begun.set(None);
            chosen.set(None);
        })
        .on("pointerdown", move |event| begun.set(at(&event)))
        .on("pointerup", move |event| {
            if let (Some(first), Some(end)) = (begun.get_untracked(), at(&event)) {
                open(first, end);
            }
            begun.set(None);
        })
        .child(el("svg").class("chart-mark").attr("aria-hidden", "true").child(live(mark)));
    let output = el("output").class("chart-said").attr("aria-live", "polite").child(live(said));
    vec![reader.view(), output.view()]
}

/// The point that holds a place, else the one whose middle is nearest.
fn nearest(points: &[Point], x: f32, y: f32) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (at, Point { place: [left, top, width, height], .. }) in points.iter().enumerate() {
        let outside =
            |value: f32, from: f32, length: f32| (from - value).max(value - from - length).max(0.0);
        let (dx, dy) = (outside(x, *left, *width), outside(y, *top, *height));
        let distance = dx * dx + dy * dy;
        if best.is_none_or(|(_, least)| distance < least) {
            best = Some((at, distance));
        }
    }
    best.map(|(at, _)| at)
}
