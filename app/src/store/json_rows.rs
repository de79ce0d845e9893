//! Whole rows as JSON objects, for answers whose columns are the table's (`SELECT *` in the seeds).

use std::net::Ipv6Addr;

use serde_json::{Map, Number, Value};

use super::error::{Error, ErrorKind, Result};
use crate::domain::ip::Ip;

/// The format [`parse`] reads.
pub(crate) const FORMAT: &str = "JSONCompactEachRowWithNamesAndTypes";

/// One row: column name to value.
pub type JsonRow = Map<String, Value>;

/// Reads ClickHouse's `JSONCompactEachRowWithNamesAndTypes`, giving values the form the seeds' driver gave them.
///
/// # Errors
/// When the bytes are not in that format.
pub(crate) fn parse(op: &'static str, bytes: &[u8]) -> Result<Vec<JsonRow>> {
    let mut reader = RowReader::new(op);
    let rows = reader.read(bytes)?;
    reader.end()?;
    Ok(rows)
}

/// Reads the same format as its bytes arrive, cut anywhere.
pub struct RowReader {
    op: &'static str,
    names: Option<Vec<String>>,
    types: Option<Vec<String>>,
    /// The beginning of a line whose end has not arrived.
    rest: Vec<u8>,
}

impl RowReader {
    /// A reader at the beginning of an answer.
    #[must_use]
    pub fn new(op: &'static str) -> Self {
        Self { op, names: None, types: None, rest: Vec::new() }
    }

    /// Names of the columns, once they have arrived.
    #[must_use]
    pub fn names(&self) -> Option<&[String]> {
        self.types.as_ref().and(self.names.as_deref())
    }

    /// The rows that are whole with these bytes.
    ///
    /// # Errors
    /// When the bytes are not in the format.
    pub fn read(&mut self, bytes: &[u8]) -> Result<Vec<JsonRow>> {
        let mut rows = Vec::new();
        let mut bytes = bytes;
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (line, after) = bytes.split_at(end);
            bytes = &after[1..];
            if self.rest.is_empty() {
                rows.extend(self.line(line)?);
            } else {
                let mut whole = std::mem::take(&mut self.rest);
                whole.extend_from_slice(line);
                rows.extend(self.line(&whole)?);
            }
        }
        self.rest.extend_from_slice(bytes);
        Ok(rows)
    }

    /// Checks that the answer ended with a whole line.
    ///
    /// # Errors
    /// When it did not.
    pub fn end(&self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.broken()) }
    }

    fn broken(&self) -> Error {
        Error::new(self.op, ErrorKind::Other, "the answer is not in the format asked for")
    }

    fn line(&mut self, line: &[u8]) -> Result<Option<JsonRow>> {
        if line.is_empty() {
            return Ok(None);
        }
        let (Some(names), Some(types)) = (&self.names, &self.types) else {
            let header = serde_json::from_slice(line).map_err(|_| self.broken())?;
            let slot = if self.names.is_none() { &mut self.names } else { &mut self.types };
            *slot = Some(header);
            return Ok(None);
        };
        let values: Vec<Value> = serde_json::from_slice(line).map_err(|_| self.broken())?;
        let row = names.iter().zip(types).zip(values);
        let row = row.map(|((name, kind), value)| (name.clone(), converted(name, kind, value)));
        Ok(Some(row.collect()))
    }
}

fn converted(name: &str, kind: &str, value: Value) -> Value {
    let kind = match kind.strip_prefix("SimpleAggregateFunction(") {
        Some(inner) => inner.split_once(", ").map_or(inner, |(_, kind)| kind),
        None => kind,
    };
    let kind = kind.strip_prefix("LowCardinality(").unwrap_or(kind);
    let kind = kind.strip_prefix("Nullable(").unwrap_or(kind);
    match value {
        // A driver hands a Float32 over as the double nearest to it, not as its shortest text.
        Value::Number(number) if kind.starts_with("Float32") => number
            .as_f64()
            .and_then(|wide| Number::from_f64(f64::from(wide as f32)))
            .map_or(Value::Null, Value::Number),
        // The database writes a whole one without its point.
        Value::Number(number) if kind.starts_with("Float64") => {
            number.as_f64().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
        }
        Value::String(text) if kind.starts_with("DateTime") => Value::String(instant(&text)),
        Value::String(text) if kind.starts_with("IPv6") && name == "src_ip" => {
            Value::String(text.parse::<Ipv6Addr>().map_or(text, |addr| Ip(addr).to_string()))
        }
        Value::Array(items) => match kind.strip_prefix("Array(") {
            Some(inner) => items.into_iter().map(|item| converted(name, inner, item)).collect(),
            None => Value::Array(items),
        },
        other => other,
    }
}

/// ISO 8601, with six digits of a second that is not whole.
fn instant(text: &str) -> String {
    let text = text.replacen(' ', "T", 1);
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        Some((whole, fraction)) => format!("{whole}.{fraction:0<6.6}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_the_form_the_seeds_give_them() {
        let answer = concat!(
            "[\"at\",\"src_ip\",\"src_ip_str\",\"score\",\"n\",\"none\"]\n",
            "[\"DateTime\",\"IPv6\",\"String\",\"Float32\",\"UInt64\",\"Nullable(Float32)\"]\n",
            "[\"2026-11-20 04:32:02\",\"::ffff:203.0.113.7\",\"::ffff:203.0.113.7\",-0.99951,3,null]\n",
        );
        let rows = parse("test", answer.as_bytes()).unwrap();
        assert_eq!(
            Value::Array(rows.into_iter().map(Value::Object).collect()),
            serde_json::json!([{
                "at": "2026-11-20T04:32:02", "src_ip": "203.0.113.7", "src_ip_str": "::ffff:203.0.113.7",
                "score": -0.999_509_990_215_301_5, "n": 3, "none": null,
            }])
        );
    }

    #[test]
    fn doubles_keep_their_point_and_every_digit_also_inside_aggregates() {
        let answer = concat!(
            "[\"whole\",\"long\",\"first\",\"n\"]\n",
            "[\"Float64\",\"Float64\",\"SimpleAggregateFunction(min, DateTime)\",\"SimpleAggregateFunction(sum, UInt64)\"]\n",
            "[11,0.22727272727272727,\"2026-11-20 04:32:02\",5]\n",
        );
        let rows = parse("test", answer.as_bytes()).unwrap();
        assert_eq!(
            serde_json::to_string(&rows[0]).unwrap(),
            r#"{"first":"2026-11-20T04:32:02","long":0.22727272727272727,"n":5,"whole":11.0}"#
        );
    }

    #[test]
    fn lists_and_parts_of_seconds_take_the_form_of_the_driver() {
        let answer = concat!(
            "[\"list\",\"holes\",\"at\",\"whole\",\"fine\"]\n",
            "[\"Array(Float32)\",\"Array(Array(Nullable(Float32)))\",\"DateTime64(3)\",\"DateTime64(3)\",\"DateTime64(9)\"]\n",
            "[[0.1,2],[[0.1,null]],\"2026-11-20 01:02:03.456\",\"2026-11-20 01:02:03.000\",\"2026-11-20 01:02:03.123456789\"]\n",
        );
        let rows = parse("test", answer.as_bytes()).unwrap();
        assert_eq!(
            Value::Object(rows[0].clone()),
            serde_json::json!({
                "list": [0.100_000_001_490_116_12, 2.0], "holes": [[0.100_000_001_490_116_12, null]],
                "at": "2026-11-20T01:02:03.456000", "whole": "2026-11-20T01:02:03", "fine": "2026-11-20T01:02:03.123456",
            })
        );
    }

    #[test]
    fn no_bytes_are_no_rows_and_garbage_is_an_error() {
        assert!(parse("test", b"").unwrap().is_empty());
        assert!(parse("test", b"{}\n").is_err());
    }
}
