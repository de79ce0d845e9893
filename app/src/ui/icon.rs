//! The icons, as paths on a 16-pixel grid; always beside a word or inside something labelled.

use leptos::prelude::*;

use super::element::el;

/// An icon of the set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// Overview: a pulse.
    Pulse,
    /// Detections: a flag.
    Flag,
    /// Requests: rows.
    Rows,
    /// Scores: a gauge.
    Gauge,
    /// Campaigns: two heads.
    Group,
    /// Features: bars.
    Bars,
    /// Models: layers.
    Layers,
    /// Behaviour: points.
    Dots,
    /// Fingerprints: arcs.
    Print,
    /// Browsers: a window.
    Window,
    /// Countries: a globe.
    Globe,
    /// Heat map: a grid.
    Grid,
    /// Ask again: a turned arrow.
    Again,
    /// Investigation: a magnifying glass.
    Search,
    /// Classification: a tick in a box.
    Tick,
    /// Copy: two sheets.
    Copy,
    /// Theme: a half-filled circle.
    Contrast,
    /// Collapse the navigation: a bar with a column.
    Sidebar,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Pulse => "M1 9h3l2-6 4 10 2-4h3",
            Self::Flag => "M3 14V2h10l-3 4 3 4H3",
            Self::Rows => "M2 4h12M2 8h12M2 12h8",
            Self::Gauge => "M2 12a6 6 0 1 1 12 0M8 12l3-4",
            Self::Group => {
                "M6 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM2 13c0-5 8-5 8 0M11 4a2 2 0 1 1 0 4M12 9c2 0 3 2 3 4"
            }
            Self::Bars => "M3 14V8M8 14V3M13 14v-4",
            Self::Layers => "M8 2l6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3",
            Self::Dots => "M3 13h0M6 8h0M9 11h0M11 5h0M13 8h0M2 2v12h12",
            Self::Print => "M4 14c-2-8 8-10 8-4v4M6 14c-1-6 4-7 4-3v3M8 10v4M3 6c2-4 8-4 10 0",
            Self::Window => "M2 3h12v10H2zM2 6h12",
            Self::Globe => {
                "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM2 8h12M8 2c-4 4-4 8 0 12 4-4 4-8 0-12"
            }
            Self::Grid => "M2 2h12v12H2zM2 6h12M2 10h12M6 2v12M10 2v12",
            Self::Again => "M13 8a5 5 0 1 1-2-4M11 1v4h-4",
            Self::Search => "M7 2a5 5 0 1 0 0 10A5 5 0 0 0 7 2ZM11 11l3.5 3.5",
            Self::Tick => "M2 2h12v12H2zM5 8l2.5 2.5L11.5 6",
            Self::Copy => "M6 5h8v9H6zM10 5V2H2v9h4",
            Self::Contrast => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 2v12M10 4v8M12 6v4",
            Self::Sidebar => "M2 3h12v10H2zM6 3v10",
        }
    }
}

/// Draws an icon in the colour of the text around it.
#[must_use]
pub fn glyph(icon: Icon) -> AnyView {
    el("svg")
        .class("icon")
        .attr("viewBox", "0 0 16 16")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child(el("path").attr("d", icon.path()))
        .view()
}
