//! A chart of a board: drawing, axes, legend that filters, and a surface that reads it out.

use leptos::prelude::*;
use leptos::{ev, web_sys};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast;

use super::table;
use crate::board::{Plot, PlotBlock, Point, Tick};
use crate::charts::{Token, columns, scale};
use crate::domain::params::Params;
use crate::domain::range::Range;
use crate::domain::time::Timestamp;
use crate::ui::chart::Drawing;
use crate::ui::number::compact;

/// Draws the chart.
pub(super) fn view(block: PlotBlock, as_of: Timestamp) -> AnyView {
    let PlotBlock { label, plot, values, ticks, legend, points, table } = block;
    // A bit for each entry of the legend that is switched off.
    let hidden = RwSignal::new(0_u64);
    let keys: Vec<String> = legend.iter().map(|(key, _)| key.clone()).collect();
    let hovers: Vec<String> = points.iter().map(|point| point.text.clone()).collect();
    let body = match plot {
        Plot::Drawn { svg, shape } => view! {
            <div class="chart-values" aria-hidden="true">{labels(values)}</div>
            <div class="chart-surface" data-shape=shape>
                <Drawing label=label.clone() svg/>
                {surface(points)}
            </div>
        }
        .into_any(),
        Plot::Columns { top, columns } => {
            let shown = Memo::new(move |_| visible(&columns, hidden.get()));
            let end = move || match hidden.get() {
                0 => top,
                _ => shown.with(|columns| {
                    scale::top(columns.iter().map(|c| c.iter().sum()).max().unwrap_or(0))
                }),
            };
            let svg = move || shown.with(|columns| drawn(columns, &keys, &hovers, end()));
            let name = label.clone();
            view! {
                <div class="chart-values" aria-hidden="true">
                    {move || {
                        let top = end();
                        labels(vec![compact(top), compact(top / 2), "0".to_owned()])
                    }}
                </div>
                <div class="chart-surface">
                    {move || view! { <Drawing label=name.clone() svg=svg()/> }}
                    {surface(points)}
                </div>
            }
            .into_any()
        }
    };
    view! {
        <figure class="chart">
            {legend_view(legend, hidden)}
            <div class="chart-plot">
                {body}
                {ticks_view(ticks)}
            </div>
            <details class="chart-table">
                <summary>"Show as a table"</summary>
                {table::view(table, as_of)}
            </details>
        </figure>
    }
    .into_any()
}

/// The columns with the parts that are switched off at nothing.
fn visible(columns: &[Vec<u64>], hidden: u64) -> Vec<Vec<u64>> {
    let part = |(at, count): (usize, &u64)| if hidden >> at & 1 == 1 { 0 } else { *count };
    columns.iter().map(|parts| parts.iter().enumerate().map(part).collect()).collect()
}

fn drawn(columns: &[Vec<u64>], keys: &[String], hovers: &[String], top: u64) -> String {
    let column = |(at, parts): (usize, &Vec<u64>)| columns::Column {
        parts: parts
            .iter()
            .enumerate()
            .map(|(part, count)| {
                (keys.get(part).map_or(Token::Accent, |key| Token::from_key(key)), *count)
            })
            .collect(),
        hover: hovers.get(at).cloned().unwrap_or_default(),
        is_marked: false,
    };
    let columns: Vec<columns::Column> = columns.iter().enumerate().map(column).collect();
    columns::svg(&columns, top)
}

fn labels(texts: Vec<String>) -> AnyView {
    let spans = texts.into_iter().map(|text| view! { <span>{text}</span> }.into_any());
    spans.collect_view().into_any()
}

fn ticks_view(ticks: Vec<(f32, Tick)>) -> AnyView {
    let ticks = ticks
        .into_iter()
        .map(|(place, tick)| {
            let text = match tick {
                Tick::Clock(at) => at.clock(),
                Tick::Date(at) => at.spaced().get(5..10).unwrap_or_default().to_owned(),
                Tick::Text(text) => text,
            };
            view! { <text x=percent(place) y="12">{text}</text> }.into_any()
        })
        .collect_view();
    view! { <svg class="chart-ticks" aria-hidden="true">{ticks}</svg> }.into_any()
}

/// A share as an SVG length; a style attribute would break the page's policy.
fn percent(share: f32) -> String {
    format!("{:.2}%", share * 100.0)
}

/// One entry alone needs no switch.
fn legend_view(legend: Vec<(String, String)>, hidden: RwSignal<u64>) -> AnyView {
    if legend.is_empty() {
        return ().into_any();
    }
    let is_switch = legend.len() > 1;
    let items = legend
        .into_iter()
        .enumerate()
        .map(|(at, (key, word))| {
            let swatch = view! { <span class="swatch" data-level=key></span> };
            if !is_switch {
                return view! { <li>{swatch}{word}</li> }.into_any();
            }
            let is_shown = move || hidden.get() >> at & 1 == 0;
            view! {
                <li>
                    <button
                        type="button"
                        aria-pressed=move || if is_shown() { "true" } else { "false" }
                        on:click=move |_| hidden.update(|bits| *bits ^= 1 << at)
                    >
                        {swatch}
                        {word}
                    </button>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ul class="legend">{items}</ul> }.into_any()
}

/// What lies over the drawing: pointer and arrow keys choose a point, which is read out below;
/// a span drawn over several becomes the page's time span.
fn surface(points: Vec<Point>) -> AnyView {
    if points.is_empty() {
        return ().into_any();
    }
    let chosen = RwSignal::new(None::<usize>);
    let begun = RwSignal::new(None::<usize>);
    let search = use_location().search;
    let path = use_location().pathname;
    let navigate = use_navigate();
    let points = StoredValue::new(points);
    let last = points.with_value(Vec::len) - 1;

    let open = move |first: usize, end: usize| {
        let (from, to) = (first.min(end), first.max(end));
        let href = points.with_value(|points| match (points[from].window, points[to].window) {
            (Some((from, _)), Some((_, to))) => {
                let params = Params::parse(&search.get_untracked());
                Range::Between { from, to }.put_into(&params).href(&path.get_untracked())
            }
            _ => points[to].href.clone(),
        });
        if !href.is_empty() {
            navigate(&href, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    };
    let open_by_key = open.clone();
    let at = move |event: &ev::PointerEvent| {
        let target = event.current_target()?.dyn_into::<web_sys::Element>().ok()?;
        let x = event.offset_x() as f32 / target.client_width().max(1) as f32;
        let y = event.offset_y() as f32 / target.client_height().max(1) as f32;
        points.with_value(|points| nearest(points, x, y))
    };
    let on_key = move |event: ev::KeyboardEvent| {
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
    let said = move || {
        let now = chosen.get()?;
        points.with_value(|points| points.get(now).map(|point| point.text.replace('\n', " · ")))
    };
    view! {
        <div
            class="chart-reader"
            tabindex="0"
            role="group"
            aria-label="Chart: arrow keys read it out, Enter opens"
            on:keydown=on_key
            on:pointermove=move |event| chosen.set(at(&event))
            on:pointerleave=move |_| {
                begun.set(None);
                chosen.set(None);
            }
            on:pointerdown=move |event| begun.set(at(&event))
            on:pointerup=move |event| {
                if let (Some(first), Some(end)) = (begun.get_untracked(), at(&event)) {
                    open(first, end);
                }
                begun.set(None);
            }
        >
            <svg class="chart-mark" aria-hidden="true">
                {move || {
                    marked()
                        .map(|[x, y, width, height]| {
                            view! { <rect x=x y=y width=width height=height></rect> }.into_any()
                        })
                }}
            </svg>
        </div>
        <output class="chart-said" aria-live="polite">{said}</output>
    }
    .into_any()
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
