//! Fields that the JSON formats share: headers, instants, addresses, numbers that may be lacking.

use app::domain::ip::Ip;
use app::domain::log_record::LogRecord;

use super::json::Value;
use super::{ParseError, time};

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
pub fn instant(field: &'static str, value: &Value<'_>) -> Result<Option<u64>, ParseError> {
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
pub fn address(field: &'static str, value: &Value<'_>) -> Result<Option<Ip>, ParseError> {
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
pub fn optional<N: TryFrom<i64>>(
    field: &'static str,
    value: &Value<'_>,
) -> Result<Option<N>, ParseError> {
    value
        .integer(field)?
        .map(|number| N::try_from(number).map_err(|_| ParseError::new(field, "out of range")))
        .transpose()
}
