//! Requests to feed the views with, and how to read a single value back.

use std::time::{SystemTime, UNIX_EPOCH};

use app::domain::ip::Ip;
use app::domain::log_record::LogRecord;
use app::store::migrate::{Retention, migrate};
use app::store::testing::TestDb;

pub(crate) const JA4: &str = "t13d1516h2_8daaf6152771_02713d6af862";

/// Databases with the whole schema.
pub(crate) async fn migrated(name: &str) -> TestDb {
    let db = TestDb::empty(name).await.unwrap();
    migrate(&db, &Retention::default()).await.unwrap();
    db
}

/// Milliseconds of the start of the last hour that is over.
pub(crate) fn hour_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    (now - now % 3_600 - 3_600) * 1_000
}

pub(crate) fn ip(text: &str) -> Ip {
    text.parse().unwrap()
}

/// A request of a browser over TLS, `at` milliseconds into the last full hour.
pub(crate) fn browser(at: u64, address: &str, path: &str) -> LogRecord {
    LogRecord {
        src_port: 50_000,
        dst_ip: ip("192.0.2.1"),
        dst_port: 443,
        method: "GET".into(),
        scheme: "https".into(),
        host: "www.example.com".into(),
        path: path.into(),
        http_version: "2".into(),
        correlated: 1,
        conn_id: "c1".into(),
        ip_meta_ttl: 64,
        ip_meta_id: 7,
        ip_meta_df: 1,
        ip_meta_total_length: 60,
        tcp_meta_window_size: 64_240,
        tcp_meta_mss: 1_460,
        tcp_meta_window_scale: 7,
        tcp_meta_options: "MSS,SACK,TS,NOP,WS".into(),
        syn_to_clienthello_ms: 10,
        tls_version: "1.3".into(),
        tls_sni: "www.example.com".into(),
        tls_alpn: "h2".into(),
        ja4: JA4.into(),
        client_headers:
            "Host,Sec-CH-UA,User-Agent,Sec-Fetch-Mode,Accept-Encoding,Accept-Language,Cookie".into(),
        header_user_agent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0".into(),
        header_sec_ch_ua: "\"Chromium\";v=\"140\"".into(),
        header_sec_ch_ua_platform: "\"Linux\"".into(),
        ..LogRecord::new(hour_ms() + at, ip(address), "demo")
    }
}

/// One number of a view for an address.
pub(crate) async fn value(db: &TestDb, view: &str, address: &str, column: &str) -> f64 {
    let sql = format!(
        "SELECT DISTINCT toFloat64({column}) FROM {{processing:Identifier}}.{view} \
         WHERE src_ip = toIPv6({{ip:String}})"
    );
    let rows = db.read("test", &sql).param("ip", address).fetch_all::<f64>().await.unwrap();
    assert_eq!(rows.len(), 1, "one {view}.{column} for {address}");
    rows[0]
}

/// Compares columns of a view for an address with values worked out by hand.
pub(crate) async fn check(db: &TestDb, view: &str, address: &str, expect: &[(&str, f64)]) {
    for (column, wanted) in expect {
        let got = value(db, view, address, column).await;
        assert!((got - wanted).abs() < 1e-5, "{view}.{column} of {address}: {got}, not {wanted}");
    }
}

/// One number from SQL in which `{logs}` and `{processing}` stand for the databases.
pub(crate) async fn number(db: &TestDb, sql: &str) -> u64 {
    let sql = db.names().fill(sql);
    db.read("test", &sql).fetch_one().await.unwrap()
}
