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
    /// Names of all hours of the plot, left to right; every third is shown.
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
    // Each label takes the width of the hours it stands for, so that it begins at its column.
    let count = hours.len();
    let hours = hours
        .into_iter()
        .enumerate()
        .step_by(3)
        .map(|(at, hour)| view! { <span data-hours=(count - at).min(3)>{hour}</span> }.into_any())
        .collect_view();
    view! {
        <figure class="chart">
            {legend}
            <div class="chart-plot">
                <div class="chart-values" aria-hidden="true">{labels(values)}</div>
                <Drawing label svg/>
                <div class="chart-hours" aria-hidden="true">{hours}</div>
            </div>
            <details class="chart-table">
                <summary>"Show as a table"</summary>
                {table}
            </details>
        </figure>
    }
    .into_any()
}
