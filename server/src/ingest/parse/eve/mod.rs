//! Suricata EVE: requests joined with the handshake of their connection by `flow_id`.
//!
//! Events of one flow may come in any order. A request waits for its handshake
//! and a handshake for its requests until the flow ends, until later events
//! show that time has passed, or until too many wait. The result depends on
//! the lines alone, never on the clock, so that reading them again gives the
//! same records.

use std::collections::{HashMap, VecDeque};

use app::domain::log_record::LogRecord;

use super::{Outcome, ParseError};
use event::Event;

pub mod event;
mod snapshot;

/// How long a request waits for a handshake, in milliseconds of event time.
const REQUEST_WAIT_MS: u64 = 10_000;
/// How long a handshake waits for requests, in milliseconds of event time.
const HANDSHAKE_WAIT_MS: u64 = 120_000;
/// The most requests, and the most flows, that wait at once.
const MAX_WAITING: usize = 10_000;

/// Joins the events of a flow into records, in bounded memory.
#[derive(Debug, Default)]
pub struct Joiner {
    clock_ms: u64,
    next_serial: u64,
    n_waiting: usize,
    flows: HashMap<u64, Flow>,
    // Deadlines in arrival order; an entry whose flow has gone or has another
    // serial is stale.
    requests: VecDeque<Deadline>,
    handshakes: VecDeque<Deadline>,
}

#[derive(Debug)]
struct Flow {
    serial: u64,
    handshake: Option<Box<LogRecord>>,
    has_requests: bool,
    waiting: Vec<LogRecord>,
}

#[derive(Clone, Copy, Debug)]
struct Deadline {
    at_ms: u64,
    flow: u64,
    serial: u64,
}

impl Joiner {
    /// Takes one line and appends every record that is complete now.
    ///
    /// # Errors
    /// Names the field that keeps the event from being used.
    pub fn line(&mut self, line: &[u8], out: &mut Vec<LogRecord>) -> Result<Outcome, ParseError> {
        match event::read(line)? {
            Event::Http { flow: None, record } | Event::Handshake { flow: None, record } => {
                out.push(*record);
            }
            Event::Http { flow: Some(flow), record } => {
                self.pass_time(record.time_ms, out);
                self.request(flow, *record, out);
            }
            Event::Handshake { flow: Some(flow), record } => {
                self.pass_time(record.time_ms, out);
                if !self.handshake(flow, record, out) {
                    return Ok(Outcome::Skipped("further handshake event of a flow"));
                }
            }
            Event::FlowEnd { flow, time_ms } => {
                self.pass_time(time_ms, out);
                if !self.flows.contains_key(&flow) {
                    return Ok(Outcome::Skipped("flow event of a flow without waiting events"));
                }
                self.close(flow, out);
            }
            Event::Other => return Ok(Outcome::Skipped("EVE event that is no request")),
        }
        self.keep_bounds(out);
        Ok(Outcome::Used)
    }

    /// Appends everything that still waits, in order of arrival.
    pub fn finish(&mut self, out: &mut Vec<LogRecord>) {
        let mut left: Vec<_> = self.flows.iter().map(|(id, flow)| (flow.serial, *id)).collect();
        left.sort_unstable();
        for (_, flow) in left {
            self.close(flow, out);
        }
        self.requests.clear();
        self.handshakes.clear();
    }

    /// Whether a flow is remembered.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.flows.is_empty()
    }

    fn request(&mut self, id: u64, mut record: LogRecord, out: &mut Vec<LogRecord>) {
        let fresh = self.fresh_flow();
        let flow = self.flows.entry(id).or_insert(fresh);
        if let Some(handshake) = &flow.handshake {
            join(&mut record, handshake);
            flow.has_requests = true;
            out.push(record);
            return;
        }
        if flow.waiting.is_empty() {
            let at_ms = record.time_ms.saturating_add(REQUEST_WAIT_MS);
            self.requests.push_back(Deadline { at_ms, flow: id, serial: flow.serial });
        }
        flow.waiting.push(record);
        self.n_waiting += 1;
    }

    /// Returns whether this was the first handshake of its flow.
    fn handshake(&mut self, id: u64, record: Box<LogRecord>, out: &mut Vec<LogRecord>) -> bool {
        let fresh = self.fresh_flow();
        let flow = self.flows.entry(id).or_insert(fresh);
        if flow.handshake.is_some() {
            return false;
        }
        let at_ms = record.time_ms.saturating_add(HANDSHAKE_WAIT_MS);
        self.handshakes.push_back(Deadline { at_ms, flow: id, serial: flow.serial });
        flow.has_requests = !flow.waiting.is_empty();
        self.n_waiting -= flow.waiting.len();
        for mut request in flow.waiting.drain(..) {
            join(&mut request, &record);
            out.push(request);
        }
        flow.handshake = Some(record);
        true
    }

    fn fresh_flow(&mut self) -> Flow {
        self.next_serial += 1;
        Flow { serial: self.next_serial, handshake: None, has_requests: false, waiting: Vec::new() }
    }

    /// Forgets a flow and appends what it still owes.
    fn close(&mut self, id: u64, out: &mut Vec<LogRecord>) {
        let Some(flow) = self.flows.remove(&id) else {
            return;
        };
        self.n_waiting -= flow.waiting.len();
        out.extend(flow.waiting);
        if let Some(handshake) = flow.handshake.filter(|_| !flow.has_requests) {
            out.push(*handshake);
        }
    }

    fn pass_time(&mut self, time_ms: u64, out: &mut Vec<LogRecord>) {
        self.clock_ms = self.clock_ms.max(time_ms);
        while self.requests.front().is_some_and(|next| next.at_ms <= self.clock_ms) {
            self.expire_request(out);
        }
        while self.handshakes.front().is_some_and(|next| next.at_ms <= self.clock_ms) {
            self.expire_handshake(out);
        }
    }

    fn keep_bounds(&mut self, out: &mut Vec<LogRecord>) {
        while self.n_waiting > MAX_WAITING || self.requests.len() > MAX_WAITING {
            self.expire_request(out);
        }
        while self.handshakes.len() > MAX_WAITING {
            self.expire_handshake(out);
        }
    }

    fn expire_request(&mut self, out: &mut Vec<LogRecord>) {
        let Some(due) = self.requests.pop_front() else {
            return;
        };
        let is_due = |flow: &Flow| flow.serial == due.serial && flow.handshake.is_none();
        if self.flows.get(&due.flow).is_some_and(is_due) {
            self.close(due.flow, out);
        }
    }

    fn expire_handshake(&mut self, out: &mut Vec<LogRecord>) {
        let Some(due) = self.handshakes.pop_front() else {
            return;
        };
        if self.flows.get(&due.flow).is_some_and(|flow| flow.serial == due.serial) {
            self.close(due.flow, out);
        }
    }
}

/// Gives a request what the handshake of its connection knows.
fn join(request: &mut LogRecord, handshake: &LogRecord) {
    request.scheme = "https".to_owned();
    request.correlated = 1;
    request.orphan_side.clear();
    request.tls_version.clone_from(&handshake.tls_version);
    request.tls_sni.clone_from(&handshake.tls_sni);
    request.tls_alpn.clone_from(&handshake.tls_alpn);
    request.ja3.clone_from(&handshake.ja3);
    request.ja3_hash.clone_from(&handshake.ja3_hash);
    request.ja4.clone_from(&handshake.ja4);
    if request.host.is_empty() {
        request.host.clone_from(&handshake.tls_sni);
    }
}

#[cfg(test)]
mod tests;
