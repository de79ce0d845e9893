//! A drawing with its words: axis labels and legend in HTML, and the same numbers as a table.

use leptos::prelude::*;

/// The one place where drawn SVG enters a page; `svg` must come from `charts`, which escapes.
#[component]
pub fn Drawing(
    /// What the drawing shows, in words; empty when the words beside it say the same.
    #[prop(optional, into)]
    label: String,
    /// The drawing.
    svg: String,
) -> impl IntoView {
    let (role, label, hidden) = if label.is_empty() {
        (None, None, Some("true"))
    } else {
        (Some("img"), Some(label), None)
    };
    view! { <div class="drawing" role=role aria-label=label aria-hidden=hidden inner_html=svg></div> }
        .into_any()
}

/// A chart over hours: value axis on the left, hours below, legend above, table behind a switch.
///
/// Labels are HTML, so that they keep their size when the drawing is stretched.
#[component]
pub fn HourChart(
    /// What the chart shows, in words.
    #[prop(into)]
    label: String,
    /// The drawing, from `charts`.
    svg: String,
    /// Labels of the value axis, top to bottom.
    values: Vec<String>,
    /// Labels of the hour axis, left to right, each at the start of an equal part of it.
    hours: Vec<String>,
    /// What the colours mean: style key and word.
    #[prop(optional)]
    legend: Vec<(&'static str, String)>,
    /// The numbers as a table.
    table: AnyView,
) -> impl IntoView {
    let legend = (!legend.is_empty()).then(|| {
        let items = legend
            .into_iter()
            .map(|(key, word)| {
                view! { <li><span class="swatch" data-level=key></span>{word}</li> }.into_any()
            })
            .collect_view();
        view! { <ul class="legend">{items}</ul> }.into_any()
    });
    let labels = |texts: Vec<String>| {
        texts.into_iter().map(|text| view! { <span>{text}</span> }.into_any()).collect_view()
    };
    view! {
        <figure class="chart">
            {legend}
            <div class="chart-plot">
                <div class="chart-values" aria-hidden="true">{labels(values)}</div>
                <Drawing label svg/>
                <div class="chart-hours" aria-hidden="true">{labels(hours)}</div>
            </div>
            <details class="chart-table">
                <summary>"Show as a table"</summary>
                {table}
            </details>
        </figure>
    }
    .into_any()
}
