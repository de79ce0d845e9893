//! How answers travel from the server to a page: packed once, unpacked where they are shown.
//!
//! The browser half is mostly copies of generic code. Whatever handles an answer on its way
//! (server function, resource, suspense) knows it only as text, so there is one copy of each, and
//! one of each type's decoder. Inside the text is postcard's form, whose decoders are a fifth the
//! size of JSON's; the public contract in JSON is `/api`.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::time::Timestamp;
use crate::error::AppError;

/// What does not stand for itself in a [`Packed`]: what ends or escapes a script's string or a tag.
const ESCAPED: &AsciiSet =
    &CONTROLS.add(b'"').add(b'\'').add(b'\\').add(b'<').add(b'>').add(b'&').add(b'%');

/// An answer of type `T` as text: its postcard form, percent-encoded (RFC 3986 §2.1).
///
/// Words stand in it as they stand in the page, so that compression sends them once.
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
        Ok(Self { text: percent_encode(&bytes, ESCAPED).to_string(), of: PhantomData })
    }
}

impl Packed {
    /// Unpacks an answer that was a `T` before it became untyped.
    ///
    /// # Errors
    /// When it was not, such as after the server was replaced by a newer one.
    pub fn open<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        let bytes: Vec<u8> = percent_decode_str(&self.text).collect();
        match postcard::take_from_bytes(&bytes) {
            Ok((answer, [])) => Ok(answer),
            _ => Err(garbled()),
        }
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

/// What a question came to, as the text in which it stands in a page.
#[derive(Clone, Debug)]
pub struct Answer(pub Result<Packed, AppError>);

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(packed) => write!(f, "+{}", packed.text),
            Err(error) => write!(f, "-{}", text_of(error)),
        }
    }
}

impl FromStr for Answer {
    type Err = fmt::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let packed = |text: &str| Packed { text: text.to_owned(), of: PhantomData };
        Ok(Self(match text.strip_prefix('-') {
            Some(error) => Err(packed(error).open().unwrap_or_else(|unread| unread)),
            None => Ok(packed(text.strip_prefix('+').unwrap_or(text))),
        }))
    }
}

/// The form of bodies between our server functions and our pages: the text of a [`Packed`].
pub struct Plain;

/// [`Plain`] as server functions name it.
pub type Text = Post<Plain>;

impl ContentType for Plain {
    const CONTENT_TYPE: &'static str = "text/plain; charset=utf-8";
}

impl FormatType for Plain {
    const FORMAT_TYPE: Format = Format::Text;
}

impl Encodes<AppError> for Plain {
    type Error = fmt::Error;

    fn encode(error: &AppError) -> Result<Bytes, Self::Error> {
        Ok(Bytes::from(text_of(error)))
    }
}

impl Decodes<AppError> for Plain {
    type Error = fmt::Error;

    fn decode(bytes: Bytes) -> Result<AppError, Self::Error> {
        let text = std::str::from_utf8(&bytes).map_err(|_| fmt::Error)?.to_owned();
        Packed { text, of: PhantomData }.open().map_err(|_| fmt::Error)
    }
}

impl<T> Encodes<Packed<T>> for Plain {
    type Error = fmt::Error;

    fn encode(packed: &Packed<T>) -> Result<Bytes, Self::Error> {
        Ok(Bytes::from(packed.text.clone()))
    }
}

impl<T> Decodes<Packed<T>> for Plain {
    type Error = fmt::Error;

    fn decode(bytes: Bytes) -> Result<Packed<T>, Self::Error> {
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| fmt::Error)?;
        Ok(Packed { text, of: PhantomData })
    }
}

fn text_of(error: &AppError) -> String {
    Packed::pack(error).map(|packed| packed.text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_what_is_opened() {
        let body = "</script>\"%41\\\u{0}\u{2028}é&amp;'".to_owned();
        let answer = Dated { as_of: Timestamp(951_827_696), body };
        let packed = Packed::pack(&answer).unwrap();
        let sent = Answer(Ok(packed.untyped())).to_string();
        assert!(sent.is_ascii() && !sent.contains(['<', '>', '"', '\'', '\\', '&']), "{sent}");
        assert!(sent.contains("/script"), "words stand as they are: {sent}");
        let got: Answer = sent.parse().unwrap();
        assert_eq!(got.0.unwrap().open::<Dated<String>>(), Ok(answer));
    }

    #[test]
    fn another_type_is_an_error_not_a_default() {
        let packed = Packed::pack(&7_u8).unwrap().untyped();
        assert!(matches!(packed.open::<String>(), Err(AppError::Transport(_))));
        let sent: Answer = "+more than one byte".parse().unwrap();
        assert!(matches!(sent.0.unwrap().open::<u8>(), Err(AppError::Transport(_))));
    }

    #[test]
    fn every_error_survives_the_wire() {
        let text = || "0f3a91bc".to_owned();
        let all = [
            AppError::NotFound,
            AppError::Invalid { field: "ip".into(), reason: "not an address".into() },
            AppError::Unauthorized,
            AppError::Forbidden,
            AppError::Conflict,
            AppError::Unavailable { reference: text() },
            AppError::Missing { what: "ml_all_scores".into(), reference: text() },
            AppError::Internal { reference: text() },
            AppError::Transport("network".into()),
        ];
        for error in all {
            let sent: Answer = Answer(Err(error.clone())).to_string().parse().unwrap();
            assert_eq!(sent.0.unwrap_err(), error);
            let read: AppError = Plain::decode(Plain::encode(&error).unwrap()).unwrap();
            assert_eq!(read, error);
            assert!((400..600).contains(&error.status()), "{error}");
        }
        let sent: Answer = "-garbled".parse().unwrap();
        assert!(matches!(sent.0, Err(AppError::Transport(_))));
    }
}
