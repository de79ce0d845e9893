//! Draws a board: its time span, its conditions, and its panels.

mod cell;
mod form;
mod ledger;
mod plot;
mod sent;
mod table;

use leptos::prelude::*;

use super::about::about_button;
use super::chart::drawing;
use super::element::{boxed, el, several};
use super::empty::empty;
use super::error::error_panel;
use super::panel::{loaded, panel};
use super::timestamp::{Clock, freshness, moment};
use super::value::ja4;
use crate::asked::Asked;
use crate::board::{
    BandsBlock, Block, Board, BoardPanel, Card, Cell, Choice, Part, RefusedSpan, Tile,
};
use crate::domain::zone::Zone;

pub use cell::cell;

/// Everything of a board under the page's heading.
#[must_use]
pub fn board_view(board: Board) -> AnyView {
    board_around(board, None)
}

/// The same with the answer to the page's other question where the board has a place for it.
#[must_use]
pub fn board_around(board: Board, later: Option<Asked<Part>>) -> AnyView {
    let Board { as_of, zone, span, ranges, address, refused, chips, lead, panels, is_text } = board;
    let clock = Clock { as_of, zone };
    let other = (!ranges.is_empty()).then(|| range_form(address, zone, refused));
    let said = el("p").class("as-of");
    let said = match (is_text, span.is_empty()) {
        (true, _) => said.child(span),
        (false, true) => said.child("As of ").child(moment(as_of, zone)),
        (false, false) => said.child(format!("{span}, as of ")).child(moment(as_of, zone)),
    };
    let head = el("div")
        .class("board-head")
        .child(said)
        .child(choices("Time span", "ranges", ranges))
        .child(other);
    let panels = panels.into_iter().map(|panel| {
        // What is asked by itself says itself when, and a form alone is of no time.
        let is_timeless = match panel.blocks.as_slice() {
            [Block::Later] => true,
            [Block::Sent(_)] => panel.note.is_empty(),
            _ => false,
        };
        let fresh = (!is_text && !is_timeless).then(|| freshness(clock));
        panel_view(panel, fresh, clock, later)
    });
    let mut views = vec![head.view()];
    views.extend(choices("Filters that hold; follow one to remove it", "chips", chips));
    views.extend(blocks_view(lead, clock, later));
    views.push(el("div").class("grid").children(panels).view());
    several(views)
}

/// What was asked beside a board, for a line of text.
#[must_use]
pub fn line_view(part: Part) -> AnyView {
    several(blocks_view(part.blocks, Clock { as_of: part.as_of, zone: part.zone }, None))
}

/// What was asked beside a board, for a panel.
#[must_use]
pub fn part_view(part: Part) -> AnyView {
    let clock = Clock { as_of: part.as_of, zone: part.zone };
    several(vec![line_view(part), boxed("p", "part-fresh", freshness(clock))])
}

fn blocks_view(blocks: Vec<Block>, clock: Clock, later: Option<Asked<Part>>) -> Vec<AnyView> {
    blocks.into_iter().map(|block| block_view(block, clock, later)).collect()
}

/// The panels of a board that is a part of a page.
#[must_use]
pub fn panels_view(board: Board) -> AnyView {
    let clock = Clock { as_of: board.as_of, zone: board.zone };
    let panels = board
        .panels
        .into_iter()
        .map(|panel| panel_view(panel, Some(freshness(clock)), clock, None));
    el("div").class("grid").children(panels).view()
}

/// A row of links; nothing when there are none.
fn choices(label: &'static str, class: &'static str, choices: Vec<Choice>) -> Option<AnyView> {
    if choices.is_empty() {
        return None;
    }
    let links = choices.into_iter().map(|Choice { text, href, is_current }| {
        let current = is_current.then_some("true");
        // What changes a table below keeps the table in sight.
        let stays = (class == "links").then_some("true");
        el("a")
            .attr_if("rel", outside(&href))
            .attr("href", href)
            .attr_if("data-noscroll", stays)
            .attr_if("aria-current", current)
            .child(text)
            .view()
    });
    Some(el("nav").class(class).attr("aria-label", label).children(links).view())
}

/// How a link is marked that the server answers with something else than a page: a file, JSON. The
/// router would look for a page.
fn outside(href: &str) -> Option<&'static str> {
    let is_page = !["/export/", "/api/"].iter().any(|path| href.starts_with(path));
    (!is_page).then_some("external")
}

/// A time span in words; the server reads it and comes back to the page.
fn range_form(address: String, zone: Zone, refused: Option<RefusedSpan>) -> AnyView {
    let page = el("input").attr("type", "hidden").attr("name", "page").attr("value", address);
    let span = form::text_field("span".to_owned())
        .attr("aria-label", format!("Another time span, {}", zone.name()))
        .attr("placeholder", "yesterday 14:00 to 16:00")
        .attr("maxlength", "60")
        .attr("required", "");
    let (span, why) = match refused {
        None => (span, None),
        Some(RefusedSpan { text, reason }) => {
            let quoted = el("q").child(el("bdi").child(text.clone()));
            let why = el("p").attr("id", "span-refused").class("refused").attr("role", "alert");
            let span = span
                .attr("value", text)
                .attr("aria-invalid", "true")
                .attr("aria-describedby", "span-refused");
            (span, Some(why.child(quoted).child(format!(" is {reason}."))))
        }
    };
    el("form")
        .class("range-form")
        .attr("method", "get")
        .attr("action", "/range")
        .child(page)
        .child(span)
        .child(form::submit_button("Go".to_owned()))
        .child(why)
        .view()
}

fn panel_view(
    data: BoardPanel,
    fresh: Option<AnyView>,
    clock: Clock,
    later: Option<Asked<Part>>,
) -> AnyView {
    let BoardPanel { title, note, span, blocks } = data;
    let class = match span {
        0..=4 => "span-4",
        5 => "span-5",
        6 => "span-6",
        7 => "span-7",
        8 => "span-8",
        _ => "",
    };
    panel((title, note), fresh, class, blocks_view(blocks, clock, later))
}

fn block_view(block: Block, clock: Clock, later: Option<Asked<Part>>) -> AnyView {
    match block {
        Block::Table(table) => table::view(table, clock, ""),
        Block::Compact(table) => table::view(table, clock, "compact"),
        Block::Plot(plot) => plot::view(plot, clock),
        Block::Form(form) => form::view(form),
        Block::Sent(form) => sent::view(form, "sent"),
        Block::Alert(text) => {
            el("p").class("error").attr("role", "alert").child(el("bdi").child(text)).view()
        }
        Block::Words(text) => el("p").class("words").child(el("bdi").child(text)).view(),
        Block::Empty { why, help } => empty(why, help),
        Block::Failed(error) => error_panel(error),
        Block::Links { label, links, is_folded: true } => {
            folded(label, vec![choices("Choices", "links", links).into_any()])
        }
        Block::Folded(label, blocks) => folded(label, blocks_view(blocks, clock, None)),
        Block::Links { label, links, is_folded: false } => el("div")
            .class("linked")
            .child(boxed("span", "linked-label", label))
            .child(choices("Choices", "links", links))
            .view(),
        Block::Facts(facts) => {
            let rows = facts.into_iter().map(|(name, value)| {
                let class = if matches!(value, Cell::Sentence(_)) { "facts-wide" } else { "" };
                let value = el("dd").child(cell(value, clock));
                el("div").class(class).child(el("dt").child(name)).child(value).view()
            });
            el("dl").class("facts facts-board").children(rows).view()
        }
        Block::Tiles(tiles) => {
            let has_sparks = tiles.iter().any(|tile| !tile.spark.is_empty());
            let tiles = tiles.into_iter().map(|tile| tile_view(tile, has_sparks));
            el("dl").class("kpis").children(tiles).view()
        }
        Block::Note(words, style) => el("p").class(style).child(words).view(),
        Block::Line(facts) => {
            let facts = facts.into_iter().map(|values| {
                el("li").children(values.into_iter().map(|value| cell(value, clock))).view()
            });
            el("ul").class("facts-line").children(facts).view()
        }
        Block::Cards(cards) => {
            let cards = cards.into_iter().map(|Card { title, blocks }| {
                let blocks = blocks_view(blocks, clock, None);
                el("section").class("card").child(el("h3").child(title)).children(blocks).view()
            });
            el("div").class("cards").children(cards).view()
        }
        Block::Bands(bands) => bands_view(bands),
        Block::Ledger(risk) => ledger::view(risk),
        Block::Later => match later {
            Some(part) => loaded(part, "table", part_view),
            None => ().into_any(),
        },
    }
}

fn folded(label: String, views: Vec<AnyView>) -> AnyView {
    el("details")
        .class("folded")
        .child(el("summary").child(el("bdi").child(label)))
        .children(views)
        .view()
}

fn bands_view(bands: BandsBlock) -> AnyView {
    let BandsBlock { title, bands } = bands;
    let bands = bands
        .into_iter()
        .map(|(value, words, svg)| el("li").child(ja4(value)).child(drawing(words, svg)).view());
    several(vec![boxed("h3", "bands-title", title), el("ul").class("bands").children(bands).view()])
}

fn tile_view(tile: Tile, has_sparks: bool) -> AnyView {
    let Tile { label, value, exact, note, level, href, about, spark } = tile;
    let about = about_button("tile", &label, about);
    // An empty one keeps the tiles of a row alike.
    let spark = has_sparks.then(|| boxed("dd", "kpi-spark", drawing(String::new(), spark)));
    let name = el("dt").class("kpi-label");
    let name = match href.is_empty() {
        true => name.child(el("span").child(label)),
        false => name.child(el("a").attr("href", href).child(label)),
    };
    el("div")
        .class("kpi")
        .attr_if("data-level", (!level.is_empty()).then_some(level))
        .child(name.child(about))
        .child(el("dd").class("kpi-value").attr("title", exact).child(value))
        .child(boxed("dd", "kpi-change", note))
        .child(spark)
        .view()
}
