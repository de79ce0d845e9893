//! The risk score as a ledger: parts, rounding and cap always sum to the score that is shown.

use leptos::prelude::*;

use crate::domain::risk::{Risk, RiskPart, without};
use crate::ui::badge::{level_key, risk_level};
use crate::ui::bar::Bar;
use crate::ui::number::decimal;

/// Parts with their evidence; unticking one shows the score without it, by the server's own rule.
#[component]
pub fn Ledger(
    /// The score and its parts.
    risk: Risk,
) -> impl IntoView {
    let left_out = RwSignal::new(Vec::<String>::new());
    // Until the browser half runs, a box that does nothing must not look as if it did.
    let (is_live, set_live) = signal(false);
    Effect::new(move || set_live.set(true));

    let rows = risk
        .parts
        .iter()
        .map(|part| view! { <Part part=part.clone() left_out is_live/> }.into_any())
        .collect_view();
    let whole = risk.score;
    let shown = Memo::new(move |_| {
        left_out.with(|names| without(&risk, &names.iter().map(String::as_str).collect::<Vec<_>>()))
    });
    view! {
        <div class="ledger-frame">
            <table class="ledger">
                <thead>
                    <tr>
                        <th scope="col">"Part"</th>
                        <th scope="col" class="cell-number">"Points"</th>
                        <th scope="col" class="cell-bar">
                            <span class="visually-hidden">"Share of the part’s most"</span>
                        </th>
                        <th scope="col" class="cell-prose">"Evidence"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot aria-live="polite">{move || shown.with(|risk| totals(risk, whole))}</tfoot>
            </table>
        </div>
        <p class="hint">"Untick a part to see the score without it."</p>
    }
    .into_any()
}

#[component]
fn Part(
    part: RiskPart,
    left_out: RwSignal<Vec<String>>,
    is_live: ReadSignal<bool>,
) -> impl IntoView {
    let RiskPart { name, points, max_points, evidence } = part;
    let ratio = if max_points > 0.0 { points / max_points } else { 0.0 };
    let word = word(&name);
    let toggled = name.clone();
    let toggle = move |event| {
        let is_in = event_target_checked(&event);
        left_out.update(|names| {
            names.retain(|name| *name != toggled);
            if !is_in {
                names.push(toggled.clone());
            }
        });
    };
    let is_out = move || left_out.with(|names| names.contains(&name)).then_some("out");
    view! {
        <tr data-part=is_out>
            <th scope="row">
                <label>
                    <input
                        type="checkbox"
                        checked
                        autocomplete="off"
                        disabled=move || !is_live.get()
                        on:change=toggle
                    />
                    {word}
                </label>
            </th>
            <td class="cell-number">
                {decimal(points, 2)} <span class="of">{format!(" of {}", decimal(max_points, 2))}</span>
            </td>
            <td class="cell-bar"><Bar ratio/></td>
            <td class="cell-prose"><bdi>{evidence}</bdi></td>
        </tr>
    }
    .into_any()
}

/// The lines under the parts: what rounding and the cap change, and the score.
fn totals(risk: &Risk, whole: u8) -> AnyView {
    let line = |word: &'static str, points: f64, why: &'static str| {
        (points != 0.0).then(|| {
            let sign = if points > 0.0 { "+" } else { "" };
            view! {
                <tr>
                    <th scope="row">{word}</th>
                    <td class="cell-number">{format!("{sign}{}", decimal(points, 2))}</td>
                    <td class="cell-bar"></td>
                    <td class="cell-prose">{why}</td>
                </tr>
            }
            .into_any()
        })
    };
    let sum: f64 = risk.parts.iter().map(|part| part.points).sum();
    let note = if risk.score == whole {
        format!("parts sum to {}", decimal(sum, 2))
    } else {
        format!("with every part it is {whole}")
    };
    let key = level_key(&risk_level(risk.score));
    view! {
        {line("Rounding", risk.rounding, "to a whole number, halves to even")}
        {line("Cap", risk.clipped, "the score ends at 100")}
        <tr class="ledger-score" data-level=key>
            <th scope="row">"Score"</th>
            <td class="cell-number">{risk.score.to_string()}</td>
            <td class="cell-bar"><Bar ratio=f64::from(risk.score) / 100.0 level=key/></td>
            <td class="cell-prose">{note}</td>
        </tr>
    }
    .into_any()
}

fn word(name: &str) -> String {
    match name {
        "ml" => "ML anomaly",
        "bruteforce" => "Brute force",
        "tcp_spoofing" => "TCP spoofing",
        "ja4_rotation" => "JA4 rotation",
        "persistence" => "Persistence",
        other => other,
    }
    .to_owned()
}
