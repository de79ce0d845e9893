//! Responses, read only as far as it takes to know status and size of each.

use super::Progress;
use super::body::{Body, Passed};
use super::head::{HeadEnd, HeadReader};

/// The end of a response: what a log would say about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Answer {
    /// Status code.
    pub(crate) status: u16,
    /// Bytes of the body on the wire, without chunk framing.
    pub(crate) bytes: u64,
    /// Whether the connection now speaks another protocol.
    pub(crate) switched: bool,
}

/// Reads responses off a server's bytes.
#[derive(Default)]
pub(crate) struct ResponseReader {
    state: State,
    status: u16,
    content: u64,
}

enum State {
    Head(HeadReader),
    Body(Body),
}

impl Default for State {
    fn default() -> Self {
        Self::Head(HeadReader::default())
    }
}

impl ResponseReader {
    /// Bytes held back at present.
    pub(crate) fn held(&self) -> usize {
        match &self.state {
            State::Head(head) => head.held(),
            State::Body(_) => 0,
        }
    }

    /// Takes bytes until a response is over; a head with a body to come yields `None`.
    ///
    /// `asked` is the method of the request that is answered, which decides whether there is a body.
    pub(crate) fn push(&mut self, bytes: &[u8], asked: Option<&str>) -> Progress<Option<Answer>> {
        match &mut self.state {
            State::Head(head) => match head.push(bytes) {
                HeadEnd::More => Progress::More,
                HeadEnd::TooLong => Progress::Lost(bytes.len()),
                HeadEnd::At(used) => {
                    let head = head.take();
                    let Some(status) = head.start_line().as_deref().and_then(status_code) else {
                        return Progress::Lost(used);
                    };
                    self.begin(status, &head.fields(), asked, used)
                }
            },
            State::Body(body) => match body.pass(bytes, &mut self.content) {
                Passed::More => Progress::More,
                Passed::End(used) => Progress::Yield(used, Some(self.end(false))),
                Passed::Broken => Progress::Lost(bytes.len()),
            },
        }
    }

    fn begin(
        &mut self,
        status: u16,
        fields: &[(String, String)],
        asked: Option<&str>,
        used: usize,
    ) -> Progress<Option<Answer>> {
        self.status = status;
        self.content = 0;
        let connected = asked == Some("CONNECT") && (200..300).contains(&status);
        if connected || status == 101 {
            return Progress::Yield(used, Some(self.end(true)));
        }
        if (100..200).contains(&status) {
            // An interim response; the one that counts follows.
            self.state = State::default();
            return Progress::Yield(used, None);
        }
        let bodiless = asked == Some("HEAD") || matches!(status, 204 | 304);
        let body = if bodiless {
            Body::Length(0)
        } else {
            Body::announced(fields).unwrap_or(Body::UntilClose)
        };
        if body.is_over() {
            return Progress::Yield(used, Some(self.end(false)));
        }
        self.state = State::Body(body);
        Progress::Yield(used, None)
    }

    /// Whether bytes missing from the capture leave the reader knowing where it is.
    pub(crate) fn pass_gap(&mut self, length: u32) -> bool {
        match &mut self.state {
            State::Head(_) => false,
            State::Body(body) => body.pass_gap(length, &mut self.content),
        }
    }

    /// The response that is under way when the connection ends.
    pub(crate) fn give_up(&mut self) -> Option<Answer> {
        match self.state {
            State::Head(_) => None,
            State::Body(_) => Some(self.end(false)),
        }
    }

    fn end(&mut self, switched: bool) -> Answer {
        self.state = State::default();
        Answer { status: self.status, bytes: self.content, switched }
    }
}

fn status_code(line: &str) -> Option<u16> {
    let status = line.split_ascii_whitespace().nth(1)?;
    status.parse().ok().filter(|status| (100..1_000).contains(status))
}
