//! The overview: is something happening, who is it, and is the data fresh enough to say so.

mod parts;
mod timeline;
mod worst;

use leptos::prelude::*;
use leptos_meta::Title;

use crate::asked::Asked;
use crate::charts::{Token, spark};
use crate::domain::overview::Overview;
use crate::domain::threat::ThreatLevel;
use crate::rpc::overview::{get_overview, list_worst_addresses};
use crate::ui::kpi::Kpi;
use crate::ui::number;
use crate::ui::panel::{Loaded, Panel};
use crate::ui::timestamp::Moment;

pub use worst::worst_view;

/// The overview of the last 24 hours.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let overview = Asked::once(get_overview);
    let worst = Asked::once(list_worst_addresses);
    let view = move |overview: Overview| {
        let worst = view! { <Loaded data=worst reserve="table" view=worst_view/> }.into_any();
        overview_view(&overview, worst)
    };
    view! {
        <Title text="Overview · ja4soc"/>
        <div class="page">
            <h1>"Overview"</h1>
            <Loaded data=overview reserve="overview" view/>
        </div>
    }
    .into_any()
}

/// Everything the overview shows, around the table of the worst addresses.
#[must_use]
pub fn overview_view(overview: &Overview, worst: AnyView) -> AnyView {
    // Drawn before the panels, whose children take what they show.
    let as_of = overview.as_of;
    let kpis = kpis(overview);
    let timeline = timeline::view(overview);
    let levels = parts::levels(&overview.threat_distribution);
    let models = parts::models(overview);
    let browsers = parts::browsers(&overview.browser_stats);
    let freshness = parts::freshness(overview);
    view! {
        <p class="as-of">
            "24 hours until " <Moment at=as_of/> ", changes against the 24 hours before"
        </p>
        {kpis}
        <div class="grid">
            <Panel title="Detections per hour" note="by level, UTC" class="span-7">
                {timeline}
            </Panel>
            <Panel title="Threat levels" note="scored sessions" class="span-5">
                {levels}
            </Panel>
            <Panel title="Worst addresses now" note="last 24 hours, by risk">
                {worst}
            </Panel>
            <Panel title="Models" note="scored sessions" class="span-4">
                {models}
            </Panel>
            <Panel title="Browsers" note="scored sessions, by JA4" class="span-4">
                {browsers}
            </Panel>
            <Panel title="Freshness" note="newest row of each source" class="span-4">
                {freshness}
            </Panel>
        </div>
    }
    .into_any()
}

fn kpis(overview: &Overview) -> AnyView {
    let before = &overview.day_before;
    let detections: Vec<u64> = overview.timeline.iter().map(|hour| hour.cnt).collect();
    let of_level = |level: ThreatLevel| timeline::per_hour(overview, &level);
    let tile = |label, now: u64, before: u64, level, spark: String| {
        let level = if now > 0 { level } else { "" };
        let (value, exact) = (number::compact(now), number::exact(now));
        let change = number::change(now, before);
        view! { <Kpi label value exact change level spark/> }
    };
    let legitimate = overview.legitimate_browsers;
    let critical = spark::svg(&of_level(ThreatLevel::Critical), Token::Level("critical"));
    let high = spark::svg(&of_level(ThreatLevel::High), Token::Level("high"));
    view! {
        <dl class="kpis">
            {tile(
                "Detections",
                overview.detections_24h,
                before.detections,
                "",
                spark::svg(&detections, Token::Accent),
            )}
            {tile("Critical", overview.critical_count, before.critical, "critical", critical)}
            {tile("High", overview.high_count, before.high, "high", high)}
            {tile("Detected addresses", overview.unique_ips, before.unique_ips, "", String::new())}
            {tile("Requests", overview.traffic_24h, before.traffic, "", String::new())}
            {tile("Scored sessions", overview.scored_24h, before.scored, "", String::new())}
            <Kpi
                label="Legitimate browsers"
                value=number::share(legitimate, overview.scored_24h)
                exact=format!(
                    "{} of {} scored sessions",
                    number::exact(legitimate),
                    number::exact(overview.scored_24h),
                )
                change=number::change(legitimate, before.legitimate_browsers)
                level="legitimate_browser"
            />
        </dl>
    }
    .into_any()
}
