//! Listeners of the bridge: a socket file for our own commands, a loopback port for other tools.

use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::time::timeout;

use crate::store::engine::auth::Access;
use crate::store::engine::bridge::Bridge;
use crate::store::engine::{EngineError, ServeHandle};

/// Connections one listener holds at once.
const MAX_CONNECTIONS: usize = 256;
/// Time to send the headers of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long `stop` waits for requests under way.
const STOP_GRACE: Duration = Duration::from_secs(5);

/// Tells connections to end after the request under way, and knows when all have.
#[derive(Clone)]
pub(super) struct Stopping {
    stop: watch::Receiver<bool>,
    /// Held by each connection and never sent on: the channel closes with the last of them.
    _alive: mpsc::Sender<()>,
}

/// The other end of [`Stopping`].
pub(super) struct Stop {
    stop: watch::Sender<bool>,
    ended: mpsc::Receiver<()>,
}

impl Stopping {
    /// Waits until the listener is to stop.
    async fn stopped(&mut self) {
        drop(self.stop.wait_for(|stop| *stop).await);
    }
}

fn stopping() -> (Stop, Stopping) {
    let (stop, seen) = watch::channel(false);
    let (alive, ended) = mpsc::channel(1);
    (Stop { stop, ended }, Stopping { stop: seen, _alive: alive })
}

impl Stop {
    /// Stops, and waits a few seconds for what is under way.
    pub(super) async fn stop(mut self) {
        self.stop.send_replace(true);
        if timeout(STOP_GRACE, self.ended.recv()).await.is_err() {
            tracing::warn!("requests were still under way when the listener stopped");
        }
    }
}

/// Serves one connection until it ends or is told to.
pub(super) async fn connection<T>(
    stream: T,
    bridge: Arc<Bridge>,
    access: Access,
    stopping: Option<(Stopping, OwnedSemaphorePermit)>,
) where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| {
        let (bridge, access) = (Arc::clone(&bridge), access.clone());
        async move { Ok::<_, std::convert::Infallible>(bridge.answer(request, &access).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    let mut serving = pin!(http.serve_connection(TokioIo::new(stream), service));
    let ended = match stopping {
        None => {
            // In this process an idle connection is the pool's, which knows how long to keep it.
            serving.await
        }
        Some((mut stopping, _permit)) => tokio::select! {
            ended = serving.as_mut() => ended,
            () = stopping.stopped() => {
                serving.as_mut().graceful_shutdown();
                serving.await
            }
        },
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a database connection ended early");
    }
}

/// Listens on a socket file of mode 0600; a file nobody answers on is replaced.
pub(super) async fn unix(bridge: Arc<Bridge>, path: &Path) -> Result<ServeHandle, EngineError> {
    if let Ok(found) = std::fs::symlink_metadata(path) {
        if !found.file_type().is_socket() {
            return Err(EngineError::Config(format!("{} is not a socket", path.display())));
        }
        if UnixStream::connect(path).await.is_ok() {
            let directory = path.parent().unwrap_or(path).to_owned();
            return Err(EngineError::InUse { directory, holder: None });
        }
    }
    // Made private under another name first: the socket is never open to others.
    let draft = draft(path);
    let listener = UnixListener::bind(&draft).and_then(|listener| {
        std::fs::set_permissions(&draft, std::fs::Permissions::from_mode(0o600))?;
        std::fs::rename(&draft, path)?;
        Ok(listener)
    });
    let listener = listener.map_err(|error| {
        drop(std::fs::remove_file(&draft));
        EngineError::io(format!("listening on {}", path.display()), error)
    })?;
    let (stop, stopping) = stopping();
    tokio::spawn(accept(listener, stopping, bridge, Access::Trusted));
    Ok(ServeHandle { stop, address: None, path: Some(path.to_owned()) })
}

fn draft(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    name.into()
}

/// Listens on a loopback address, for whoever knows the password.
pub(super) async fn tcp(
    bridge: Arc<Bridge>,
    address: SocketAddr,
    access: Access,
) -> Result<ServeHandle, EngineError> {
    if !address.ip().is_loopback() {
        return Err(EngineError::Config(format!(
            "{address} is not a loopback address: whoever can send SQL can read files through the \
             engine, so its port stays on this machine"
        )));
    }
    let fail = |error| EngineError::io(format!("listening on {address}"), error);
    let listener = TcpListener::bind(address).await.map_err(fail)?;
    let bound = listener.local_addr().map_err(fail)?;
    let (stop, stopping) = stopping();
    tokio::spawn(accept(listener, stopping, bridge, access));
    Ok(ServeHandle { stop, address: Some(bound), path: None })
}

trait Listener: Send + 'static {
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    fn next(&self) -> impl Future<Output = io::Result<Self::Stream>> + Send;
}

impl Listener for UnixListener {
    type Stream = UnixStream;

    async fn next(&self) -> io::Result<UnixStream> {
        self.accept().await.map(|(stream, _)| stream)
    }
}

impl Listener for TcpListener {
    type Stream = TcpStream;

    async fn next(&self) -> io::Result<TcpStream> {
        let (stream, _) = self.accept().await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

async fn accept<L: Listener + Sync>(
    listener: L,
    mut stopping: Stopping,
    bridge: Arc<Bridge>,
    access: Access,
) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.next() => accepted,
            () = stopping.stopped() => return,
        };
        match accepted {
            Ok(stream) => {
                let own = (stopping.clone(), place);
                tokio::spawn(connection(stream, Arc::clone(&bridge), access.clone(), Some(own)));
            }
            Err(error) => {
                // Out of descriptors, as a rule: better to wait than to spin.
                tracing::warn!(%error, "cannot accept a database connection");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}
