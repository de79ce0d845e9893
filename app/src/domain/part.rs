//! A part of an answer that a database of another program may not be able to give.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A part that is absent when the view behind it is: `{}` in text formats, as the seeds answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part<T>(pub Option<T>);

/// An object without members.
#[derive(Serialize)]
struct Nothing {}

impl<T: Serialize> Serialize for Part<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (serializer.is_human_readable(), &self.0) {
            (true, Some(part)) => part.serialize(serializer),
            (true, None) => Nothing {}.serialize(serializer),
            (false, part) => part.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Part<T> {
    /// Reads the binary form; the text form is only ever written.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_part_is_an_empty_object() {
        let text = |part: Part<[u8; 1]>| serde_json::to_string(&part).unwrap();
        assert_eq!((text(Part(None)), text(Part(Some([1])))), ("{}".into(), "[1]".into()));
    }
}
