//! A database that fails: the client hears that it did, the log hears why.

use crate::program::{Server, data_dir, wait_until};

#[test]
fn a_failing_database_is_a_503_with_a_reference_that_the_log_explains() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    server.sql("DROP TABLE ja4_processing.ml_detected_anomalies");
    for target in ["/api/overview", "/api/ip/203.0.113.7", "/api/investigation/203.0.113.7/summary"]
    {
        let reply = server.get(target);
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (503, "application/json"),
            "{target}"
        );
        let answer = reply.json();
        let reference = answer["reference"].as_str().unwrap();
        assert_eq!(reference, reply.header("x-request-id"));
        let told = reply.text();
        assert!(!answer["detail"].as_str().unwrap().is_empty());
        for secret in ["SELECT", "ml_detected_anomalies", "ja4_processing", "Code:", "Exception"] {
            assert!(!told.contains(secret), "{target} tells {secret}: {told}");
        }
        wait_until("the log to say why", || {
            let log = server.log();
            let mut lines = log.lines().filter(|line| line.contains(reference));
            lines.any(|line| line.contains("ml_detected_anomalies"))
        });
    }
    // The page fails as a page, with the same care, and what does not need the table goes on.
    let page = server.get("/");
    assert!(!page.text().contains("DB::Exception") && !page.text().contains("SELECT "));
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.get("/readyz").status, 200);
    server.stop();
}
