//! How answers travel from the server to a page: packed once, unpacked where they are shown.
//!
//! The browser half is mostly copies of generic code. Whatever handles an answer on its way
//! (server function, resource, suspense) knows it only as text, so there is one copy of each, and
//! one of each type's decoder. Inside the text is postcard's form, whose decoders are a fifth the
//! size of JSON's; the public contract in JSON is `/api`.

use std::fmt;
use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::time::Timestamp;
use crate::error::AppError;

/// An answer of type `T` as text: base64 (RFC 4648 §4) of its postcard form.
pub struct Packed<T = ()> {
    text: String,
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
        Packed { text: self.text, of: PhantomData }
    }
}

impl<T: Serialize> Packed<T> {
    /// Packs an answer.
    ///
    /// # Errors
    /// When it has no such form, which a type with a derived one always has.
    pub fn pack(answer: &T) -> Result<Self, AppError> {
        let bytes = postcard::to_allocvec(answer).map_err(|_| garbled())?;
        Ok(Self { text: STANDARD_NO_PAD.encode(bytes), of: PhantomData })
    }
}

impl Packed {
    /// Unpacks an answer that was a `T` before it became untyped.
    ///
    /// # Errors
    /// When it was not, such as after the server was replaced by a newer one.
    pub fn open<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        let bytes = STANDARD_NO_PAD.decode(&self.text).map_err(|_| garbled())?;
        postcard::from_bytes(&bytes).map_err(|_| garbled())
    }
}

fn garbled() -> AppError {
    AppError::Transport("the answer cannot be read; load the page again".to_owned())
}

impl<T> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), of: PhantomData }
    }
}

impl<T> PartialEq for Packed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self { text, of: PhantomData })
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
        let packed = Packed::pack(&7_u8).unwrap().untyped();
        assert!(matches!(packed.open::<String>(), Err(AppError::Transport(_))));
        let sent: Packed = serde_json::from_str("\"not base64 at all\"").unwrap();
        assert!(matches!(sent.open::<u8>(), Err(AppError::Transport(_))));
    }
}
