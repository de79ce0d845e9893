//! One direction of a connection: finds the protocol by content and reads what matters of it.

use std::collections::VecDeque;

use super::client_hello::ClientHello;
use super::guess::{Guess, guess};
use super::http::{Answer, HttpRequest, Progress, RequestReader, ResponseReader};
use super::scan::{Found, Scan};
use super::stream::Piece;
use super::tls::{HelloEnd, HelloReader};

/// Something a direction said.
#[derive(Debug)]
pub(super) enum Event {
    /// A `ClientHello`, with the time of its first byte, milliseconds since 1970.
    Hello(Box<ClientHello>, u64),
    /// A request.
    Request(HttpRequest),
    /// An HTTP/2 connection without TLS, with the time of its preface.
    Http2(u64),
    /// The answer to the oldest request that has none.
    Answer(Answer),
    /// Bytes were lost where a request or answer may have been: answers no longer pair up.
    Unpaired,
    /// Something that was not read, and why.
    Skipped(&'static str),
}

/// The protocol reader of one direction.
#[derive(Default)]
pub(super) struct Half {
    mode: Mode,
    /// First bytes of a protocol not recognised yet, and the time of the first.
    undecided: Vec<u8>,
    since_ms: u64,
    /// Whether unknown bytes are searched for a protocol that starts later.
    scans: bool,
}

#[derive(Default)]
enum Mode {
    #[default]
    Detect,
    Hello(HelloReader),
    Request(RequestReader),
    Response(ResponseReader),
    Scan(Scan),
    /// A server that spoke something else first, such as SOCKS: only HTTP answers count.
    Await,
    Done,
}

impl Half {
    /// A direction of which nothing is known yet.
    pub(super) fn new(scans: bool) -> Self {
        Self { scans, ..Self::default() }
    }

    /// Whether nothing more is wanted of this direction.
    pub(super) fn is_done(&self) -> bool {
        matches!(self.mode, Mode::Done)
    }

    /// Wants nothing more of this direction.
    pub(super) fn close(&mut self) {
        *self = Self { mode: Mode::Done, ..Self::default() };
    }

    /// Bytes held back at present.
    pub(super) fn held(&self) -> usize {
        self.undecided.capacity()
            + match &self.mode {
                Mode::Hello(reader) => reader.held(),
                Mode::Request(reader) => reader.held(),
                Mode::Response(reader) => reader.held(),
                Mode::Detect | Mode::Scan(_) | Mode::Await | Mode::Done => 0,
            }
    }

    /// Takes the next piece; `asked` holds the methods of the requests the other side waits for.
    pub(super) fn push(
        &mut self,
        piece: &Piece<'_>,
        asked: &mut VecDeque<String>,
        events: &mut Vec<Event>,
    ) {
        match *piece {
            Piece::Gap(length) => self.pass_gap(length, events),
            Piece::Data(bytes, time_ms) if self.undecided.is_empty() => {
                self.take(bytes, time_ms, asked, events);
            }
            Piece::Data(bytes, _) => {
                let mut joined = std::mem::take(&mut self.undecided);
                joined.extend_from_slice(bytes);
                self.take(&joined, self.since_ms, asked, events);
            }
        }
    }

    /// Hands on what can be read of a message that will not go on.
    pub(super) fn finish(&mut self, events: &mut Vec<Event>) {
        match std::mem::replace(&mut self.mode, Mode::Done) {
            Mode::Request(mut reader) => events.extend(reader.give_up().map(Event::Request)),
            Mode::Response(mut reader) => events.extend(reader.give_up().map(Event::Answer)),
            Mode::Hello(_) => events.push(Event::Skipped("ClientHello not whole in the capture")),
            Mode::Detect | Mode::Scan(_) | Mode::Await | Mode::Done => {}
        }
        self.undecided = Vec::new();
    }

    fn take(
        &mut self,
        mut bytes: &[u8],
        time_ms: u64,
        asked: &mut VecDeque<String>,
        events: &mut Vec<Event>,
    ) {
        while !bytes.is_empty() {
            let used = match &mut self.mode {
                Mode::Done => return,
                Mode::Detect => self.detect(bytes, time_ms, events),
                Mode::Await if guess(bytes) == Guess::Response => {
                    self.mode = Mode::Response(ResponseReader::default());
                    0
                }
                Mode::Await => return,
                Mode::Scan(scan) => match scan.push(bytes) {
                    Found::Nothing => bytes.len(),
                    Found::Request => {
                        self.mode = Mode::Request(RequestReader::new(time_ms));
                        0
                    }
                    Found::Hello(start, used) => {
                        let mut reader = HelloReader::new(time_ms);
                        // Shorter than a whole hello, so it cannot end here.
                        let _ = reader.push(&start);
                        self.mode = Mode::Hello(reader);
                        used
                    }
                    Found::TooMuch => {
                        self.close();
                        return;
                    }
                },
                Mode::Hello(reader) => {
                    let start_ms = reader.time_ms();
                    match reader.push(bytes) {
                        HelloEnd::More => bytes.len(),
                        end => {
                            events.push(match end {
                                HelloEnd::Read(hello) => Event::Hello(hello, start_ms),
                                HelloEnd::Failed(why) => Event::Skipped(why),
                                HelloEnd::More => return,
                            });
                            self.close();
                            return;
                        }
                    }
                }
                Mode::Request(reader) => match reader.push(bytes) {
                    Progress::More => bytes.len(),
                    Progress::Yield(used, request) => {
                        events.push(Event::Request(request));
                        used
                    }
                    Progress::Complete(used) => {
                        self.mode = Mode::Detect;
                        used
                    }
                    Progress::Lost(used) => {
                        events.extend(reader.give_up().map(Event::Request));
                        self.resync(events);
                        used
                    }
                },
                Mode::Response(reader) => {
                    match reader.push(bytes, asked.front().map(String::as_str)) {
                        Progress::More => bytes.len(),
                        Progress::Yield(used, answer) => {
                            if let Some(answer) = answer {
                                asked.pop_front();
                                events.push(Event::Answer(answer));
                                if answer.switched {
                                    self.mode = Mode::Detect;
                                }
                            }
                            used
                        }
                        Progress::Complete(used) | Progress::Lost(used) => {
                            self.resync(events);
                            used
                        }
                    }
                }
            };
            bytes = &bytes[used..];
        }
    }

    /// Chooses a reader for the bytes; returns how many of them need no other look.
    fn detect(&mut self, bytes: &[u8], time_ms: u64, events: &mut Vec<Event>) -> usize {
        // RFC 9112 §2.2: empty lines before a request line are to be ignored.
        let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if blank > 0 {
            return blank;
        }
        match guess(bytes) {
            Guess::More => {
                self.undecided = bytes.to_vec();
                self.since_ms = time_ms;
                return bytes.len();
            }
            Guess::Hello => self.mode = Mode::Hello(HelloReader::new(time_ms)),
            Guess::Request => self.mode = Mode::Request(RequestReader::new(time_ms)),
            Guess::Response => self.mode = Mode::Response(ResponseReader::default()),
            Guess::Http2 => {
                events.push(Event::Http2(time_ms));
                self.close();
            }
            Guess::Ssl2Hello => {
                events.push(Event::Skipped("ClientHello in SSL 2.0 format"));
                self.close();
            }
            Guess::Other => self.mode = self.searching(),
        }
        0
    }

    fn pass_gap(&mut self, length: u32, events: &mut Vec<Event>) {
        self.undecided = Vec::new();
        match &mut self.mode {
            Mode::Request(reader) => {
                if !reader.pass_gap(length) {
                    events.extend(reader.give_up().map(Event::Request));
                    self.resync(events);
                }
            }
            Mode::Response(reader) => {
                if !reader.pass_gap(length) {
                    self.resync(events);
                }
            }
            Mode::Hello(_) => {
                events.push(Event::Skipped("ClientHello not whole in the capture"));
                self.close();
            }
            Mode::Detect => self.resync(events),
            Mode::Scan(scan) => scan.forget(),
            Mode::Await | Mode::Done => {}
        }
    }

    /// Looks for the next message after the thread was lost.
    fn resync(&mut self, events: &mut Vec<Event>) {
        events.push(Event::Unpaired);
        self.mode = self.searching();
    }

    fn searching(&self) -> Mode {
        if self.scans { Mode::Scan(Scan::default()) } else { Mode::Await }
    }
}
