//! Clear-text HTTP/1 as it goes over one connection (RFC 9112): requests, and what answered them.

mod body;
mod head;
mod request;
mod response;

pub(super) use request::{HttpRequest, RequestReader};
pub(super) use response::{Answer, ResponseReader};

/// How far a reader got with the bytes it was given.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress<T> {
    /// All bytes belong to the message, which goes on.
    More,
    /// So many bytes were used and this came of them; the message may go on.
    Yield(usize, T),
    /// The message ended after so many bytes.
    Complete(usize),
    /// The message cannot be followed any further; so many bytes belonged to it.
    Lost(usize),
}
