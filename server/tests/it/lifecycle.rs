//! Start and stop of `serve`.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::crash::{RECORDS, records_file};
use crate::http;
use crate::program::{Server, data_dir, end, folder, ja4soc, wait_until};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn an_empty_directory_becomes_a_site_that_is_ready() {
    let folder = folder();
    let nested = folder.path().join("var/lib/ja4soc");
    let server = Server::start(&nested, &["--detect-every", "10s"]);
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.get("/readyz").status, 200);
    let page = server.get("/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(server.get("/api/overview").status, 200);
    assert_eq!(server.get("/api/ip/203.0.113.7").status, 200);
    assert_eq!(server.get("/no/such/page").status, 404);
    assert_eq!(mode(&server.socket()), 0o600);

    wait_until("the first detector cycle", || {
        server.get("/metrics").text().contains("ja4soc_detect_cycles_total{")
    });
    let metrics = server.get("/metrics");
    assert!(metrics.header("content-type").starts_with("text/plain"), "{metrics:?}");
    let metrics = metrics.text();
    for name in [
        "ja4soc_http_requests_total{route=\"/api/overview\",status=\"200\"} 1",
        "ja4soc_http_requests_total{route=\"/api/ip/{ip}\",status=\"200\"} 1",
        "ja4soc_http_request_seconds_bucket{route=\"/api/overview\",le=\"0.001\"}",
        "ja4soc_query_seconds_count{op=\"overview.scores\"}",
        "ja4soc_detect_seconds_count",
        "# HELP ja4soc_http_requests_total",
    ] {
        assert!(metrics.contains(name), "{name}\n{metrics}");
    }
    assert!(!metrics.contains("203.0.113.7"), "addresses are no label values");

    server.signal("INT");
    let (status, took, log) = server.end();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert!(!log.contains('\u{1b}'), "no colours in a file: {log}");
}

#[test]
fn the_port_of_the_engine_demands_the_password_of_a_private_file() {
    let data_dir = data_dir();
    let port = free_port();
    let address = format!("127.0.0.1:{port}").parse().unwrap();
    let server =
        Server::start(data_dir.path(), &["--clickhouse-listen", &format!("127.0.0.1:{port}")]);
    let file = data_dir.path().join("clickhouse.password");
    assert_eq!(mode(&file), 0o600);
    let password = std::fs::read_to_string(&file).unwrap().trim().to_owned();
    assert!(password.len() >= 20 && !server.log().contains(&password));

    let ask = |headers: &[(&str, &str)]| {
        http::send(address, "POST", "/", headers, "SELECT 6 * 7").unwrap()
    };
    for wrong in [&[][..], &[("X-ClickHouse-User", "default"), ("X-ClickHouse-Key", "guess")]] {
        let refused = ask(wrong);
        assert_eq!(
            (refused.status, refused.header("x-clickhouse-exception-code")),
            (403, "516"),
            "{}",
            refused.text()
        );
    }
    let right = ask(&[("X-ClickHouse-User", "default"), ("X-ClickHouse-Key", &password)]);
    assert_eq!((right.status, right.text().as_str()), (200, "42\n"));
    assert_eq!(right.header("x-clickhouse-timezone"), "UTC");
}

/// Requests, inserts and an ingest are under way when the signal arrives.
#[test]
fn a_stop_under_load_is_quick_and_loses_nothing_it_has_acknowledged() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    server.sql("CREATE TABLE default.acknowledged (n UInt64) ENGINE = MergeTree ORDER BY n");
    let mut ingest = ja4soc(&["ingest", "--format", "platform"]);
    ingest
        .arg("--data-dir")
        .arg(data_dir.path())
        .arg(records_file())
        .stderr(Stdio::null())
        .stdout(Stdio::null());
    let mut ingest = ingest.spawn().unwrap();

    let (address, socket) = (server.address, server.socket());
    let is_over = AtomicBool::new(false);
    let (acknowledged, answers) = std::thread::scope(|threads| {
        let inserting = threads.spawn(|| {
            let mut acknowledged = Vec::new();
            for n in 0_u64.. {
                let statement = format!("INSERT INTO default.acknowledged VALUES ({n})");
                match http::sql(&socket, &statement) {
                    Ok(_) => acknowledged.push(n),
                    Err(_) if is_over.load(Ordering::Relaxed) => break,
                    Err(_) => std::thread::sleep(Duration::from_millis(5)),
                }
            }
            acknowledged
        });
        let asking = threads.spawn(|| {
            let mut answers = Vec::new();
            while !is_over.load(Ordering::Relaxed) {
                match http::get(address, "/api/overview") {
                    Ok(reply) => answers.push(reply.status),
                    Err(_) => std::thread::sleep(Duration::from_millis(5)),
                }
            }
            answers
        });
        wait_until("the ingest to store its first batch", || {
            server.count("SELECT count() FROM ja4_logs.http_logs") > 0
        });
        server.signal("TERM");
        let (status, took, log) = server.end();
        is_over.store(true, Ordering::Relaxed);
        assert_eq!(status.code(), Some(0), "{log}");
        assert!(took < Duration::from_secs(10), "{took:?} {log}");
        (inserting.join().unwrap(), asking.join().unwrap())
    });
    assert!(!acknowledged.is_empty() && !answers.is_empty());
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");

    let server = Server::start(data_dir.path(), &[]);
    let list = acknowledged.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    let kept =
        server.count(&format!("SELECT uniqExact(n) FROM default.acknowledged WHERE n IN ({list})"));
    assert_eq!(kept, acknowledged.len() as u64);
    // The ingest waited for the server to come back, and each of its rows is there once.
    assert_eq!(end(&mut ingest).0.code(), Some(0));
    let totals =
        server.sql("SELECT count(), uniqExact(header_x_request_id) FROM ja4_logs.http_logs");
    assert_eq!(totals, format!("{RECORDS}\t{RECORDS}"));
    server.stop();
}

/// A port nobody listens on at the moment.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
