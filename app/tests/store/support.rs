//! Plain HTTP to the bridge, as any tool would speak it.

use std::time::Duration;

use app::store::engine::{Secret, ServeHandle};
use app::store::testing;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;

pub(crate) const USER: &str = "soc";
pub(crate) const PASSWORD: &str = "open sesame";

/// The bridge of the engine under test on a port of its own.
pub(crate) struct Http {
    pub(crate) handle: ServeHandle,
    pub(crate) base: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// An answer, read to its end; `cut` when the body was not finished.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) cut: bool,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Http {
    /// `None` when the tests run on a server of somebody else's.
    pub(crate) async fn start() -> Option<Self> {
        if testing::is_remote() {
            println!("skipped: the tests run on a remote server, this one is about the bridge");
            return None;
        }
        let engine = testing::engine().await.unwrap();
        let address = "127.0.0.1:0".parse().unwrap();
        let handle = engine.serve_tcp(address, USER.into(), Secret::new(PASSWORD)).await.unwrap();
        let base = format!("http://{}", handle.address().unwrap());
        let client = Client::builder(TokioExecutor::new()).build_http();
        Some(Self { handle, base, client })
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        target: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(format!("{}{target}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let response = self.client.request(request);
        let response = tokio::time::timeout(Duration::from_secs(60), response).await.unwrap();
        let (parts, mut body) = response.unwrap().into_parts();
        let (mut bytes, mut cut) = (Vec::new(), false);
        while let Some(frame) = body.frame().await {
            match frame {
                Ok(frame) => bytes.extend_from_slice(frame.data_ref().unwrap()),
                Err(_) => cut = true,
            }
        }
        Reply { status: parts.status, headers: parts.headers, body: bytes, cut }
    }

    /// A POST with the right credentials.
    pub(crate) async fn post(&self, target: &str, body: impl Into<Bytes>) -> Reply {
        let headers = [("X-ClickHouse-User", USER), ("X-ClickHouse-Key", PASSWORD)];
        self.send(Method::POST, target, &headers, body).await
    }
}

/// Percent-encodes a text for a URL.
pub(crate) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
