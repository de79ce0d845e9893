//! Ways from the `clickhouse` client to an engine: in memory, a socket file, TCP or TLS.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Uri;
use hyper::rt::{Executor, Read, ReadBufCursor, Write};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use tokio::io::DuplexStream;
use tokio::net::UnixStream;
use tokio::runtime::Handle;
use tower_service::Service;

use crate::store::engine::EngineError;
use crate::store::engine::auth::Access;
use crate::store::engine::bridge::Bridge;
use crate::store::engine::listen;

/// Bytes in flight on a connection in memory.
const DUPLEX: usize = 256 << 10;
/// Time to reach a remote server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

type Connecting<T> = Pin<Box<dyn Future<Output = io::Result<Wire<T>>> + Send>>;

/// A byte stream that the HTTP client accepts as a connection.
pub(super) struct Wire<T>(TokioIo<T>);

/// Connects to the bridge in this process.
#[derive(Clone)]
pub(super) struct InProcess {
    pub(super) bridge: Arc<Bridge>,
    pub(super) runtime: Handle,
}

/// Connects to a socket file, whatever the address says.
#[derive(Clone)]
pub(super) struct SocketFile {
    pub(super) path: PathBuf,
}

/// Runs the client's connections on one runtime, so that they outlive the caller's.
#[derive(Clone)]
pub(super) struct OnRuntime(pub(super) Handle);

impl<F> Executor<F> for OnRuntime
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, future: F) {
        self.0.spawn(future);
    }
}

impl Service<Uri> for InProcess {
    type Response = Wire<DuplexStream>;
    type Error = io::Error;
    type Future = Connecting<DuplexStream>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let (near, far) = tokio::io::duplex(DUPLEX);
        self.runtime.spawn(listen::connection(
            far,
            Arc::clone(&self.bridge),
            Access::Trusted,
            None,
        ));
        Box::pin(async { Ok(Wire(TokioIo::new(near))) })
    }
}

impl Service<Uri> for SocketFile {
    type Response = Wire<UnixStream>;
    type Error = io::Error;
    type Future = Connecting<UnixStream>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let path = self.path.clone();
        Box::pin(async move { Ok(Wire(TokioIo::new(UnixStream::connect(path).await?))) })
    }
}

impl<T> Connection for Wire<T> {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl<T: tokio::io::AsyncRead + Unpin> Read for Wire<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl<T: tokio::io::AsyncWrite + Unpin> Write for Wire<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

/// TCP or TLS to a remote server, trusting the system's certificates, or Mozilla's when the system
/// has none.
pub(super) fn remote() -> Result<HttpsConnector<HttpConnector>, EngineError> {
    let mut tcp = HttpConnector::new();
    tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
    tcp.set_keepalive(Some(Duration::from_secs(60)));
    tcp.set_nodelay(true);
    tcp.enforce_http(false);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| EngineError::Config(format!("TLS cannot be set up: {error}")))?;
    let config = match builder.clone().with_native_roots() {
        Ok(builder) => builder.with_no_client_auth(),
        Err(error) => {
            tracing::debug!(%error, "no system certificates");
            builder.with_webpki_roots().with_no_client_auth()
        }
    };
    let https = HttpsConnectorBuilder::new().with_tls_config(config).https_or_http();
    Ok(https.enable_http1().wrap_connector(tcp))
}
