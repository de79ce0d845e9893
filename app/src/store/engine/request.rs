//! What a request to ClickHouse's HTTP interface asks for, read from its address and headers.

use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use hyper::{Method, Uri};

use crate::store::engine::exception::Exception;

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// As it is.
    Plain,
    /// ClickHouse's own frames (`decompress=1`).
    Frames,
    /// `Content-Encoding: gzip`.
    Gzip,
    /// `Content-Encoding: deflate` (zlib).
    Deflate,
    /// `Content-Encoding: zstd`.
    Zstd,
    /// `Content-Encoding: lz4` (the LZ4 frame format).
    Lz4,
}

/// A request without its body.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Text of `query`, to which a body is added.
    pub(super) query: String,
    /// `param_name=value`, values escaped as in TSV.
    pub(super) params: Vec<(String, String)>,
    /// Settings in the order given.
    pub(super) settings: Vec<(String, String)>,
    /// `database` or `X-ClickHouse-Database`.
    pub(super) database: Option<String>,
    /// `default_format` or `X-ClickHouse-Format`.
    pub(super) format: Option<String>,
    /// `wait_end_of_query`: the answer is to begin when the query has ended well.
    pub(super) wait: bool,
    /// `compress`: the answer is to come in ClickHouse's own frames.
    pub(super) compress: bool,
    /// `decompress`: the body comes in such frames.
    pub(super) frames: bool,
    /// The request may change nothing: a `GET`, or `readonly` set.
    pub(super) read_only: Option<&'static str>,
    /// `query_id`, which the answer repeats.
    pub(super) query_id: Option<String>,
    /// `user`, only to be compared.
    pub(super) user: Option<String>,
    /// `password`, only to be compared.
    pub(super) password: Option<String>,
}

impl Asked {
    /// Reads the address and the headers.
    pub(super) fn read(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Self, Exception> {
        let mut asked = Self::default();
        if method == Method::GET {
            asked.read_only = Some("a GET request");
        }
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        asked.database = header("X-ClickHouse-Database").map(str::to_owned);
        asked.format = header("X-ClickHouse-Format").map(str::to_owned);
        for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or("").as_bytes()) {
            asked.set(&name, &value)?;
        }
        Ok(asked)
    }

    /// Takes one parameter, of the address or of a form.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), Exception> {
        let filled = || (!value.is_empty()).then(|| value.to_owned());
        match name {
            "query" => self.query.push_str(value),
            "database" => self.database = filled().or(self.database.take()),
            "default_format" => self.format = filled().or(self.format.take()),
            "wait_end_of_query" => self.wait = is_on(value),
            "compress" => self.compress = is_on(value),
            "decompress" => self.frames = is_on(value),
            "query_id" => self.query_id = filled(),
            "user" => self.user = filled(),
            "password" => self.password = filled(),
            "readonly" => {
                if is_on(value) {
                    self.read_only = Some("the setting readonly");
                }
            }
            "session_id" if !value.is_empty() => {
                return Err(Exception::unsupported(
                    "Sessions are not supported: every request stands alone. Leave out session_id \
                     (clickhouse-connect: autogenerate_session_id=False)",
                ));
            }
            "role" if !value.is_empty() => {
                return Err(Exception::new(511, "UNKNOWN_ROLE", "The engine has no roles"));
            }
            // These steer a server's sessions, quotas and buffers, of which there are none here.
            "session_id"
            | "session_timeout"
            | "session_check"
            | "quota_key"
            | "role"
            | "stacktrace"
            | "buffer_size"
            | "client_protocol_version" => {}
            _ => match name.strip_prefix("param_") {
                Some(param) => self.params.push((param.to_owned(), value.to_owned())),
                None if is_setting_name(name) => {
                    self.settings.push((name.to_owned(), value.to_owned()));
                }
                None => {
                    let message = format!("Unknown setting '{}'", name.escape_debug());
                    return Err(Exception::new(115, "UNKNOWN_SETTING", &message));
                }
            },
        }
        Ok(())
    }
}

/// How the body is packed; an encoding we cannot undo is refused by name.
pub(super) fn packing(headers: &HeaderMap, frames: bool) -> Result<Packing, Exception> {
    let encoding = headers.get(CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?"));
    Ok(match encoding.map(|name| name.trim().to_ascii_lowercase()).as_deref() {
        None | Some("" | "identity") if frames => Packing::Frames,
        None | Some("" | "identity") => Packing::Plain,
        Some(_) if frames => {
            return Err(Exception::bad_request(
                "Content-Encoding and decompress=1 cannot be used together",
            ));
        }
        Some("gzip" | "x-gzip") => Packing::Gzip,
        Some("deflate") => Packing::Deflate,
        Some("zstd") => Packing::Zstd,
        Some("lz4") => Packing::Lz4,
        Some(other) => {
            return Err(Exception::unsupported(&format!(
                "Content-Encoding {other:?} is not supported; gzip, deflate, zstd and lz4 are"
            )));
        }
    })
}

/// The boundary of a `multipart/form-data` body.
pub(super) fn form_boundary(headers: &HeaderMap) -> Option<String> {
    multer::parse_boundary(headers.get(CONTENT_TYPE)?.to_str().ok()?).ok()
}

fn is_on(value: &str) -> bool {
    !matches!(value, "" | "0" | "false")
}

fn is_setting_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.len() <= 128
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(uri: &str) -> Result<Asked, Exception> {
        Asked::read(&Method::POST, &uri.parse().unwrap(), &HeaderMap::new())
    }

    #[test]
    fn parameters_find_their_places() {
        let asked = read("/?query=SELECT%201&database=d&param_x=%5CN&max_threads=2&compress=1");
        let asked = asked.unwrap();
        assert_eq!(asked.query, "SELECT 1");
        assert_eq!(asked.database.as_deref(), Some("d"));
        assert_eq!(asked.params, [("x".to_owned(), "\\N".to_owned())]);
        assert_eq!(asked.settings, [("max_threads".to_owned(), "2".to_owned())]);
        assert!(asked.compress && !asked.frames && !asked.wait && asked.read_only.is_none());
    }

    #[test]
    fn what_cannot_be_done_is_refused_by_name() {
        let refusal = |uri: &str| read(uri).unwrap_err();
        assert!(refusal("/?session_id=x").text.contains("session_id"));
        assert_eq!(refusal("/?role=r").code, 511);
        assert_eq!(refusal("/?a%27b=1").code, 115);
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, "br".parse().unwrap());
        assert!(packing(&headers, false).unwrap_err().text.contains("br"));
    }
}
