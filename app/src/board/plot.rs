//! Charts as data: how they are drawn, and what can be read off them.

use serde::{Deserialize, Serialize};

use super::TableBlock;
use crate::domain::time::Timestamp;

/// A chart: a drawing with its axes in words, what each point of it says, and the numbers.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PlotBlock {
    /// What it shows, in words.
    pub label: String,
    /// How it is drawn.
    pub plot: Plot,
    /// Labels of the value axis, top to bottom.
    pub values: Vec<String>,
    /// Labels under it, each with its place from the left, 0 to 1.
    pub ticks: Vec<(f32, Tick)>,
    /// What its colours mean: style key and words.
    pub legend: Vec<(String, String)>,
    /// What can be read off it, left to right.
    pub points: Vec<Point>,
    /// Its numbers.
    pub table: TableBlock,
}

/// A label under a chart.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Tick {
    /// An instant, shown as its time of day.
    Clock(Timestamp),
    /// An instant, shown as its date.
    Date(Timestamp),
    /// Text.
    Text(String),
}

/// How a chart is drawn.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Plot {
    /// Stacked columns, drawn where they are shown: the parts of each column by style key.
    Columns {
        /// End of the value axis.
        top: u64,
        /// Parts of each column, bottom up, in the order of the legend.
        columns: Vec<Vec<u64>>,
    },
    /// A drawing from `charts`.
    Drawn {
        /// The drawing.
        svg: String,
        /// Its shape in the styles: `wide`, `square`, `map`, `grid`.
        shape: String,
    },
    /// A drawing from `charts::radar`.
    Radar {
        /// The drawing.
        svg: String,
        /// Its axes, clockwise from the top.
        axes: Vec<Axis>,
    },
}

/// An axis of a radar.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Axis {
    /// Where its name stands: shares of the plot from its left and its top, 0 to 1.
    pub place: (f32, f32),
    /// What it shows.
    pub name: String,
    /// The values on it, in words.
    pub said: String,
}

/// A place in a chart that says something.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Point {
    /// Left, top, width and height as shares of the plot, 0 to 1.
    pub place: [f32; 4],
    /// What it says, line by line.
    pub text: String,
    /// First second it stands for, and the second after; the chart can be zoomed when all have it.
    pub window: Option<(Timestamp, Timestamp)>,
    /// Where it leads; empty when nowhere.
    pub href: String,
}
