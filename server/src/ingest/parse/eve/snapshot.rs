//! The joiner's state as JSON, so that a run that was killed goes on where it was.

use app::domain::ip::Ip;
use app::domain::log_record::LogRecord;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Deadline, Flow, Joiner};

#[derive(Serialize, Deserialize)]
struct Saved {
    clock_ms: u64,
    next_serial: u64,
    flows: Vec<SavedFlow>,
    requests: Vec<(u64, u64, u64)>,
    handshakes: Vec<(u64, u64, u64)>,
}

#[derive(Serialize, Deserialize)]
struct SavedFlow {
    id: u64,
    serial: u64,
    handshake: Option<Map<String, Value>>,
    has_requests: bool,
    waiting: Vec<Map<String, Value>>,
}

impl Joiner {
    /// The state as a JSON value; restoring it gives a joiner that goes on alike.
    ///
    /// # Errors
    /// When a record cannot be written as JSON.
    pub fn save(&self) -> serde_json::Result<Value> {
        let plain = plain_fields()?;
        let mut flows = Vec::with_capacity(self.flows.len());
        for (id, flow) in &self.flows {
            flows.push(SavedFlow {
                id: *id,
                serial: flow.serial,
                handshake: flow.handshake.as_deref().map(|r| compact(r, &plain)).transpose()?,
                has_requests: flow.has_requests,
                waiting: flow
                    .waiting
                    .iter()
                    .map(|record| compact(record, &plain))
                    .collect::<Result<_, _>>()?,
            });
        }
        flows.sort_unstable_by_key(|flow| flow.serial);
        let deadlines = |queue: &std::collections::VecDeque<Deadline>| -> Vec<(u64, u64, u64)> {
            queue.iter().map(|due| (due.at_ms, due.flow, due.serial)).collect()
        };
        serde_json::to_value(Saved {
            clock_ms: self.clock_ms,
            next_serial: self.next_serial,
            flows,
            requests: deadlines(&self.requests),
            handshakes: deadlines(&self.handshakes),
        })
    }

    /// The joiner that [`Joiner::save`] saw.
    ///
    /// # Errors
    /// When the value is not one that it wrote.
    pub fn restore(value: Value) -> serde_json::Result<Self> {
        let saved: Saved = serde_json::from_value(value)?;
        let plain = plain_fields()?;
        let mut joiner = Self {
            clock_ms: saved.clock_ms,
            next_serial: saved.next_serial,
            requests: saved.requests.into_iter().map(Deadline::from).collect(),
            handshakes: saved.handshakes.into_iter().map(Deadline::from).collect(),
            ..Self::default()
        };
        for flow in saved.flows {
            let waiting = flow
                .waiting
                .into_iter()
                .map(|fields| expand(fields, &plain))
                .collect::<Result<Vec<_>, _>>()?;
            joiner.n_waiting += waiting.len();
            let handshake =
                flow.handshake.map(|fields| expand(fields, &plain)).transpose()?.map(Box::new);
            let has_requests = flow.has_requests;
            joiner
                .flows
                .insert(flow.id, Flow { serial: flow.serial, handshake, has_requests, waiting });
        }
        Ok(joiner)
    }
}

impl From<(u64, u64, u64)> for Deadline {
    fn from((at_ms, flow, serial): (u64, u64, u64)) -> Self {
        Self { at_ms, flow, serial }
    }
}

/// The fields of a record that knows nothing: what equals them is left out.
fn plain_fields() -> serde_json::Result<Map<String, Value>> {
    let unspecified = Ip(std::net::Ipv6Addr::UNSPECIFIED);
    serde_json::from_value(serde_json::to_value(LogRecord::new(0, unspecified, "eve"))?)
}

fn compact(
    record: &LogRecord,
    plain: &Map<String, Value>,
) -> serde_json::Result<Map<String, Value>> {
    let mut fields: Map<String, Value> = serde_json::from_value(serde_json::to_value(record)?)?;
    fields.retain(|name, value| plain.get(name) != Some(value));
    Ok(fields)
}

fn expand(fields: Map<String, Value>, plain: &Map<String, Value>) -> serde_json::Result<LogRecord> {
    let mut all = plain.clone();
    all.extend(fields);
    serde_json::from_value(Value::Object(all))
}
