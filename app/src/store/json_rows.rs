//! Whole rows as JSON objects, for answers whose columns are the table's (`SELECT *` in the seeds).

use std::net::Ipv6Addr;

use serde_json::{Map, Number, Value};

use super::error::{Error, ErrorKind, Result};
use crate::domain::ip::Ip;

/// One row: column name to value.
pub type JsonRow = Map<String, Value>;

/// Reads ClickHouse's `JSONCompactEachRowWithNamesAndTypes`, giving values the form the seeds' driver gave them.
///
/// # Errors
/// When the bytes are not in that format.
pub(crate) fn parse(op: &'static str, bytes: &[u8]) -> Result<Vec<JsonRow>> {
    let broken = || Error::new(op, ErrorKind::Other, "the answer is not in the format asked for");
    let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let mut header = || -> Result<Vec<String>> {
        lines
            .next()
            .map_or(Ok(Vec::new()), |line| serde_json::from_slice(line).map_err(|_| broken()))
    };
    let (names, types) = (header()?, header()?);
    lines
        .map(|line| {
            let values: Vec<Value> = serde_json::from_slice(line).map_err(|_| broken())?;
            Ok(names
                .iter()
                .zip(&types)
                .zip(values)
                .map(|((name, kind), value)| (name.clone(), converted(name, kind, value)))
                .collect())
        })
        .collect()
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
        Value::String(text) if kind.starts_with("DateTime") => {
            Value::String(text.replacen(' ', "T", 1))
        }
        Value::String(text) if kind.starts_with("IPv6") && name == "src_ip" => {
            Value::String(text.parse::<Ipv6Addr>().map_or(text, |addr| Ip(addr).to_string()))
        }
        other => other,
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
    fn no_bytes_are_no_rows_and_garbage_is_an_error() {
        assert!(parse("test", b"").unwrap().is_empty());
        assert!(parse("test", b"{}\n").is_err());
    }
}
