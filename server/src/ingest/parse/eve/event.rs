//! The fields of Suricata's EVE events that say something about a request or its connection.

use app::domain::ip::Ip;
use app::domain::log_record::LogRecord;
use serde::Deserialize;

use crate::ingest::parse::ParseError;
use crate::ingest::parse::fields::{address, header_field, instant, optional};
use crate::ingest::parse::json::{Value, with_line};
use crate::ingest::parse::text::{http_version, split_target};

/// What an event tells the joiner.
#[derive(Debug)]
pub enum Event {
    /// A request in clear text; `record` lacks what its connection knows.
    Http {
        /// Suricata's name of the connection.
        flow: Option<u64>,
        /// The request.
        record: Box<LogRecord>,
    },
    /// A TLS or QUIC handshake as a record of its own.
    Handshake {
        /// Suricata's name of the connection.
        flow: Option<u64>,
        /// The connection.
        record: Box<LogRecord>,
    },
    /// The end of a connection.
    FlowEnd {
        /// Suricata's name of the connection.
        flow: u64,
        /// When the event was written, in milliseconds since 1970.
        time_ms: u64,
    },
    /// Something else.
    Other,
}

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow, default)]
    timestamp: Value<'a>,
    #[serde(borrow, default)]
    event_type: Value<'a>,
    #[serde(borrow, default)]
    flow_id: Value<'a>,
    #[serde(borrow, default)]
    src_ip: Value<'a>,
    #[serde(borrow, default)]
    src_port: Value<'a>,
    #[serde(borrow, default)]
    dest_ip: Value<'a>,
    #[serde(borrow, default)]
    dest_port: Value<'a>,
    #[serde(borrow, default)]
    tx_id: Value<'a>,
    #[serde(borrow, default)]
    xff: Value<'a>,
    #[serde(borrow, default)]
    http: Option<Http<'a>>,
    #[serde(borrow, default)]
    tls: Option<Tls<'a>>,
    #[serde(borrow, default)]
    quic: Option<Tls<'a>>,
}

#[derive(Deserialize)]
struct Http<'a> {
    #[serde(borrow, default)]
    hostname: Value<'a>,
    #[serde(borrow, default)]
    url: Value<'a>,
    #[serde(borrow, default)]
    http_method: Value<'a>,
    #[serde(borrow, default)]
    http_user_agent: Value<'a>,
    #[serde(borrow, default)]
    http_refer: Value<'a>,
    #[serde(borrow, default)]
    protocol: Value<'a>,
    #[serde(borrow, default)]
    version: Value<'a>,
    #[serde(borrow, default)]
    status: Value<'a>,
    #[serde(borrow, default)]
    length: Value<'a>,
    #[serde(borrow, default)]
    request_headers: Vec<Header<'a>>,
    #[serde(borrow, default)]
    accept: Value<'a>,
    #[serde(borrow, default)]
    accept_encoding: Value<'a>,
    #[serde(borrow, default)]
    accept_language: Value<'a>,
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow, default)]
    name: Value<'a>,
    #[serde(borrow, default)]
    value: Value<'a>,
}

#[derive(Deserialize)]
struct Tls<'a> {
    #[serde(borrow, default)]
    sni: Value<'a>,
    #[serde(borrow, default)]
    version: Value<'a>,
    #[serde(borrow, default)]
    ja4: Value<'a>,
    #[serde(borrow, default)]
    ja3: Option<Ja3<'a>>,
    #[serde(borrow, default)]
    client_alpns: Value<'a>,
}

#[derive(Deserialize)]
struct Ja3<'a> {
    #[serde(borrow, default)]
    hash: Value<'a>,
    #[serde(borrow, default)]
    string: Value<'a>,
}

/// Reads one EVE line.
///
/// # Errors
/// Names the field that keeps the event from being used.
pub fn read(line: &[u8]) -> Result<Event, ParseError> {
    // Serde would read a list as a structure by position.
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err(ParseError::new("line", "not a JSON object"));
    }
    with_line(line, |json| Raw::deserialize(json).map(Raw::into_event))?
}

impl Raw<'_> {
    fn into_event(mut self) -> Result<Event, ParseError> {
        let kind = match self.event_type.as_str() {
            Some(kind @ ("http" | "http2" | "tls" | "quic" | "flow")) => kind,
            Some(_) => return Ok(Event::Other),
            None => return Err(ParseError::new("event_type", "missing")),
        };
        let time_ms = instant("timestamp", &self.timestamp)?
            .ok_or(ParseError::new("timestamp", "missing"))?;
        let flow = match &self.flow_id {
            Value::Number(id) => Some(*id),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        };
        if kind == "flow" {
            return Ok(flow.map_or(Event::Other, |flow| Event::FlowEnd { flow, time_ms }));
        }
        let src_ip =
            address("src_ip", &self.src_ip)?.ok_or(ParseError::new("src_ip", "missing"))?;
        let mut record = Box::new(self.connection(time_ms, src_ip, flow)?);
        if let Some(http) = self.http.take().filter(|_| kind.starts_with("http")) {
            record.keepalives = self.tx_id.clamped::<u16>("tx_id", 0, 65_534)?.saturating_add(1);
            record.header_x_forwarded_for = std::mem::take(&mut self.xff).into_text();
            http.fill(&mut record)?;
            return Ok(Event::Http { flow, record });
        }
        let (handshake, missing) = match kind {
            "tls" => (self.tls.take(), ParseError::new("tls", "missing")),
            "quic" => (self.quic.take(), ParseError::new("quic", "missing")),
            _ => (None, ParseError::new("http", "missing")),
        };
        handshake.ok_or(missing)?.fill(&mut record);
        if kind == "quic" {
            record.http_version = "3".to_owned();
        }
        Ok(Event::Handshake { flow, record })
    }

    fn connection(
        &self,
        time_ms: u64,
        src_ip: Ip,
        flow: Option<u64>,
    ) -> Result<LogRecord, ParseError> {
        let mut record = LogRecord::new(time_ms, src_ip, "eve");
        record.src_port = self.src_port.exact("src_port")?;
        if let Some(ip) = address("dest_ip", &self.dest_ip)? {
            record.dst_ip = ip;
        }
        record.dst_port = self.dest_port.exact("dest_port")?;
        record.conn_id = flow.map(|id| id.to_string()).unwrap_or_default();
        Ok(record)
    }
}

impl Http<'_> {
    fn fill(self, record: &mut LogRecord) -> Result<(), ParseError> {
        let mut target = self.url.into_text();
        record.scheme = "http".to_owned();
        record.orphan_side = "A".to_owned();
        record.host = self.hostname.into_text();
        record.method = self.http_method.into_text();
        record.http_version = match self.protocol {
            Value::Nothing => http_version(&self.version.into_text()).to_owned(),
            protocol => http_version(&protocol.into_text()).to_owned(),
        };
        record.status = optional("http.status", &self.status)?;
        record.bytes = optional("http.length", &self.length)?;
        let mut names = Vec::with_capacity(self.request_headers.len());
        for Header { name, value } in self.request_headers {
            let name = name.into_text();
            match name.as_str() {
                ":method" => record.method = value.into_text(),
                ":path" => target = value.into_text(),
                ":authority" => record.host = value.into_text(),
                ":scheme" => record.scheme = value.into_text(),
                _ => {
                    if let Some(field) = header_field(record, &name) {
                        *field = value.into_text();
                    }
                    names.push(name);
                }
            }
        }
        record.client_headers = names.join(",");
        fill_empty(&mut record.header_user_agent, self.http_user_agent);
        fill_empty(&mut record.referer, self.http_refer);
        fill_empty(&mut record.header_accept, self.accept);
        fill_empty(&mut record.header_accept_encoding, self.accept_encoding);
        fill_empty(&mut record.header_accept_language, self.accept_language);
        let (path, query) = split_target(&target);
        record.path = path.to_owned();
        record.query = query.to_owned();
        Ok(())
    }
}

fn fill_empty(field: &mut String, value: Value<'_>) {
    if field.is_empty() {
        *field = value.into_text();
    }
}

impl Tls<'_> {
    fn fill(self, record: &mut LogRecord) {
        record.scheme = "https".to_owned();
        record.orphan_side = "B".to_owned();
        record.tls_sni = self.sni.into_text();
        record.host.clone_from(&record.tls_sni);
        record.ja4 = self.ja4.into_text();
        record.tls_version = offered_version(&record.ja4)
            .map_or_else(|| negotiated_version(&self.version.into_text()), str::to_owned);
        record.tls_alpn = self.client_alpns.into_first();
        if let Some(ja3) = self.ja3 {
            record.ja3 = ja3.string.into_text();
            record.ja3_hash = ja3.hash.into_text();
        }
    }
}

/// The highest version the client offered, from the second part of its JA4 (`t13…` → `1.3`).
fn offered_version(ja4: &str) -> Option<&'static str> {
    match ja4.get(1..3)? {
        "13" => Some("1.3"),
        "12" => Some("1.2"),
        "11" => Some("1.1"),
        "10" => Some("1.0"),
        "s3" => Some("SSL 3.0"),
        _ => None,
    }
}

/// `TLS 1.2` and `TLSv1` as `1.2` and `1.0`: the version Suricata saw agreed on.
fn negotiated_version(text: &str) -> String {
    let number = text.trim_start_matches("TLS").trim_start_matches('v').trim();
    if number == "1" { "1.0".to_owned() } else { number.to_owned() }
}
