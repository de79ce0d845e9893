//! The bridge as the clients of other people see it: curl, Python, Node.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use app::store::testing::{self, TestDb};

use crate::support::{Http, PASSWORD, USER, encoded};

/// The tool, or `None` with a word about it; where everything is to be tested, its absence fails.
fn tool(name: &str, path: Option<PathBuf>) -> Option<PathBuf> {
    if path.is_none() {
        let strict = ["CI", "JA4SOC_CORPUS"].iter().any(|name| env::var_os(name).is_some());
        assert!(!strict, "{name} is not installed (`make test` installs it)");
        println!("skipped: {name} is not installed");
    }
    path
}

fn from_env_or(variable: &str, default: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    env::var_os(variable).map_or_else(|| workspace.join(default), PathBuf::from)
}

async fn run(command: &mut Command) -> String {
    let output = tokio::process::Command::from(std::mem::replace(command, Command::new("true")));
    let output = { output }.kill_on_drop(true).output().await.unwrap();
    let (text, errors) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{text}{errors}");
    text.into_owned()
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store/clients").join(name)
}

#[tokio::test]
async fn python_queries_and_inserts() {
    let Some(http) = Http::start().await else { return };
    let python = from_env_or("JA4SOC_TEST_PYTHON", "target/venv/bin/python");
    let has_client = Command::new(&python).args(["-c", "import clickhouse_connect"]).output();
    let has_client = has_client.is_ok_and(|output| output.status.success());
    let Some(python) = tool("clickhouse-connect for Python", has_client.then_some(python)) else {
        return;
    };
    let db = TestDb::empty("python").await.unwrap();
    let port = http.handle.address().unwrap().port().to_string();
    let arguments = [&port, USER, PASSWORD, db.names().logs()];
    run(Command::new(python).arg(script("connect.py")).args(arguments)).await;
}

#[tokio::test]
async fn node_queries_and_inserts() {
    let Some(http) = Http::start().await else { return };
    let modules = from_env_or("JA4SOC_TEST_NODE_MODULES", "end2end/node_modules");
    let has_client = modules.join("@clickhouse/client").is_dir();
    let Some(modules) = tool("@clickhouse/client for Node", has_client.then_some(modules)) else {
        return;
    };
    let db = TestDb::empty("node").await.unwrap();
    let port = http.handle.address().unwrap().port().to_string();
    let arguments = [&port, USER, PASSWORD, db.names().logs()];
    run(Command::new("node").arg(script("client.cjs")).arg(modules).args(arguments)).await;
    // The query it gave up is gone, too.
    let sql = "SELECT count() FROM system.processes
               WHERE query LIKE '%node_hung_up%' AND query NOT LIKE '%processes%'";
    let mut left = 1;
    for _ in 0..100 {
        left = db.read("running", sql).fetch_one::<u64>().await.unwrap();
        if left == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(left, 0);
}

#[tokio::test]
async fn curl_queries_and_inserts() {
    let Some(http) = Http::start().await else { return };
    let has_curl = Command::new("curl").arg("--version").output().is_ok();
    if tool("curl", has_curl.then(PathBuf::new)).is_none() {
        return;
    }
    let db = TestDb::empty("curl").await.unwrap();
    let table = format!("{}.t", db.names().logs());
    let login = format!("{USER}:{PASSWORD}");
    let url = |query: &str| format!("{}/?{query}", http.base);
    let curl = async |arguments: &[&str]| {
        let common = ["-sS", "--max-time", "30", "-u", &login];
        run(Command::new("curl").args(common).args(arguments)).await
    };
    let create = format!("CREATE TABLE {table} (a UInt64, b String) ENGINE = Memory");
    curl(&[&url(""), "--fail", "-d", &create]).await;

    let folder = testing::fresh_folder("curl").unwrap();
    let file = folder.join("rows.bin");
    let rows: Vec<u8> =
        (0..200_000_u64).flat_map(|n| [&n.to_le_bytes()[..], b"\x03\n\n\n"].concat()).collect();
    std::fs::write(&file, &rows).unwrap();
    let insert = encoded(&format!("INSERT INTO {table} FORMAT RowBinary"));
    let from_file = format!("@{}", file.display());
    curl(&[&url(&format!("query={insert}")), "--fail", "--data-binary", &from_file]).await;
    let select = format!("SELECT count(), sum(a) FROM {table}");
    assert_eq!(
        curl(&[&url(""), "-d", &select]).await,
        format!("200000\t{}\n", 199_999_u64 * 100_000)
    );

    // Chunked, as when the length is not known.
    let chunked = ["-H", "Transfer-Encoding: chunked", "--data-binary", &from_file];
    curl(&[&[url(&format!("query={insert}")).as_str(), "--fail"][..], &chunked].concat()).await;
    assert_eq!(curl(&[&url(""), "-d", &format!("SELECT count() FROM {table}")]).await, "400000\n");

    // A form with parameters, packing asked for and not given, the address alone.
    let form = ["-F", "query=SELECT {a:String}, {b:UInt8}", "-F", "param_a=x'y", "-F", "param_b=7"];
    assert_eq!(curl(&[&[url("").as_str()][..], &form].concat()).await, "x\\'y\t7\n");
    assert_eq!(curl(&[&url("query=SELECT%2042"), "--compressed"]).await, "42\n");
    let answer = curl(&[&url("query=SELECT%20nope"), "-i"]).await.to_lowercase();
    assert!(
        answer.starts_with("http/1.1 404") && answer.contains("x-clickhouse-exception-code: 47"),
        "{answer}"
    );

    // The socket file needs no password.
    let socket = folder.join("clickhouse.sock");
    let engine = testing::engine().await.unwrap();
    let listening = engine.serve_unix(&socket).await.unwrap();
    let by_file =
        ["-sS", "--unix-socket", socket.to_str().unwrap(), "http://x/", "-d", "SELECT 43"];
    assert_eq!(run(Command::new("curl").args(by_file)).await, "43\n");
    assert!(engine.serve_unix(&socket).await.err().unwrap().to_string().contains("in use"));
    listening.stop().await;
    assert!(!socket.exists());
}
