//! The correlated JSON of ja4-platform: flat, or with the early `apache` and `network` objects.

use std::borrow::Cow;
use std::fmt;

use app::domain::ip::Ip;
use app::domain::log_record::LogRecord;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::ParseError;
use super::fields::{address, header_field, instant, optional};
use super::json::{Key, Value, with_line};

/// Parses one correlated record; unknown keys are ignored.
///
/// # Errors
/// Names the field that is missing, of the wrong type or out of range.
pub fn parse(line: &[u8]) -> Result<LogRecord, ParseError> {
    let draft = with_line(line, |json| {
        let mut draft = Draft::default();
        Section { draft: &mut draft, kind: Kind::Flat }.deserialize(json)?;
        Ok(draft)
    })?;
    draft.finish()
}

/// The HTTP/2 settings that may come one by one, with their identifiers (RFC 9113 §6.5.2, RFC 8441).
const H2_SETTINGS: [(&str, u8); 7] = [
    ("h2_header_table_size", 1),
    ("h2_enable_push", 2),
    ("h2_max_concurrent_streams", 3),
    ("h2_initial_window_size", 4),
    ("h2_max_frame_size", 5),
    ("h2_max_header_list_size", 6),
    ("h2_enable_connect_protocol", 8),
];

/// `1:65536;4:6291456`, without the settings that were not sent.
fn settings_text(values: &[String; 7]) -> String {
    let sent = H2_SETTINGS.iter().zip(values).filter(|(_, value)| !value.is_empty());
    sent.map(|((_, id), value)| format!("{id}:{value}")).collect::<Vec<_>>().join(";")
}

/// The record while its keys arrive, in any order.
struct Draft {
    record: LogRecord,
    time: Option<u64>,
    timestamp: Option<u64>,
    network_timestamp: Option<u64>,
    has_address: bool,
    /// Values of the HTTP/2 settings 1, 2, 3, 4, 5, 6 and 8 when they come one by one.
    h2_settings: [String; 7],
    error: Option<ParseError>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            record: LogRecord::new(0, Ip(std::net::Ipv6Addr::UNSPECIFIED), "platform"),
            time: None,
            timestamp: None,
            network_timestamp: None,
            has_address: false,
            h2_settings: Default::default(),
            error: None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flat,
    Http,
    Network,
    Headers,
}

impl Draft {
    fn finish(self) -> Result<LogRecord, ParseError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let time_ms = match (self.time, self.timestamp.or(self.network_timestamp)) {
            // `time` has whole seconds in most writers, `timestamp` nanoseconds of the same instant.
            (Some(time), Some(stamp)) if stamp / 1_000 == time / 1_000 => time.max(stamp),
            (Some(time), _) => time,
            (None, Some(stamp)) => stamp,
            (None, None) => return Err(ParseError::new("time", "missing")),
        };
        if !self.has_address {
            return Err(ParseError::new("src_ip", "missing"));
        }
        let mut record = self.record;
        record.time_ms = time_ms;
        record.time.0 = u32::try_from(time_ms / 1_000).unwrap_or(u32::MAX);
        if record.host.is_empty() && record.orphan_side == "B" {
            record.host.clone_from(&record.tls_sni);
        }
        if record.h2_settings_fp.is_empty() {
            record.h2_settings_fp = settings_text(&self.h2_settings);
        }
        Ok(record)
    }

    fn take(&mut self, kind: Kind, key: &str, value: Value<'_>) -> Result<(), ParseError> {
        if kind == Kind::Headers {
            return self.header(key, value);
        }
        let record = &mut self.record;
        match key {
            "time" => self.time = self.time.or(instant("time", &value)?),
            "timestamp" if kind == Kind::Network => {
                self.network_timestamp = instant("timestamp", &value)?;
            }
            "timestamp" => self.timestamp = self.timestamp.or(instant("timestamp", &value)?),
            "src_ip" => {
                if let Some(ip) = address("src_ip", &value)? {
                    record.src_ip = ip;
                    self.has_address = true;
                }
            }
            "dst_ip" | "dest_ip" => {
                if let Some(ip) = address("dst_ip", &value)? {
                    record.dst_ip = ip;
                }
            }
            "src_port" => record.src_port = value.exact("src_port")?,
            "dst_port" | "dest_port" => record.dst_port = value.exact("dst_port")?,
            "method" => record.method = value.into_text(),
            "scheme" => record.scheme = value.into_text(),
            "host" => record.host = value.into_text(),
            "path" => record.path = value.into_text(),
            "query" => record.query = value.into_text(),
            "http_version" => record.http_version = value.into_text(),
            "orphan_side" => record.orphan_side = value.into_text(),
            "correlated" => record.correlated = value.clamped("correlated", 0, 1)?,
            "keepalives" => record.keepalives = value.clamped("keepalives", 0, 65_535)?,
            "conn_id" => record.conn_id = value.into_text(),
            // Marks generated traffic; a record without it is the platform's own.
            "source" => {
                let source = value.into_text();
                if !source.is_empty() {
                    record.source = source;
                }
            }
            "ip_meta_ttl" => record.ip_meta_ttl = value.exact("ip_meta_ttl")?,
            "ip_meta_id" => record.ip_meta_id = value.exact("ip_meta_id")?,
            "ip_meta_df" => record.ip_meta_df = value.clamped("ip_meta_df", 0, 1)?,
            "ip_meta_total_length" => {
                record.ip_meta_total_length = value.exact("ip_meta_total_length")?;
            }
            "tcp_meta_window_size" => {
                record.tcp_meta_window_size = value.exact("tcp_meta_window_size")?;
            }
            "tcp_meta_mss" => record.tcp_meta_mss = value.exact("tcp_meta_mss")?,
            "tcp_meta_window_scale" => {
                record.tcp_meta_window_scale = value.exact("tcp_meta_window_scale")?;
            }
            "tcp_meta_options" => record.tcp_meta_options = value.into_text(),
            "syn_to_clienthello_ms" => {
                let (min, max) = (i64::from(i32::MIN), i64::from(i32::MAX));
                record.syn_to_clienthello_ms = value.clamped("syn_to_clienthello_ms", min, max)?;
            }
            "tls_version" => record.tls_version = value.into_text(),
            "tls_sni" => record.tls_sni = value.into_text(),
            "tls_alpn" => record.tls_alpn = value.into_first(),
            "ja3" => record.ja3 = value.into_text(),
            "ja3_hash" => record.ja3_hash = value.into_text(),
            "ja4" => record.ja4 = value.into_text(),
            "client_headers" => record.client_headers = value.into_text(),
            "status" => record.status = optional("status", &value)?,
            "bytes" => record.bytes = optional("bytes", &value)?,
            "referer" => record.referer = value.into_text(),
            "h2_fingerprint" => record.h2_fingerprint = value.into_text(),
            "h2_settings_fp" => record.h2_settings_fp = value.into_text(),
            "h2_window_update" => {
                record.h2_window_update =
                    value.clamped("h2_window_update", 0, i64::from(u32::MAX))?;
            }
            "h2_pseudo_order" => record.h2_pseudo_order = value.into_text(),
            _ => {
                if let Some(place) = H2_SETTINGS.iter().position(|(name, _)| *name == key) {
                    self.h2_settings[place] = value.into_text();
                } else if let Some(name) = key.strip_prefix("header_") {
                    return self.header(name, value);
                }
            }
        }
        Ok(())
    }

    fn header(&mut self, name: &str, value: Value<'_>) -> Result<(), ParseError> {
        if let Some(field) = header_field(&mut self.record, name) {
            *field = value.into_text();
        }
        Ok(())
    }
}

/// The key in lower case with `_` for `-`, as writers do not agree on either.
fn plain_key(key: Cow<'_, str>) -> Cow<'_, str> {
    if key.bytes().any(|byte| byte == b'-' || byte.is_ascii_uppercase()) {
        return Cow::Owned(key.to_ascii_lowercase().replace('-', "_"));
    }
    key
}

/// Reads one object, flat or nested, into the draft.
struct Section<'d> {
    draft: &'d mut Draft,
    kind: Kind,
}

impl<'de> DeserializeSeed<'de> for Section<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.kind {
            Kind::Flat => deserializer.deserialize_map(self),
            // A nested section may also be null or a plain string.
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Section<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Key<'de>>()? {
            let nested = match &*key.0 {
                "apache" | "http" => Some(Kind::Http),
                "network" => Some(Kind::Network),
                "headers" => Some(Kind::Headers),
                _ => None,
            };
            if let Some(kind) = nested.filter(|_| self.kind != Kind::Headers) {
                map.next_value_seed(Section { draft: &mut *self.draft, kind })?;
                continue;
            }
            let value = map.next_value::<Value<'de>>()?;
            let key = plain_key(key.0);
            if let Err(error) = self.draft.take(self.kind, &key, value) {
                self.draft.error.get_or_insert(error);
            }
        }
        Ok(())
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
#[path = "platform_tests.rs"]
mod tests;
