//! One TCP connection: its SYN, both directions in order, and the records that come of it.

use std::collections::VecDeque;

use app::domain::log_record::LogRecord;

use super::CaptureStats;
use super::half::{Event, Half};
use super::http::{Answer, HttpRequest};
use super::packet::{Endpoint, Segment};
use super::record;
use super::stream::{Piece, Stream};
use super::syn::Syn;

/// Most requests of a connection that wait for their answer.
const MAX_UNANSWERED: usize = 64;
/// What a waiting record is taken to occupy, bytes, beside its text.
const RECORD_SIZE: usize = size_of::<LogRecord>();

/// A TCP connection; index 0 is whoever sent its first captured segment.
pub(super) struct Flow {
    ends: [Endpoint; 2],
    /// When the first captured segment came, milliseconds since 1970.
    start_ms: u64,
    /// The SYN and the index of its sender.
    syn: Option<(Syn, usize)>,
    streams: [Stream; 2],
    halves: [Half; 2],
    finished: [bool; 2],
    /// Requests of each end whose answer has not come, and their methods.
    unanswered: [VecDeque<Box<LogRecord>>; 2],
    asked: [VecDeque<String>; 2],
    /// Whether answers can still be told to belong to which request.
    paired: bool,
    requests: u16,
    seen_data: bool,
    seen_protocol: bool,
}

/// Where records and counts go.
pub(super) struct Output<'a> {
    /// Host for records that name none.
    pub(super) host: Option<&'a str>,
    pub(super) stats: &'a mut CaptureStats,
    pub(super) sink: &'a mut dyn FnMut(LogRecord),
}

impl Flow {
    /// The connection a segment begins, or is the first seen of.
    pub(super) fn begin(segment: &Segment<'_>) -> Self {
        Self {
            ends: [segment.from, segment.to],
            start_ms: segment.time_ms,
            syn: None,
            streams: [Stream::default(), Stream::default()],
            halves: [Half::new(true), Half::new(true)],
            finished: [false; 2],
            unanswered: Default::default(),
            asked: Default::default(),
            paired: true,
            requests: 0,
            seen_data: false,
            seen_protocol: false,
        }
    }

    /// Whether the segment is the SYN of a later connection between the same ports.
    pub(super) fn is_succeeded_by(&self, segment: &Segment<'_>) -> bool {
        let from = self.index(segment);
        segment.syn
            && !segment.ack
            && !matches!(&self.syn, Some((syn, by)) if *by == from && syn.sequence == segment.sequence)
    }

    /// When the first captured segment came, milliseconds since 1970.
    pub(super) fn start(&self) -> u64 {
        self.start_ms
    }

    /// Bytes held back at present.
    pub(super) fn held(&self) -> usize {
        (0..2)
            .map(|i| {
                self.streams[i].held()
                    + self.halves[i].held()
                    + self.unanswered[i].iter().map(|r| RECORD_SIZE + text_size(r)).sum::<usize>()
            })
            .sum()
    }

    /// Takes the next segment of the connection.
    pub(super) fn push(&mut self, segment: &Segment<'_>, output: &mut Output<'_>) {
        let from = self.index(segment);
        let mut sequence = segment.sequence;
        if segment.syn {
            self.open(from, segment);
            sequence = sequence.wrapping_add(1);
        }
        if !segment.payload.is_empty() || segment.missing > 0 {
            self.seen_data = true;
            self.data(from, sequence, segment, output);
        }
        self.finished[from] |= segment.fin;
        let complete = self.streams.iter().all(|stream| stream.held() == 0);
        if segment.rst || (self.finished == [true; 2] && complete) {
            self.finish(output);
        }
    }

    /// Ends the connection: what waits for more is handed on as it is.
    pub(super) fn finish(&mut self, output: &mut Output<'_>) {
        for from in 0..2 {
            self.advance(from, output, Stream::finish);
            let mut events = Vec::new();
            self.halves[from].finish(&mut events);
            self.handle(from, events, output);
        }
        self.release(output);
    }

    /// Counts the connection; to be called once, when it leaves the table.
    pub(super) fn count(&self, stats: &mut CaptureStats) {
        if !self.seen_data {
            stats.skip("TCP connection without data");
        } else if !self.seen_protocol {
            stats.skip("TCP connection without TLS or HTTP");
        }
    }

    fn index(&self, segment: &Segment<'_>) -> usize {
        usize::from(segment.from != self.ends[0])
    }

    /// Notes a SYN or the answer to one.
    fn open(&mut self, from: usize, segment: &Segment<'_>) {
        let (client, server) = if segment.ack { (1 - from, from) } else { (from, 1 - from) };
        if !segment.ack && self.syn.is_none() {
            self.syn = Some((Syn::of(segment), from));
        }
        if !self.seen_data {
            self.streams[from] = Stream::after_syn(segment.sequence);
            self.halves[client] = Half::new(true);
            self.halves[server] = Half::new(false);
        }
    }

    fn data(&mut self, from: usize, sequence: u32, segment: &Segment<'_>, output: &mut Output<'_>) {
        if segment.ack {
            // Who answers has what was asked. A bare acknowledgement proves less: captures of
            // several queues may show it before the segment it is for.
            self.advance(1 - from, output, |stream, sink| {
                stream.acknowledged(segment.acknowledgment, sink);
            });
        }
        self.advance(from, output, |stream, sink| {
            stream.push(sequence, segment.payload, segment.missing, segment.time_ms, sink);
        });
    }

    /// Moves one direction on and handles what it says.
    fn advance(
        &mut self,
        from: usize,
        output: &mut Output<'_>,
        step: impl FnOnce(&mut Stream, &mut dyn FnMut(Piece<'_>)),
    ) {
        let half = &mut self.halves[from];
        if half.is_done() {
            return;
        }
        let (mut events, asked) = (Vec::new(), &mut self.asked[1 - from]);
        step(&mut self.streams[from], &mut |piece| half.push(&piece, asked, &mut events));
        if half.is_done() {
            self.streams[from].clear();
        }
        self.handle(from, events, output);
    }

    fn handle(&mut self, from: usize, events: Vec<Event>, output: &mut Output<'_>) {
        for event in events {
            match event {
                Event::Hello(hello, time_ms) => {
                    output.stats.client_hellos += 1;
                    let mut record = self.record(from, time_ms);
                    record::add_hello(&mut record, &hello, self.syn_of(from), output.host);
                    self.conclude(record, output);
                }
                Event::Http2(time_ms) => {
                    let mut record = self.record(from, time_ms);
                    record::add_http2(&mut record, output.host);
                    self.conclude(record, output);
                }
                Event::Request(request) => self.request(from, &request, output),
                Event::Answer(answer) => self.answer(1 - from, answer, output),
                Event::Unpaired => {
                    self.paired = false;
                    self.release(output);
                }
                Event::Skipped(why) => output.stats.skip(why),
            }
        }
    }

    /// Hands on the one record of a connection whose requests cannot be read.
    fn conclude(&mut self, record: LogRecord, output: &mut Output<'_>) {
        self.seen_protocol = true;
        self.release(output);
        for index in 0..2 {
            self.halves[index].close();
            self.streams[index].clear();
        }
        (output.sink)(record);
    }

    fn request(&mut self, from: usize, request: &HttpRequest, output: &mut Output<'_>) {
        self.seen_protocol = true;
        self.requests = self.requests.saturating_add(1);
        output.stats.requests += 1;
        let mut record = self.record(from, request.time_ms);
        record.keepalives = self.requests;
        record::add_request(&mut record, request, self.syn_of(from).is_some(), output.host);
        if self.unanswered[from].len() >= MAX_UNANSWERED {
            self.paired = false;
            self.release(output);
        }
        if self.paired {
            self.asked[from].push_back(request.method.to_ascii_uppercase());
            self.unanswered[from].push_back(Box::new(record));
        } else {
            (output.sink)(record);
        }
    }

    fn answer(&mut self, to: usize, answer: Answer, output: &mut Output<'_>) {
        if let Some(mut record) = self.unanswered[to].pop_front() {
            record.status = Some(answer.status);
            record.bytes = Some(answer.bytes);
            (output.sink)(*record);
        }
    }

    /// Hands on the requests that wait, without an answer.
    fn release(&mut self, output: &mut Output<'_>) {
        for index in 0..2 {
            self.asked[index].clear();
            self.unanswered[index].drain(..).for_each(|record| (output.sink)(*record));
        }
    }

    fn syn_of(&self, from: usize) -> Option<&Syn> {
        self.syn.as_ref().filter(|(_, by)| *by == from).map(|(syn, _)| syn)
    }

    fn record(&self, from: usize, time_ms: u64) -> LogRecord {
        let (client, server) = (self.ends[from], self.ends[1 - from]);
        let mut record = record::of_connection(client, server, time_ms, self.start_ms);
        if let Some(syn) = self.syn_of(from) {
            record::add_syn(&mut record, syn);
        }
        record
    }
}

fn text_size(record: &LogRecord) -> usize {
    record.path.len()
        + record.query.len()
        + record.client_headers.len()
        + record.header_user_agent.len()
        + record.referer.len()
}
