//! The correlated JSON of ja4-platform: flat, or with the early `apache` and `network` objects.

use std::fmt;

use app::domain::ip::Ip;
use app::domain::log_record::LogRecord;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::json::{Key, Value, with_line};
use super::{ParseError, time};

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

/// The record while its keys arrive, in any order.
struct Draft {
    record: LogRecord,
    time: Option<u64>,
    timestamp: Option<u64>,
    network_timestamp: Option<u64>,
    has_address: bool,
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
                if let Some(name) = key.strip_prefix("header_") {
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

/// The field that holds a request header, found by its name as sent or as a column.
pub fn header_field<'r>(record: &'r mut LogRecord, name: &str) -> Option<&'r mut String> {
    let is = |column: &str| {
        name.len() == column.len()
            && name.bytes().zip(column.bytes()).all(|(sent, known)| match sent {
                b'-' => known == b'_',
                letter => letter.to_ascii_lowercase() == known,
            })
    };
    Some(match name.len() {
        10 if is("user_agent") => &mut record.header_user_agent,
        6 if is("accept") => &mut record.header_accept,
        15 if is("accept_encoding") => &mut record.header_accept_encoding,
        15 if is("accept_language") => &mut record.header_accept_language,
        12 if is("content_type") => &mut record.header_content_type,
        12 if is("x_request_id") => &mut record.header_x_request_id,
        10 if is("x_trace_id") => &mut record.header_x_trace_id,
        15 if is("x_forwarded_for") => &mut record.header_x_forwarded_for,
        9 if is("sec_ch_ua") => &mut record.header_sec_ch_ua,
        16 if is("sec_ch_ua_mobile") => &mut record.header_sec_ch_ua_mobile,
        18 if is("sec_ch_ua_platform") => &mut record.header_sec_ch_ua_platform,
        14 if is("sec_fetch_dest") => &mut record.header_sec_fetch_dest,
        14 if is("sec_fetch_mode") => &mut record.header_sec_fetch_mode,
        14 if is("sec_fetch_site") => &mut record.header_sec_fetch_site,
        7 if is("referer") => &mut record.referer,
        _ => return None,
    })
}

/// The instant of a number or a text, in milliseconds since 1970.
pub(super) fn instant(field: &'static str, value: &Value<'_>) -> Result<Option<u64>, ParseError> {
    let found = match value {
        Value::Nothing => return Ok(None),
        Value::Number(number) => time::epoch(*number),
        Value::Float(seconds) if (0.0..4_294_967_296.0).contains(seconds) => {
            Some((seconds * 1_000.0) as u64)
        }
        Value::Text(text) => {
            let text = text.trim().as_bytes();
            match std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()) {
                Some(number) => time::epoch(number),
                None => time::iso(text).or_else(|| time::common_log(text)),
            }
        }
        _ => None,
    };
    found.map(Some).ok_or(ParseError::new(field, "not an instant between 1970 and 2106"))
}

/// The address of a text, `None` when there is nothing.
pub(super) fn address(field: &'static str, value: &Value<'_>) -> Result<Option<Ip>, ParseError> {
    match value {
        Value::Nothing => Ok(None),
        Value::Text(text) if text.is_empty() => Ok(None),
        Value::Text(text) => match text.parse() {
            Ok(ip) => Ok(Some(ip)),
            Err(_) => Err(ParseError::new(field, "not an IPv4 or IPv6 address")),
        },
        _ => Err(ParseError::new(field, "not an IPv4 or IPv6 address")),
    }
}

/// An integer that a log may truly lack.
pub(super) fn optional<N: TryFrom<i64>>(
    field: &'static str,
    value: &Value<'_>,
) -> Result<Option<N>, ParseError> {
    value
        .integer(field)?
        .map(|number| N::try_from(number).map_err(|_| ParseError::new(field, "out of range")))
        .transpose()
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
            if let Err(error) = self.draft.take(self.kind, &key.0, value) {
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
