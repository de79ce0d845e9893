//! The risk score as a ledger: parts, rounding and cap always sum to the score that is shown.

use leptos::prelude::*;

use crate::domain::risk::{Risk, RiskPart, without};
use crate::ui::badge::{level_key, risk_level};
use crate::ui::bar::bar;
use crate::ui::element::{El, boxed, el, live, several};
use crate::ui::number::decimal;

/// Parts with their evidence; unticking one shows the score without it, by the server's own rule.
pub(super) fn view(risk: Risk) -> AnyView {
    let left_out = RwSignal::new(Vec::<String>::new());
    // Until the browser half runs, a box that does nothing must not look as if it did.
    let is_live = RwSignal::new(false);
    Effect::new(move || is_live.set(true));

    let rows: Vec<AnyView> =
        risk.parts.iter().map(|part| part_view(part.clone(), left_out, is_live)).collect();
    let whole = risk.score;
    let totals = live(move || {
        let shown = left_out
            .with(|names| without(&risk, &names.iter().map(String::as_str).collect::<Vec<_>>()));
        totals(&shown, whole)
    });
    let title = |class: &'static str| el("th").attr("scope", "col").class(class);
    let share = boxed("span", "visually-hidden", "Share of the part’s most");
    let head = el("tr")
        .child(title("").child("Part"))
        .child(title("cell-number").child("Points"))
        .child(title("cell-bar").child(share))
        .child(title("cell-prose").child("Evidence"));
    let table = el("table")
        .class("ledger")
        .child(el("thead").child(head))
        .child(el("tbody").children(rows))
        .child(el("tfoot").attr("aria-live", "polite").child(totals));
    several(vec![
        el("div").class("ledger-frame").child(table).view(),
        boxed("p", "hint", "Untick a part to see the score without it."),
    ])
}

fn part_view(part: RiskPart, left_out: RwSignal<Vec<String>>, is_live: RwSignal<bool>) -> AnyView {
    let RiskPart { name, points, max_points, evidence } = part;
    let ratio = if max_points > 0.0 { points / max_points } else { 0.0 };
    let word = word(&name);
    let toggled = name.clone();
    let tick = el("input")
        .attr("type", "checkbox")
        .attr("checked", "")
        .attr("autocomplete", "off")
        .attr_live("disabled", move || (!is_live.get()).then(String::new))
        .on("change", move |event| {
            let is_in = event_target_checked(&event);
            left_out.update(|names| {
                names.retain(|name| *name != toggled);
                if !is_in {
                    names.push(toggled.clone());
                }
            });
        });
    let is_out = move || left_out.with(|names| names.contains(&name)).then(|| "out".to_owned());
    let first = el("th").attr("scope", "row").child(el("label").child(tick).child(word));
    let points = el("td").class("cell-number").child(decimal(points, 2)).child(boxed(
        "span",
        "of",
        format!(" of {}", decimal(max_points, 2)),
    ));
    el("tr")
        .attr_live("data-part", is_out)
        .child(first)
        .child(points)
        .child(boxed("td", "cell-bar", bar(ratio, String::new())))
        .child(boxed("td", "cell-prose", evidence))
        .view()
}

/// The lines under the parts: what rounding and the cap change, and the score.
fn totals(risk: &Risk, whole: u8) -> AnyView {
    let mut lines = Vec::new();
    for (word, points, why) in [
        ("Rounding", risk.rounding, "to a whole number, halves to even"),
        ("Cap", risk.clipped, "the score ends at 100"),
    ] {
        if points != 0.0 {
            let sign = if points > 0.0 { "+" } else { "" };
            let points = format!("{sign}{}", decimal(points, 2));
            lines.push(total(word, points, el("td").class("cell-bar"), why.to_owned()).view());
        }
    }
    let sum: f64 = risk.parts.iter().map(|part| part.points).sum();
    let note = if risk.score == whole {
        format!("parts sum to {}", decimal(sum, 2))
    } else {
        format!("with every part it is {whole}")
    };
    let key = level_key(&risk_level(risk.score));
    let share = bar(f64::from(risk.score) / 100.0, key.to_owned());
    let share = el("td").class("cell-bar").child(share);
    let score = total("Score", risk.score.to_string(), share, note);
    lines.push(score.class("ledger-score").attr("data-level", key).view());
    several(lines)
}

fn total(word: &'static str, points: String, share: El, note: String) -> El {
    el("tr")
        .child(el("th").attr("scope", "row").child(word))
        .child(boxed("td", "cell-number", points))
        .child(share)
        .child(boxed("td", "cell-prose", note))
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
