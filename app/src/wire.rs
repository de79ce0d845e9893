//! How answers travel from the server to a page: packed once, unpacked where they are shown.
//!
//! The browser half is mostly copies of generic code. Whatever handles an answer on its way
//! (server function, resource, suspense) knows it only as text, so there is one copy of each, and
//! one of each type's decoder.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::time::Timestamp;
use crate::error::AppError;

/// An answer of type `T` as JSON text.
pub struct Packed<T = ()> {
    json: String,
    of: PhantomData<fn() -> T>,
}

/// An answer with the instant it was asked at, so that a view never reads a clock.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Dated<T> {
    /// The instant all windows of the answer end at.
    pub as_of: Timestamp,
    /// The answer.
    pub body: T,
}

impl<T> Packed<T> {
    /// The same text, its type forgotten.
    #[must_use]
    pub fn untyped(self) -> Packed {
        Packed { json: self.json, of: PhantomData }
    }
}

impl<T: Serialize> Packed<T> {
    /// Packs an answer.
    ///
    /// # Errors
    /// When it has no JSON form, which a type with a derived one always has.
    pub fn pack(answer: &T) -> Result<Self, AppError> {
        let json = serde_json::to_string(answer);
        json.map(|json| Self { json, of: PhantomData }).map_err(|error| garbled(&error))
    }
}

impl Packed {
    /// Unpacks an answer that was a `T` before it became untyped.
    ///
    /// # Errors
    /// When it was not, such as after the server was replaced by a newer one.
    pub fn open<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        serde_json::from_str(&self.json).map_err(|error| garbled(&error))
    }
}

fn garbled(error: &serde_json::Error) -> AppError {
    AppError::Transport(format!("the answer cannot be read: {error}"))
}

impl<T> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Self { json: self.json.clone(), of: PhantomData }
    }
}

impl<T> PartialEq for Packed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl<T> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.json)
    }
}

impl<T> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.json)
    }
}

impl<'de, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|json| Self { json, of: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_what_is_opened() {
        let answer = Dated { as_of: Timestamp(951_827_696), body: "</script>\"".to_owned() };
        let packed = Packed::pack(&answer).unwrap();
        let sent = serde_json::to_string(&packed).unwrap();
        let got: Packed<Dated<String>> = serde_json::from_str(&sent).unwrap();
        assert_eq!(got.untyped().open::<Dated<String>>(), Ok(answer));
    }

    #[test]
    fn another_type_is_an_error_not_a_default() {
        let packed = Packed::pack(&"text").unwrap().untyped();
        assert!(matches!(packed.open::<u64>(), Err(AppError::Transport(_))));
    }
}
