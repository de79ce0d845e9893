//! ClickHouse's HTTP interface as the bridge speaks it: addresses, headers, packing, refusals.

use std::io::Write;

use app::store::engine::Secret;
use app::store::testing::{self, TestDb};
use hyper::Method;

use crate::support::{Http, PASSWORD, USER, encoded};

#[tokio::test]
async fn health_checks_need_no_password() {
    let Some(http) = Http::start().await else { return };
    for target in ["/", "/ping", "/replicas_status"] {
        let reply = http.send(Method::GET, target, &[], "").await;
        assert_eq!((reply.status.as_u16(), reply.text().as_str()), (200, "Ok.\n"), "{target}");
    }
    assert_eq!(http.send(Method::GET, "/nowhere", &[], "").await.status, 404);
}

#[tokio::test]
async fn sql_needs_the_password() {
    let Some(http) = Http::start().await else { return };
    let ask = async |headers: &[(&str, &str)], query: &str| {
        let reply = http.send(Method::POST, &format!("/?{query}"), headers, "SELECT 1").await;
        (reply.status.as_u16(), reply.header("X-ClickHouse-Exception-Code").to_owned())
    };
    let refused = (403, "516".to_owned());
    let allowed = (200, String::new());
    assert_eq!(ask(&[], "").await, refused);
    assert_eq!(
        ask(&[("X-ClickHouse-User", USER), ("X-ClickHouse-Key", "wrong")], "").await,
        refused
    );
    assert_eq!(
        ask(&[("X-ClickHouse-User", USER), ("X-ClickHouse-Key", PASSWORD)], "").await,
        allowed
    );
    assert_eq!(ask(&[], &format!("user={USER}&password={}", encoded(PASSWORD))).await, allowed);
    let engine = testing::engine().await.unwrap();
    let open = engine.serve_tcp("0.0.0.0:0".parse().unwrap(), USER.into(), Secret::new("x")).await;
    assert!(open.err().unwrap().to_string().contains("loopback"));
}

#[tokio::test]
async fn answers_describe_themselves() {
    let Some(http) = Http::start().await else { return };
    let reply = http.post("/?query_id=my-id&default_format=JSONEachRow", "SELECT 1 AS x").await;
    assert_eq!(reply.text(), "{\"x\":1}\n");
    assert_eq!(reply.header("X-ClickHouse-Query-Id"), "my-id");
    assert_eq!(reply.header("X-ClickHouse-Format"), "JSONEachRow");
    assert_eq!(reply.header("Content-Type"), "application/x-ndjson; charset=UTF-8");
    assert!(!reply.header("X-ClickHouse-Timezone").is_empty());
    assert!(!reply.header("X-ClickHouse-Server-Display-Name").is_empty());
    let named =
        http.post("/?default_format=JSON", "SELECT number FROM numbers(5) FORMAT CSV").await;
    assert_eq!(named.header("X-ClickHouse-Format"), "CSV");
    let summary: serde_json::Value =
        serde_json::from_str(named.header("X-ClickHouse-Summary")).unwrap();
    assert_eq!((&summary["read_rows"], &summary["result_rows"]), (&"5".into(), &"5".into()));
    let by_header = [
        ("X-ClickHouse-User", USER),
        ("X-ClickHouse-Key", PASSWORD),
        ("X-ClickHouse-Format", "CSV"),
        ("X-ClickHouse-Database", "system"),
    ];
    let reply = http.send(Method::POST, "/", &by_header, "SELECT currentDatabase()").await;
    assert_eq!(reply.text(), "\"system\"\n");
}

#[tokio::test]
async fn errors_have_codes_and_statuses() {
    let Some(http) = Http::start().await else { return };
    for (sql, status, code) in [
        ("SELEC 1", 400, "62"),
        ("", 400, "62"),
        ("SELECT 1; DROP TABLE x", 400, "62"),
        ("SELECT * FROM nope", 404, "60"),
        ("SELECT * FROM nope.nope", 404, "81"),
        ("SELECT nope", 404, "47"),
        ("SELECT 1 FORMAT Nope", 404, "73"),
        ("SELECT {x:UInt8}", 400, "456"),
        ("SELECT throwIf(1)", 500, "395"),
        ("SELECT 1 INTO OUTFILE 'x.tsv'", 501, "48"),
        ("INSERT INTO t FROM INFILE '/etc/passwd' FORMAT LineAsString", 501, "48"),
    ] {
        for target in ["/", "/?wait_end_of_query=1"] {
            let reply = http.post(target, sql).await;
            let found = (reply.status.as_u16(), reply.header("X-ClickHouse-Exception-Code"));
            assert_eq!(found, (status, code), "{sql}: {}", reply.text());
            assert!(reply.text().starts_with(&format!("Code: {code}. DB::Exception: ")), "{sql}");
        }
    }
    let session = http.post("/?session_id=s", "SELECT 1").await;
    assert_eq!(session.status, 501);
    assert!(session.text().contains("session_id"), "{}", session.text());
}

#[tokio::test]
async fn a_get_changes_nothing() {
    let Some(http) = Http::start().await else { return };
    let auth = [("X-ClickHouse-User", USER), ("X-ClickHouse-Key", PASSWORD)];
    let ask = async |sql: &str| {
        http.send(Method::GET, &format!("/?query={}", encoded(sql)), &auth, "").await
    };
    assert_eq!(ask("SELECT 6 * 7").await.text(), "42\n");
    for sql in ["CREATE TABLE default.g (a UInt8) ENGINE = Memory", "SET max_threads = 1"] {
        assert_eq!(ask(sql).await.header("X-ClickHouse-Exception-Code"), "164", "{sql}");
    }
}

#[tokio::test]
async fn inserts_of_every_shape_arrive() {
    let Some(http) = Http::start().await else { return };
    let db = TestDb::empty("shapes").await.unwrap();
    let table = format!("{}.t", db.names().logs());
    let create = format!("CREATE TABLE {table} (a UInt64, b String) ENGINE = Memory");
    assert_eq!(http.post("/", create).await.status, 200);
    let url = |sql: &str| format!("/?query={}", encoded(&sql.replace("$t", &table)));
    let (csv, values) = ("INSERT INTO $t FORMAT CSV", "INSERT INTO $t VALUES");
    let inline = |sql: &str| sql.replace("$t", &table);
    let row = [1_u64.to_le_bytes().as_slice(), b"\x04\n\n;'"].concat();
    let in_body = [inline("INSERT INTO $t FORMAT RowBinary\n").into_bytes(), row.clone()].concat();
    for (target, body, rows) in [
        (url(csv), b"1,x\n2,\"y\n\nz\"\n".to_vec(), 2),
        (url(values), b"(1,'a'),\n\n(1+1,upper('b;'))".to_vec(), 2),
        ("/".into(), inline("INSERT INTO $t VALUES (1, 'a\n\nb')").into_bytes(), 1),
        (url("INSERT INTO $t VALUES (7,'in the address')"), Vec::new(), 1),
        ("/".into(), in_body, 1),
        (
            url("INSERT INTO $t (b, a) SETTINGS max_insert_block_size=10 FORMAT TSV"),
            b"x\t1\n".to_vec(),
            1,
        ),
        ("/".into(), inline("INSERT INTO $t SELECT number, 's' FROM numbers(3)").into_bytes(), 3),
        (
            "/?param_b=p'q&param_a=5".into(),
            inline("INSERT INTO $t VALUES ({a:UInt64}, {b:String})").into_bytes(),
            1,
        ),
        (url("INSERT INTO $t FORMAT RowBinary"), Vec::new(), 0),
        (
            url("INSERT INTO $t -- a comment\n FORMAT JSONEachRow"),
            b"{\"a\":1,\"b\":\"x\"}\n\n".to_vec(),
            1,
        ),
    ] {
        let shown = String::from_utf8_lossy(&body).into_owned();
        let reply = http.post(&target, body).await;
        assert_eq!(reply.status, 200, "{target} {shown}: {}", reply.text());
        let summary: serde_json::Value =
            serde_json::from_str(reply.header("X-ClickHouse-Summary")).unwrap();
        assert_eq!(summary["written_rows"], rows.to_string(), "{target} {shown}");
        let truncate = format!("SELECT count() FROM {table}");
        assert_eq!(http.post("/", truncate).await.text(), format!("{rows}\n"), "{target} {shown}");
        http.post("/", format!("TRUNCATE TABLE {table}")).await;
    }
    let bad = http.post(&url(csv), "1,x\nnot a number,y\n").await;
    assert_eq!((bad.status.as_u16(), bad.header("X-ClickHouse-Exception-Code")), (400, "27"));
}

#[tokio::test]
async fn packed_bodies_are_unpacked_or_refused_by_name() {
    let Some(http) = Http::start().await else { return };
    let db = TestDb::empty("packed").await.unwrap();
    let table = format!("{}.t", db.names().logs());
    http.post("/", format!("CREATE TABLE {table} (a UInt64) ENGINE = Memory")).await;
    let lines: String = (0..50_000).map(|n| format!("{n}\n")).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(lines.as_bytes()).unwrap();
    let mut lz4 = lz4_flex::frame::FrameEncoder::new(Vec::new());
    lz4.write_all(lines.as_bytes()).unwrap();
    let target = format!("/?query={}", encoded(&format!("INSERT INTO {table} FORMAT TSV")));
    for (encoding, body) in [
        ("gzip", gzip.finish().unwrap()),
        ("zstd", zstd::encode_all(lines.as_bytes(), 1).unwrap()),
        ("lz4", lz4.finish().unwrap()),
    ] {
        let headers = [
            ("X-ClickHouse-User", USER),
            ("X-ClickHouse-Key", PASSWORD),
            ("Content-Encoding", encoding),
        ];
        let cut = http.send(Method::POST, &target, &headers, body[..body.len() / 2].to_vec()).await;
        assert_eq!(cut.status, 400, "{encoding}: {}", cut.text());
        let reply = http.send(Method::POST, &target, &headers, body).await;
        assert_eq!(reply.status, 200, "{encoding}: {}", reply.text());
        let sum = http.post("/", format!("SELECT count(), sum(a) FROM {table}")).await.text();
        assert_eq!(sum, format!("50000\t{}\n", 49_999_u64 * 25_000), "{encoding}");
        http.post("/", format!("TRUNCATE TABLE {table}")).await;
    }
    let brotli =
        [("X-ClickHouse-User", USER), ("X-ClickHouse-Key", PASSWORD), ("Content-Encoding", "br")];
    let refused = http.send(Method::POST, &target, &brotli, "x").await;
    assert_eq!(refused.status, 501);
    assert!(refused.text().contains("br"), "{}", refused.text());
}

#[tokio::test]
async fn frames_go_both_ways() {
    let Some(http) = Http::start().await else { return };
    let db = TestDb::empty("frames").await.unwrap();
    let table = format!("{}.t", db.names().logs());
    http.post("/", format!("CREATE TABLE {table} (a UInt64) ENGINE = Memory")).await;
    // What the bridge packs, the bridge unpacks; a real client's frames are in the client tests.
    let sql = "SELECT number FROM numbers(400000) FORMAT RowBinary";
    let packed = http.post("/?compress=1", sql).await;
    assert_eq!(packed.body[16], 0x82);
    let target = format!(
        "/?decompress=1&query={}",
        encoded(&format!("INSERT INTO {table} FORMAT RowBinary"))
    );
    let mut damaged = packed.body.clone();
    damaged[40] ^= 1;
    let refused = http.post(&target, damaged).await;
    assert!(refused.text().contains("checksum"), "{}", refused.text());
    let reply = http.post(&target, packed.body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let sum = http.post("/", format!("SELECT count(), max(a) FROM {table}")).await.text();
    assert_eq!(sum, "400000\t399999\n");
}

#[tokio::test]
async fn an_exception_after_the_first_bytes_is_told_and_the_body_left_unfinished() {
    let Some(http) = Http::start().await else { return };
    let sql = "SELECT number, throwIf(number = 900000) FROM numbers(1000000)";
    let reply = http.post("/?max_block_size=10000&max_threads=1", sql).await;
    assert_eq!(reply.status, 200);
    assert!(reply.cut, "a broken answer must not look whole");
    let tag = reply.header("X-ClickHouse-Exception-Tag");
    let text = reply.text();
    let told = format!("\r\n__exception__\r\n{tag}\r\nCode: 395. DB::Exception: ");
    assert!(text.contains(&told), "{}", &text[text.len() - 300..]);
    let waited = http.post("/?max_block_size=10000&wait_end_of_query=1", sql).await;
    assert_eq!(waited.status, 500);
}

#[tokio::test]
async fn a_listener_stops_after_what_is_under_way() {
    let Some(http) = Http::start().await else { return };
    let Http { handle, base, .. } = http;
    let address = handle.address().unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_ok(), "{base}");
    handle.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
