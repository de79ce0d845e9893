//! A headline number with its comparison and its shape over the day.

use leptos::prelude::*;

use super::chart::Drawing;

/// One tile; tiles stand in a `<dl class="kpis">`.
#[component]
pub fn Kpi(
    /// What is counted.
    label: &'static str,
    /// The count, short.
    #[prop(into)]
    value: String,
    /// The count, whole; shown as a tooltip.
    #[prop(into)]
    exact: String,
    /// How it compares with the day before.
    #[prop(into)]
    change: String,
    /// Level whose colour the number takes, when it is above nothing.
    #[prop(optional)]
    level: &'static str,
    /// The spark line's SVG, from `charts::spark`; empty leaves its space free.
    #[prop(optional)]
    spark: String,
) -> impl IntoView {
    view! {
        <div class="kpi" data-level=(!level.is_empty()).then_some(level)>
            <dt class="kpi-label">{label}</dt>
            <dd class="kpi-value" title=exact>{value}</dd>
            <dd class="kpi-change">{change}</dd>
            <dd class="kpi-spark"><Drawing svg=spark/></dd>
        </div>
    }
    .into_any()
}
