//! Forms as data: fields that narrow a page, and forms that store something.

use serde::{Deserialize, Serialize};

/// Fields that narrow a page; a plain form that asks for the page again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FormBlock {
    /// Where it is sent.
    pub action: String,
    /// What it keeps of the page's address.
    pub kept: Vec<(String, String)>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Words on its button.
    pub submit: String,
}

/// A field of a form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Field {
    /// Name in the address.
    pub name: String,
    /// What to fill in.
    pub label: String,
    /// What it holds.
    pub value: String,
    /// What it takes, shown while it holds nothing.
    pub hint: String,
    /// Values to choose from, with words; any text when empty.
    pub options: Vec<(String, String)>,
    /// Whether the browser half offers the values there are.
    pub has_values: bool,
}

/// A plain form about verdicts; the server stores it and leads back to a page.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SentForm {
    /// Fields nobody sees.
    pub hidden: Vec<(String, String)>,
    /// Fields to fill in.
    pub inputs: Vec<Input>,
    /// Buttons: the verdict each stands for, empty when the fields say it, and its words.
    pub buttons: Vec<(String, String)>,
}

/// A field of a form that stores something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Input {
    /// How it is filled in.
    pub kind: InputKind,
    /// Its name.
    pub name: String,
    /// What to fill in.
    pub label: String,
    /// What it holds at first.
    pub value: String,
    /// Characters it takes.
    pub most: u32,
    /// Values to choose from, with words.
    pub options: Vec<(String, String)>,
}

/// How a field is filled in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum InputKind {
    /// One line.
    Line,
    /// Several lines.
    Area,
    /// One of a few, all in sight; one must be chosen.
    Radio,
    /// One of many.
    List,
    /// Nothing: its label is a hint.
    Hint,
}

/// A time span that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RefusedSpan {
    /// What was asked for.
    pub text: String,
    /// What it is not: `not a time span; write it like …`.
    pub reason: String,
}
