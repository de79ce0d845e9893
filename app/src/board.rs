//! What most pages show, as data: panels of tables, facts and drawings, put together by the server
//! (`boards`) and drawn by `ui::board` alike on the server and in the browser.
//!
//! A page made this way costs the browser half nothing but its route.

mod form;
mod plot;

use serde::{Deserialize, Serialize};

pub use self::form::{Field, FormBlock, Input, InputKind, RefusedSpan, SentForm};
pub use self::plot::{Axis, Plot, PlotBlock, Point, Tick};
use crate::domain::ip::Ip;
use crate::domain::risk::Risk;
use crate::domain::threat::ThreatLevel;
use crate::domain::time::Timestamp;
use crate::domain::zone::Zone;
use crate::error::AppError;

/// The pages that are boards.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BoardKind {
    /// Detected sessions, one row each.
    Detections,
    /// All scored sessions.
    Scores,
    /// Requests.
    Traffic,
    /// Verdicts: the desk where they are given.
    Classification,
    /// The verdicts on one address, a part of its page.
    Verdicts,
    /// Averages of the features, and which tell sessions apart.
    Features,
    /// The detector's models.
    Models,
    /// Countries and networks.
    Geo,
    /// Fingerprints of the day.
    Fingerprints,
    /// Browser families.
    Browsers,
    /// Sessions spread over features.
    Behavior,
    /// Requests by hour of the week.
    Heatmap,
    /// One fingerprint, the subject.
    Ja4,
    /// All campaigns.
    Campaigns,
    /// One campaign, the subject.
    Campaign,
    /// What words, figures and keys mean.
    Help,
    /// The JSON interface.
    Api,
    /// The last 24 hours.
    Overview,
    /// The risk of an address and what it rests on.
    IpSummary,
}

/// What a page shows beside or inside its board, asked by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PartKind {
    /// The addresses with the highest risk now.
    Worst,
    /// The newest verdicts on any address.
    NewestVerdicts,
    /// Where an address comes from.
    IpOrigin,
    /// The rows of one kind kept of an address; the subject is the address, the query the kind.
    IpRows,
}

/// The answer to such a question.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Part {
    /// The instant all windows of it end at.
    pub as_of: Timestamp,
    /// Where its times are shown.
    pub zone: Zone,
    /// What it consists of.
    pub blocks: Vec<Block>,
}

/// Everything a page shows under its heading.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Board {
    /// The instant all windows of it end at.
    pub as_of: Timestamp,
    /// Where its times are shown.
    pub zone: Zone,
    /// What it covers, in words: `last 24 hours`; may be empty.
    pub span: String,
    /// How to look at another time; empty when the page has one window alone.
    pub ranges: Vec<Choice>,
    /// The page's own address, to come back to with another time span.
    pub address: String,
    /// The time span that was asked for and cannot be read.
    pub refused: Option<RefusedSpan>,
    /// Conditions that hold, each with the address of the page without it.
    pub chips: Vec<Choice>,
    /// What stands above the panels.
    pub lead: Vec<Block>,
    /// What it consists of.
    pub panels: Vec<BoardPanel>,
    /// Whether it explains and shows no figures, so that no time belongs to it.
    pub is_text: bool,
}

/// A link that changes the page's address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Choice {
    /// Words.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// Whether it holds now.
    pub is_current: bool,
}

/// A titled part of a board.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BoardPanel {
    /// Heading.
    pub title: String,
    /// A remark beside it.
    pub note: String,
    /// Width in twelfths of the page.
    pub span: u8,
    /// What stands in it, top to bottom.
    pub blocks: Vec<Block>,
}

/// A part of a panel.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Block {
    /// Rows and columns.
    Table(TableBlock),
    /// Rows and columns, as many on a screen as can be read.
    Compact(TableBlock),
    /// Names and values.
    Facts(Vec<(String, Cell)>),
    /// Headline numbers.
    Tiles(Vec<Tile>),
    /// A chart.
    Plot(PlotBlock),
    /// A paragraph.
    Words(String),
    /// A short remark, and its style: `shown`, `hint`, `unknown`.
    Note(String, String),
    /// Facts in one line, each of several values.
    Line(Vec<Vec<Cell>>),
    /// Titled groups, one beside the other.
    Cards(Vec<Card>),
    /// Strips, one per thing seen.
    Bands(BandsBlock),
    /// The parts of a risk score.
    Ledger(Risk),
    /// Where the page shows the answer to its other question.
    Later,
    /// Nothing to show: why, and what helps.
    Empty {
        /// Why there is nothing.
        why: String,
        /// What would help, may be empty.
        help: String,
    },
    /// The question behind this part failed.
    Failed(AppError),
    /// Fields to narrow the page with.
    Form(FormBlock),
    /// What is shown on demand, and what it is.
    Folded(String, Vec<Block>),
    /// Fields that store something.
    Sent(SentForm),
    /// What the reader must know before anything else.
    Alert(String),
    /// Links beside a list: pages, exports, columns.
    Links {
        /// What the links are for.
        label: String,
        /// The links.
        links: Vec<Choice>,
        /// Whether they stand behind a switch.
        is_folded: bool,
    },
}

/// A titled group.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Card {
    /// Heading.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// When each of several JA4s was seen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BandsBlock {
    /// Heading.
    pub title: String,
    /// Fingerprint, words, and strip from `charts`.
    pub bands: Vec<(String, String, String)>,
}

/// A table.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TableBlock {
    /// What it lists.
    pub label: String,
    /// Headings.
    pub columns: Vec<Head>,
    /// Cells, row by row, as many as there are headings.
    pub rows: Vec<Vec<Cell>>,
}

/// A heading.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Words, with the unit.
    pub text: String,
    /// How its cells are set.
    pub align: Align,
    /// Address of the page ordered by it; empty when it cannot be.
    pub sort: String,
    /// Whether rows are ordered by it: `Some(true)` largest first.
    pub order: Option<bool>,
    /// What the figures below it mean; empty when they need no words.
    pub about: String,
}

/// How the cells of a column are set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Align {
    /// Left, on one line.
    Text,
    /// Left, on several lines.
    Prose,
    /// Right, tabular figures.
    Number,
    /// A bar.
    Bar,
}

/// One value as it is shown.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Cell {
    /// Not known, and why.
    Unknown(String),
    /// Text.
    Text(String),
    /// A sentence, cut where there is no room.
    Prose(String),
    /// A sentence in whole; as a fact it takes the row.
    Sentence(String),
    /// Text, and its exact name behind it.
    Named(String, String),
    /// A state: `fresh`, `stale` or `empty`, and words.
    State(String, String),
    /// A risk score, 0 to 100.
    Risk(u8),
    /// A whole number.
    Count(u64),
    /// A number with so many decimals at most.
    Decimal(f64, u8),
    /// An instant as its age.
    Ago(Timestamp),
    /// An instant as date and time.
    Moment(Timestamp),
    /// A client address.
    Address(Ip),
    /// A JA4 fingerprint.
    Ja4(String),
    /// A threat level.
    Level(ThreatLevel),
    /// A value that has others of its kind: the field it is filtered by, and the value.
    Value(String, String),
    /// A link.
    Link(String, String),
    /// A filled share of a bar, and the style key of its colour.
    Bar(f64, String),
    /// Buttons that store something about the row.
    Sent(SentForm),
}

/// A headline number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tile {
    /// What is counted.
    pub label: String,
    /// The number, short.
    pub value: String,
    /// The number, whole.
    pub exact: String,
    /// How it compares, or what it means.
    pub note: String,
    /// Style key of its colour, empty for none.
    pub level: String,
    /// Where it leads; empty when nowhere.
    pub href: String,
    /// What it means; empty when it needs no words.
    pub about: String,
    /// Its spark line from `charts`; empty for none.
    pub spark: String,
}
