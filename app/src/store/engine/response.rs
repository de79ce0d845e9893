//! Answers in the shape of ClickHouse's HTTP interface: headers, figures, exceptions.

use std::io;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use crate::store::engine::exception::Exception;
use crate::store::engine::ffi::Figures;
use crate::store::engine::frame;
use crate::store::engine::stream::Stream;

/// The body of an answer.
pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Bytes of an answer that go into one compressed frame.
const FRAME_BLOCK: usize = 1 << 20;

/// What every answer to a query says about itself.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub(super) query_id: String,
    pub(super) timezone: String,
    pub(super) version: String,
    /// Whether the body goes out in ClickHouse's own frames.
    pub(super) compress: bool,
}

/// A body that is known whole.
pub(super) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// A short text such as `Ok.`
pub(super) fn text(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = Response::new(full(text.to_owned()));
    *response.status_mut() = status;
    put(&mut response, CONTENT_TYPE, "text/plain; charset=UTF-8");
    response
}

/// An exception with its code and status.
pub(super) fn exception(exception: &Exception, label: &Label) -> Response<Body> {
    let text = exception.with_version(&label.version);
    let body = if label.compress { frame::compress(text.as_bytes()) } else { text.into() };
    let mut response = labelled(full(body), label);
    *response.status_mut() = exception.status();
    put(&mut response, CONTENT_TYPE, "text/plain; charset=UTF-8");
    let code = exception.code.to_string();
    put(&mut response, HeaderName::from_static("x-clickhouse-exception-code"), &code);
    response
}

/// An answer that is known whole, with the figures of its query.
pub(super) fn whole(
    bytes: Bytes,
    format: Option<&str>,
    figures: Figures,
    label: &Label,
) -> Response<Body> {
    let body = if label.compress && !bytes.is_empty() {
        let frames = bytes.chunks(FRAME_BLOCK).map(frame::compress);
        full(frames.collect::<Vec<_>>().concat())
    } else {
        full(bytes)
    };
    let mut response = labelled(body, label);
    put(&mut response, HeaderName::from_static("x-clickhouse-summary"), &summary(figures));
    put_format(&mut response, format);
    response
}

/// An answer that goes out while the query still runs; an exception then comes in the body, marked
/// by the tag in the header, and the body is left unfinished.
pub(super) fn streamed(first: Bytes, rest: Stream, format: &str, label: &Label) -> Response<Body> {
    // The tag only has to be unlikely in the data; the query's id is.
    let tag: String =
        label.query_id.bytes().filter(u8::is_ascii_alphanumeric).take(16).map(char::from).collect();
    let state = Streaming {
        first: Some(first),
        rest: Some(rest),
        tag: tag.clone(),
        label: label.clone(),
        failed: false,
    };
    let frames = futures_util::stream::unfold(state, |mut state| async move {
        let item = state.next().await?;
        Some((item.map(Frame::data), state))
    });
    let mut response = labelled(StreamBody::new(frames).boxed_unsync(), label);
    put(&mut response, HeaderName::from_static("x-clickhouse-exception-tag"), &tag);
    put_format(&mut response, Some(format));
    response
}

struct Streaming {
    first: Option<Bytes>,
    rest: Option<Stream>,
    tag: String,
    label: Label,
    failed: bool,
}

impl Streaming {
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        if self.failed {
            // Lets what was written go out before the connection is cut.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            self.rest = None;
            self.failed = false;
            return Some(Err(io::Error::other("the query failed while it was answered")));
        }
        let piece = match self.first.take() {
            Some(first) => Ok(first),
            None => self.rest.as_mut()?.next().await?,
        };
        let bytes = piece.unwrap_or_else(|exception| {
            self.failed = true;
            let text = exception.with_version(&self.label.version);
            let (tag, length) = (&self.tag, text.len());
            let mark = "\r\n__exception__\r\n";
            format!("{mark}{tag}\r\n{text}{length} {tag}{mark}").into()
        });
        Some(Ok(if self.label.compress { frame::compress(&bytes) } else { bytes }))
    }
}

fn labelled(body: Body, label: &Label) -> Response<Body> {
    let mut response = Response::new(body);
    for (name, value) in [
        ("x-clickhouse-query-id", label.query_id.as_str()),
        ("x-clickhouse-timezone", label.timezone.as_str()),
        ("x-clickhouse-server-display-name", "ja4soc"),
    ] {
        put(&mut response, HeaderName::from_static(name), value);
    }
    response
}

fn put(response: &mut Response<Body>, name: HeaderName, value: &str) {
    // A value that is no header text, such as an odd query id, is left out.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn put_format(response: &mut Response<Body>, format: Option<&str>) {
    if let Some(format) = format {
        put(response, HeaderName::from_static("x-clickhouse-format"), format);
        put(response, CONTENT_TYPE, content_type(format));
    }
}

fn summary(figures: Figures) -> String {
    format!(
        "{{\"read_rows\":\"{}\",\"read_bytes\":\"{}\",\"written_rows\":\"{}\",\
         \"written_bytes\":\"{}\",\"result_rows\":\"{}\",\"result_bytes\":\"{}\"}}",
        figures.read_rows,
        figures.read_bytes,
        figures.written_rows,
        figures.written_bytes,
        figures.result_rows,
        figures.result_bytes
    )
}

fn content_type(format: &str) -> &'static str {
    let lower = format.to_ascii_lowercase();
    if lower.contains("eachrow") && lower.starts_with("json") || lower == "ndjson" {
        "application/x-ndjson; charset=UTF-8"
    } else if lower.starts_with("json") {
        "application/json; charset=UTF-8"
    } else if lower.starts_with("csv") {
        "text/csv; charset=UTF-8"
    } else if lower.starts_with("tabseparated") || lower.starts_with("tsv") {
        "text/tab-separated-values; charset=UTF-8"
    } else if lower == "xml" {
        "application/xml; charset=UTF-8"
    } else if lower.starts_with("pretty") || matches!(lower.as_str(), "vertical" | "markdown") {
        "text/plain; charset=UTF-8"
    } else {
        "application/octet-stream"
    }
}
