//! Draws a board: its time span, its conditions, and its panels.

mod cell;
mod form;
mod plot;
mod table;

use leptos::prelude::*;

use super::empty::Empty;
use super::error::ErrorPanel;
use super::panel::Panel;
use super::timestamp::Moment;
use crate::board::{Block, Board, BoardPanel, Choice, Tile};
use crate::domain::time::Timestamp;

pub use cell::cell;

/// Everything of a board under the page's heading.
#[must_use]
pub fn board_view(board: Board) -> AnyView {
    let Board { as_of, span, ranges, address, chips, panels } = board;
    let other = (!ranges.is_empty()).then(|| range_form(address));
    let panels = panels.into_iter().map(|panel| panel_view(panel, as_of)).collect_view();
    view! {
        <div class="board-head">
            <p class="as-of">{span} ", as of " <Moment at=as_of/></p>
            {choices("Time span", "ranges", ranges)}
            {other}
        </div>
        {choices("Filters that hold; follow one to remove it", "chips", chips)}
        <div class="grid">{panels}</div>
    }
    .into_any()
}

/// A row of links; nothing when there are none.
fn choices(label: &'static str, class: &'static str, choices: Vec<Choice>) -> AnyView {
    if choices.is_empty() {
        return ().into_any();
    }
    let links = choices
        .into_iter()
        .map(|Choice { text, href, is_current }| {
            let current = is_current.then_some("true");
            view! { <li><a href=href aria-current=current><bdi>{text}</bdi></a></li> }.into_any()
        })
        .collect_view();
    view! { <nav aria-label=label><ul class=class>{links}</ul></nav> }.into_any()
}

/// A time span in words; the server reads it and comes back to the page.
fn range_form(address: String) -> AnyView {
    view! {
        <form class="range-form" method="get" action="/range">
            <input type="hidden" name="page" value=address/>
            <input
                type="text"
                name="span"
                aria-label="Another time span, UTC"
                placeholder="yesterday 14:00 to 16:00"
                autocomplete="off"
                spellcheck="false"
                maxlength="60"
                required
            />
            <button type="submit" class="button">"Go"</button>
        </form>
    }
    .into_any()
}

fn panel_view(panel: BoardPanel, as_of: Timestamp) -> AnyView {
    let BoardPanel { title, note, span, blocks } = panel;
    let blocks = blocks.into_iter().map(|block| block_view(block, as_of)).collect_view();
    let class = match span {
        0..=4 => "span-4",
        5 => "span-5",
        6 => "span-6",
        7 => "span-7",
        8 => "span-8",
        _ => "",
    };
    view! { <Panel title note class>{blocks}</Panel> }.into_any()
}

fn block_view(block: Block, as_of: Timestamp) -> AnyView {
    match block {
        Block::Table(table) => table::view(table, as_of),
        Block::Plot(plot) => plot::view(plot, as_of),
        Block::Form(form) => form::view(form),
        Block::Words(text) => view! { <p class="words"><bdi>{text}</bdi></p> }.into_any(),
        Block::Empty { why, help } => view! { <Empty why help/> }.into_any(),
        Block::Failed(error) => view! { <ErrorPanel error/> }.into_any(),
        Block::Links { label, links, is_folded: true } => {
            let links = choices("Choices", "links", links);
            view! { <details class="folded"><summary>{label}</summary>{links}</details> }.into_any()
        }
        Block::Links { label, links, is_folded: false } => {
            let links = choices("Choices", "links", links);
            view! { <div class="linked"><span class="linked-label">{label}</span>{links}</div> }
                .into_any()
        }
        Block::Facts(facts) => {
            let rows = facts
                .into_iter()
                .map(|(name, value)| {
                    let value = cell(value, as_of);
                    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
                })
                .collect_view();
            view! { <dl class="facts">{rows}</dl> }.into_any()
        }
        Block::Tiles(tiles) => {
            let tiles = tiles.into_iter().map(tile).collect_view();
            view! { <dl class="kpis">{tiles}</dl> }.into_any()
        }
    }
}

fn tile(tile: Tile) -> AnyView {
    let Tile { label, value, exact, note, level, href } = tile;
    let label = match href.is_empty() {
        true => label.into_any(),
        false => view! { <a href=href>{label}</a> }.into_any(),
    };
    view! {
        <div class="kpi" data-level=(!level.is_empty()).then_some(level)>
            <dt class="kpi-label">{label}</dt>
            <dd class="kpi-value" title=exact>{value}</dd>
            <dd class="kpi-change">{note}</dd>
        </div>
    }
    .into_any()
}
