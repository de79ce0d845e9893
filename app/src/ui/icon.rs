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
    /// Investigation: a magnifying glass.
    Search,
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
            Self::Search => "M7 2a5 5 0 1 0 0 10A5 5 0 0 0 7 2ZM11 11l3.5 3.5",
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
