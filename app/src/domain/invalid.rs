//! An input that cannot be used: which, why, and what it was.

use std::fmt;

/// A value of the caller's that was refused before anything was asked of the database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invalid {
    /// Name of the parameter.
    pub field: &'static str,
    /// The rule it breaks.
    pub rule: Rule,
    /// What was given, cut to 200 characters.
    pub input: String,
}

/// What a value has to be; the words are those of the old dashboard's framework where it had some.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rule {
    /// A whole number.
    Integer,
    /// At least so much.
    AtLeast(i64),
    /// At most so much.
    AtMost(i64),
    /// Something else, said as a clause.
    Other(&'static str),
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer => {
                f.write_str("Input should be a valid integer, unable to parse string as an integer")
            }
            Self::AtLeast(least) => {
                write!(f, "Input should be greater than or equal to {least}")
            }
            Self::AtMost(most) => write!(f, "Input should be less than or equal to {most}"),
            Self::Other(reason) => f.write_str(reason),
        }
    }
}

/// Refuses a value with a reason of our own.
#[must_use]
pub fn invalid(field: &'static str, reason: &'static str, input: &str) -> Invalid {
    refused(field, Rule::Other(reason), input)
}

/// Refuses a value for the rule it breaks.
#[must_use]
pub fn refused(field: &'static str, rule: Rule, input: &str) -> Invalid {
    Invalid { field, rule, input: input.chars().take(200).collect() }
}
