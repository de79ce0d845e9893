//! A server elsewhere: credentials, lost connections, TLS, what is told when it is not there.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::store::engine::Secret;
use app::store::testing::fresh_folder;
use app::store::{Db, DbNames, Engine, EngineConfig, ErrorKind};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Http, PASSWORD, USER};

async fn open(url: String, password: &str) -> app::store::Result<Db> {
    let config = EngineConfig::Remote { url, user: USER.into(), password: Secret::new(password) };
    Ok(Db::over(Engine::open(config).await?, DbNames::default()))
}

#[tokio::test]
async fn credentials_open_a_server_and_never_show() {
    let Some(http) = Http::start().await else { return };
    let db = open(http.base.clone(), PASSWORD).await.unwrap();
    assert_eq!(db.read("remote", "SELECT 1").fetch_one::<u8>().await.unwrap(), 1);
    let refused = open(http.base.clone(), "hunter2").await.err().unwrap();
    assert_eq!(refused.kind, ErrorKind::Unavailable);
    let in_url = open(format!("http://u:hunter2@{}", &http.base[7..]), "").await.err().unwrap();
    assert!(in_url.detail().contains("--clickhouse-password-file"), "{}", in_url.detail());
    let odd = open("ftp://u:hunter2@example.org".into(), "").await.err().unwrap();
    for error in [refused, in_url, odd] {
        let shown = format!("{error} {error:?} {}", error.detail());
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = open(format!("http://{closed}"), "x").await.err().unwrap();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(error.detail().contains("refused"), "{}", error.detail());
}

/// A way to `target` that hangs up on the connections whose number `drops` names.
async fn shaky(target: SocketAddr, drops: fn(usize) -> bool) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    tokio::spawn(async move {
        loop {
            let (mut near, _) = listener.accept().await.unwrap();
            let number = counter.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                if drops(number) {
                    // Only after something was asked, as when a server falls.
                    near.readable().await.unwrap();
                    return;
                }
                let mut far = TcpStream::connect(target).await.unwrap();
                drop(copy_bidirectional(&mut near, &mut far).await);
            });
        }
    });
    (address, seen)
}

#[tokio::test]
async fn a_read_is_asked_again_when_the_connection_is_lost_and_a_write_is_not() {
    let Some(http) = Http::start().await else { return };
    let target = http.handle.address().unwrap();
    let (address, seen) = shaky(target, |number| number < 2).await;
    // The question asked at opening is a read already: two losses, then an answer.
    assert!(open(format!("http://{address}"), PASSWORD).await.is_ok());
    assert_eq!(seen.load(Ordering::SeqCst), 3);

    let (address, seen) = shaky(target, |number| number > 0).await;
    let db = open(format!("http://{address}"), PASSWORD).await.unwrap();
    // The pooled connection is let go, so that each question needs one of its own.
    tokio::time::sleep(std::time::Duration::from_millis(2_500)).await;
    let error = db.execute("write", "CREATE DATABASE nothing").await.err().unwrap();
    assert_eq!((error.kind, seen.load(Ordering::SeqCst)), (ErrorKind::Unavailable, 2));
    assert_eq!(db.ping().await.err().unwrap().kind, ErrorKind::Unavailable);
    assert_eq!(seen.load(Ordering::SeqCst), 5);
}

const TLS_URL: &str = "JA4SOC_TEST_TLS_URL";

/// Runs in a process of its own, where `SSL_CERT_FILE` names the certificate to trust.
#[tokio::test]
async fn tls_child() {
    let Some(url) = std::env::var_os(TLS_URL) else { return };
    let url = url.into_string().unwrap();
    match open(url, PASSWORD).await {
        Ok(db) => {
            println!("@answer {}", db.read("tls", "SELECT 44").fetch_one::<u8>().await.unwrap())
        }
        Err(error) => println!("@refused {}", error.detail()),
    }
}

#[tokio::test]
async fn tls_is_spoken_with_whom_the_system_trusts_and_nobody_else() {
    let Some(http) = Http::start().await else { return };
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let target = http.handle.address().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut near) = acceptor.accept(stream).await else { return };
                let mut far = TcpStream::connect(target).await.unwrap();
                drop(copy_bidirectional(&mut near, &mut far).await);
            });
        }
    });
    let folder = fresh_folder("tls").unwrap();
    let trusted = folder.join("trusted.pem");
    std::fs::write(&trusted, made.cert.pem()).unwrap();
    let ask = async |trust: Option<&std::path::Path>| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "engine_remote::tls_child", "--nocapture"])
            .env(TLS_URL, format!("https://localhost:{port}"));
        if let Some(path) = trust {
            command.env("SSL_CERT_FILE", path);
        }
        let output = tokio::process::Command::from(command).output().await.unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let trusting = ask(Some(&trusted)).await;
    assert!(trusting.contains("@answer 44"), "{trusting}");
    let wary = ask(None).await;
    assert!(wary.contains("@refused") && wary.to_lowercase().contains("cert"), "{wary}");
}
