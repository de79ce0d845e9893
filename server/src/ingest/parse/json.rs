//! JSON scalars as log writers mix them: numbers in quotes, flags as 0 and 1, lists for text.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::ParseError;

/// Items of a list that are read; what a client sent beyond that is not kept.
const MAX_ITEMS: usize = 512;

/// One JSON value, borrowed from the line where it can be.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Value<'a> {
    /// Absent, null, or an object where a scalar belongs.
    #[default]
    Nothing,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number that is not negative.
    Number(u64),
    /// A negative or fractional number.
    Float(f64),
    /// A string.
    Text(Cow<'a, str>),
    /// The scalars of a list, as text.
    List(Vec<String>),
}

impl<'a> Value<'a> {
    /// The value as text; a list is joined with commas, nothing is empty.
    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Text(text) => text.into_owned(),
            Self::List(items) => items.join(","),
        }
    }

    /// The value as text, of a list only the first item.
    #[must_use]
    pub fn into_first(self) -> String {
        match self {
            Self::List(items) => items.into_iter().next().unwrap_or_default(),
            other => other.into_text(),
        }
    }

    /// The value as an integer, `None` when there is nothing.
    ///
    /// # Errors
    /// When it is something else than an integer.
    pub fn integer(&self, field: &'static str) -> Result<Option<i64>, ParseError> {
        const REASON: &str = "not an integer";
        match self {
            Self::Nothing => Ok(None),
            Self::Flag(flag) => Ok(Some(i64::from(*flag))),
            Self::Number(number) => Ok(Some(i64::try_from(*number).unwrap_or(i64::MAX))),
            // Float to integer casts saturate, and NaN cannot come out of JSON.
            Self::Float(number) if number.is_finite() => Ok(Some(number.trunc() as i64)),
            Self::Text(text) => match text.trim() {
                "" | "-" => Ok(None),
                "true" => Ok(Some(1)),
                "false" => Ok(Some(0)),
                digits => match digits.parse() {
                    Ok(number) => Ok(Some(number)),
                    Err(_) => Err(ParseError::new(field, REASON)),
                },
            },
            Self::Float(_) | Self::List(_) => Err(ParseError::new(field, REASON)),
        }
    }

    /// The value as an unsigned integer of the wanted width, 0 when there is nothing.
    ///
    /// # Errors
    /// When it is no integer or outside the width.
    pub fn exact<N: TryFrom<i64> + Default>(&self, field: &'static str) -> Result<N, ParseError> {
        self.integer(field)?.map_or(Ok(N::default()), |number| {
            N::try_from(number).map_err(|_| ParseError::new(field, "out of range"))
        })
    }

    /// The value clamped to the wanted range: for counters, where "more than fits" still means "many".
    ///
    /// # Errors
    /// When it is no integer.
    pub fn clamped<N: TryFrom<i64> + Default>(
        &self,
        field: &'static str,
        min: i64,
        max: i64,
    ) -> Result<N, ParseError> {
        let number = self.integer(field)?.unwrap_or(0).clamp(min, max);
        Ok(N::try_from(number).unwrap_or_default())
    }

    /// The text when the value is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(u64::try_from(number).map_or(Value::Float(number as f64), Value::Number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Value::Float(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while items.len() < MAX_ITEMS {
            let Some(item) = seq.next_element::<Value<'de>>()? else {
                return Ok(Value::List(items));
            };
            items.push(item.into_text());
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Nothing)
    }
}

/// A key of an object, borrowed where it has no escapes.
#[derive(PartialEq, Eq, Debug)]
pub struct Key<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// Deserializes a line; one that is not UTF-8 is read with U+FFFD for the bytes that are not.
///
/// # Errors
/// Names what is wrong with the JSON; `read` says what is wrong with the content.
pub fn with_line<T>(
    line: &[u8],
    read: impl Fn(&mut serde_json::Deserializer<serde_json::de::StrRead<'_>>) -> serde_json::Result<T>,
) -> Result<T, ParseError> {
    let text = String::from_utf8_lossy(line);
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    let value = read(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| match error.classify() {
        serde_json::error::Category::Eof => ParseError::new("line", "JSON ends too early"),
        serde_json::error::Category::Data => {
            ParseError::new("line", "not the expected JSON object")
        }
        _ => ParseError::new("line", "not valid JSON"),
    })
}
