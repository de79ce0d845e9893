//! All connections under way, within a fixed number and a fixed amount of memory.

use std::collections::HashMap;

use super::flow::{Flow, Output};
use super::packet::{Endpoint, Segment};

/// How much the table may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Connections in each of the two generations.
    pub(super) connections: usize,
    /// Bytes held back over all connections.
    pub(super) bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 50_000, bytes: 128 << 20 }
    }
}

type Key = (Endpoint, Endpoint);

/// Connections in two generations: used ones move to the young, and when that
/// is full the old one is given up. What is given up was idle the longest.
pub(super) struct FlowTable {
    limits: Limits,
    young: HashMap<Key, Box<Flow>>,
    old: HashMap<Key, Box<Flow>>,
    held: usize,
}

impl FlowTable {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, young: HashMap::new(), old: HashMap::new(), held: 0 }
    }

    /// Takes a segment to its connection.
    pub(super) fn push(&mut self, segment: &Segment<'_>, output: &mut Output<'_>) {
        let key = (segment.from.min(segment.to), segment.from.max(segment.to));
        let known = self.young.remove(&key).or_else(|| self.old.remove(&key));
        let mut flow = match known {
            Some(flow) if flow.is_succeeded_by(segment) => {
                self.end(flow, output);
                None
            }
            other => other,
        };
        if flow.is_none() {
            // An acknowledgement of a connection never seen tells nothing.
            if !segment.syn && segment.payload.is_empty() {
                return;
            }
            output.stats.connections += 1;
            flow = Some(Box::new(Flow::begin(segment)));
        }
        if let Some(mut flow) = flow {
            let before = flow.held();
            flow.push(segment, output);
            self.held = (self.held + flow.held()).saturating_sub(before);
            self.young.insert(key, flow);
        }
        while self.young.len() > self.limits.connections
            || (self.held > self.limits.bytes && !self.young.is_empty())
        {
            self.turn(output);
        }
    }

    /// Ends all connections.
    pub(super) fn finish(&mut self, output: &mut Output<'_>) {
        self.turn(output);
        self.turn(output);
    }

    /// Gives up the old generation and makes the young one old.
    fn turn(&mut self, output: &mut Output<'_>) {
        let mut old = std::mem::take(&mut self.old);
        let mut flows: Vec<_> = old.drain().collect();
        // The key decides between connections of one millisecond: a capture read again must give
        // its records in the same order.
        flows.sort_by_key(|(key, flow)| (flow.start(), *key));
        for (_, flow) in flows {
            self.end(flow, output);
        }
        self.old = std::mem::take(&mut self.young);
    }

    fn end(&mut self, mut flow: Box<Flow>, output: &mut Output<'_>) {
        self.held = self.held.saturating_sub(flow.held());
        flow.finish(output);
        flow.count(output.stats);
    }
}
