//! What a population works with while it plans one session: randomness, time, connections.

use std::sync::Arc;

use super::event::{Client, Connection, Event, Request, Side};
use super::program::Http;
use super::rng::Rng;

/// One planned session: a visit, a burst, ten minutes of polling.
///
/// A session must end within ten minutes of its start, so that the stream never
/// holds more than ten minutes of traffic.
pub(super) struct Session<'a> {
    /// The session's own random source.
    pub(super) rng: Rng,
    /// The seed of the whole demo, for what stays the same from session to session.
    pub(super) seed: u64,
    /// Start, milliseconds since 1970.
    pub(super) start_ms: u64,
    /// Running number within the population.
    pub(super) number: u64,
    /// How many times larger than the natural size the demo is, at least 1.
    pub(super) crowd: u64,
    /// Name of the population.
    pub(super) population: &'static str,
    /// Planned so far.
    pub(super) events: &'a mut Vec<Event>,
}

impl Session<'_> {
    /// Number of members of a group that has `natural` of them at the natural size.
    pub(super) fn pool(&self, natural: u64) -> u64 {
        natural.saturating_mul(self.crowd)
    }

    /// Opens a connection of `client`.
    pub(super) fn connect(&mut self, client: &Client) -> Connection {
        let rng = &mut self.rng;
        Connection {
            id: rng.next(),
            port: rng.between(32_768, 60_999) as u16,
            ip_id: rng.between(1, 65_535) as u16,
            hello_ms: (client.rtt_ms / 2 + rng.wait(client.rtt_ms / 2 + 2) + 1) as u32,
            served: 0,
            bare: false,
        }
    }

    /// The same without a server name.
    pub(super) fn connect_bare(&mut self, client: &Client) -> Connection {
        Connection { bare: true, ..self.connect(client) }
    }

    /// Sends `request` at `at_ms`. Both sides are recorded over TLS, the request alone
    /// when no sensor sees the client's connections.
    pub(super) fn send(
        &mut self,
        at_ms: u64,
        client: &Arc<Client>,
        connection: &mut Connection,
        request: Request,
    ) {
        let side = if client.syn.is_some() { Side::Both } else { Side::Request };
        self.record(at_ms, client, connection, side, request);
    }

    /// Sends `request` in clear text.
    pub(super) fn send_clear(
        &mut self,
        at_ms: u64,
        client: &Arc<Client>,
        connection: &mut Connection,
        request: Request,
    ) {
        let side = if client.syn.is_some() { Side::Clear } else { Side::Request };
        self.record(at_ms, client, connection, side, request);
    }

    /// Records a connection to the bare address that never carried a request.
    pub(super) fn probe(&mut self, at_ms: u64, client: &Arc<Client>, side: Side) {
        let mut connection = self.connect_bare(client);
        self.record(at_ms, client, &mut connection, side, Request::page("", ""));
    }

    /// Records `request` with the given sides.
    pub(super) fn record(
        &mut self,
        at_ms: u64,
        client: &Arc<Client>,
        connection: &mut Connection,
        side: Side,
        request: Request,
    ) {
        self.events.push(Event {
            at_ms,
            population: self.population,
            client: Arc::clone(client),
            connection: connection.clone(),
            side,
            request,
        });
        connection.served = connection.served.saturating_add(1);
        if client.program.http == Http::V10 {
            *connection = self.connect(client);
        }
    }
}
