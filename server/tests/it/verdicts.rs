//! Verdicts over HTTP: the JSON of the seed, plain forms, and who may send them.

use serde_json::{Value, json};

use crate::http::{self, Reply};
use crate::program::{Server, data_dir};

const TARGET: &str = "/api/classify";

fn post(server: &Server, headers: &[(&str, &str)], body: &str) -> Reply {
    http::send(server.address, "POST", TARGET, headers, body).unwrap()
}

/// As a script sends it, without a trace of a browser.
fn classify(server: &Server, body: &Value) -> Reply {
    post(server, &[("Content-Type", "application/json")], &body.to_string())
}

fn form(server: &Server, cookie: &str, body: &str) -> Reply {
    let origin = format!("http://{}", server.address);
    let headers = [
        ("Origin", origin.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Cookie", cookie),
    ];
    http::send(server.address, "POST", "/classification", &headers, body).unwrap()
}

fn newest(server: &Server) -> Value {
    server.get("/api/classifications").json()["data"][0].clone()
}

fn verdicts(server: &Server) -> u64 {
    server.count("SELECT count() FROM ja4_processing.soc_feedback")
}

#[test]
fn a_verdict_is_stored_and_listed_as_the_seed_does() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    assert_eq!(server.get("/api/classifications").json(), json!({"data": []}));
    let reply = classify(
        &server,
        &json!({"src_ip": "203.0.113.7", "classification": "bot", "comment": "plain"}),
    );
    assert_eq!(
        (reply.status, reply.json()),
        (200, json!({"status": "ok", "src_ip": "203.0.113.7", "classification": "bot"}))
    );
    // Any spelling, no comment, members nobody asked for, and no content type.
    let body = r#"{"src_ip": " ::FFFF:cb00:7107", "classification": "suspicious", "more": [1]}"#;
    // With the mark some tools begin a file with.
    let body = format!("\u{feff}{body}");
    assert_eq!(post(&server, &[], &body).json()["src_ip"], " ::FFFF:cb00:7107");
    let full = json!({"src_ip": "2001:DB8::7", "classification": "legitimate", "reason": "monitoring", "comment": "é ☃ 😀 百度"});
    assert_eq!(classify(&server, &full).status, 200);
    let most = json!({"src_ip": "::1", "classification": "bot", "comment": "😀".repeat(4_096)});
    assert_eq!(classify(&server, &most).status, 200);
    // As the old dashboard writes.
    server.sql("INSERT INTO ja4_processing.soc_feedback (src_ip, classification, comment) VALUES (toIPv6('198.51.100.9'), 'bot', 'seed')");

    let rows = server.get("/api/classifications").json()["data"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 5);
    let of =
        |ip: &str| rows.as_array().unwrap().iter().find(|row| row["src_ip"] == ip).unwrap().clone();
    let row = of("203.0.113.7");
    assert_eq!(
        (&row["classification"], &row["previous"], &row["comment"]),
        (&json!("suspicious"), &json!("bot"), &json!(""))
    );
    assert_eq!(
        (&row["src_ip_str"], &row["author"]),
        (&json!("::ffff:203.0.113.7"), &json!("unknown"))
    );
    let at = row["created_at"].as_str().unwrap();
    assert!(app::domain::time::Timestamp::parse(at).is_some() && at.as_bytes()[10] == b'T', "{at}");
    let row = of("2001:db8::7");
    assert_eq!(
        (&row["comment"], &row["reason"], &row["previous"]),
        (&json!("é ☃ 😀 百度"), &json!("monitoring"), &Value::Null)
    );
    assert_eq!(
        (&of("198.51.100.9")["comment"], &of("198.51.100.9")["is_current"]),
        (&json!("seed"), &json!(true))
    );
    for n in 0..60 {
        classify(&server, &json!({"src_ip": format!("10.0.0.{n}"), "classification": "bot"}));
    }
    assert_eq!(server.get("/api/classifications").json()["data"].as_array().unwrap().len(), 50);
    assert_eq!(newest(&server)["src_ip"], "10.0.0.59");
    server.stop();
}

#[test]
fn what_cannot_be_a_verdict_is_a_422_in_the_words_of_the_framework() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    let check = |reply: Reply, kinds: &[(&str, Value)]| {
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (422, "application/json"),
            "{}",
            reply.text()
        );
        let answer = reply.json();
        let detail = answer["detail"].as_array().unwrap_or_else(|| panic!("{answer}"));
        let told: Vec<_> = detail
            .iter()
            .map(|fault| (fault["type"].as_str().unwrap(), fault["loc"].clone()))
            .collect();
        assert_eq!(told, kinds, "{answer}");
        assert!(
            detail.iter().all(|fault| fault["msg"].is_string() && fault.get("input").is_some())
        );
    };
    let at = |field: &str| json!(["body", field]);
    check(
        classify(&server, &json!({})),
        &[("missing", at("src_ip")), ("missing", at("classification"))],
    );
    check(classify(&server, &json!({"src_ip": "::1"})), &[("missing", at("classification"))]);
    check(
        classify(&server, &json!({"src_ip": 7, "classification": null, "comment": ["x"]})),
        &[
            ("string_type", at("src_ip")),
            ("string_type", at("classification")),
            ("string_type", at("comment")),
        ],
    );
    check(classify(&server, &json!([1])), &[("model_attributes_type", json!(["body"]))]);
    check(classify(&server, &json!("text")), &[("model_attributes_type", json!(["body"]))]);
    check(post(&server, &[], ""), &[("missing", json!(["body"]))]);
    check(post(&server, &[], "{\"src_ip\": \"::1\",}"), &[("json_invalid", json!(["body", 17]))]);
    check(post(&server, &[], "\u{fffd}\n nope"), &[("json_invalid", json!(["body", 0]))]);
    // A form of another site can send JSON as text, but not say that it is JSON.
    let text = r#"{"src_ip": "::1", "classification": "bot"}"#;
    check(
        post(&server, &[("Content-Type", "text/plain")], text),
        &[("model_attributes_type", json!(["body"]))],
    );
    for ip in ["", "nope", "1.2.3.4/24", "203.0.113.7' OR 1=1", "1.2.3.4\n5.6.7.8"] {
        check(
            classify(&server, &json!({"src_ip": ip, "classification": "bot"})),
            &[("value_error", at("src_ip"))],
        );
    }
    let long = json!({"src_ip": "::1", "classification": "bot", "comment": "x".repeat(4_097)});
    check(classify(&server, &long), &[("string_too_long", at("comment"))]);
    let reason = json!({"src_ip": "::1", "classification": "bot", "reason": "because"});
    check(classify(&server, &reason), &[("value_error", at("reason"))]);
    for word in ["", "Bot", "malicious", "bot "] {
        let reply = classify(&server, &json!({"src_ip": "nope", "classification": word}));
        assert_eq!(reply.status, 422);
        assert_eq!(
            reply.json()["detail"],
            "classification must be one of {'bot', 'legitimate', 'suspicious'}"
        );
    }
    assert_eq!(server.get(TARGET).status, 405);
    assert_eq!(verdicts(&server), 0);
    server.stop();
}

#[test]
fn a_script_may_write_and_another_site_may_not() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    let own = format!("http://{}", server.address);
    let body = json!({"src_ip": "203.0.113.7", "classification": "bot"}).to_string();
    for (headers, status) in [
        (&[][..], 200),
        (
            &[
                ("Origin", own.as_str()),
                ("Cookie", "analyst=Ada%20L"),
                ("Sec-Fetch-Site", "same-origin"),
            ],
            200,
        ),
        (&[("Origin", "https://evil.example")], 403),
        (&[("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")], 403),
        (&[("Origin", "null")], 403),
        (&[("Sec-Fetch-Site", "cross-site")], 403),
        (&[("Sec-Fetch-Mode", "no-cors")], 403),
        (&[("Cookie", "analyst=Ada")], 403),
    ] {
        let before = verdicts(&server);
        assert_eq!(post(&server, headers, &body).status, status, "{headers:?}");
        assert_eq!(verdicts(&server) - before, u64::from(status == 200), "{headers:?}");
    }
    assert_eq!(newest(&server)["author"], "Ada L");
    // Pages and server functions are for browsers alone.
    for target in ["/classification", "/rpc/status", "/rpc/judge"] {
        let sent = http::send(
            server.address,
            "POST",
            target,
            &[("Content-Type", "application/x-www-form-urlencoded")],
            "target=%3A%3A1&verdict=bot",
        );
        assert_eq!(sent.unwrap().status, 403, "{target}");
    }
    server.stop();
}

#[test]
fn a_plain_form_is_answered_with_the_place_to_look_at() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    let reply = form(
        &server,
        "",
        "target=+203.0.113.7%0D%0A&verdict=bot&reason=scraping&comment=a%0D%0Ab&author=+Ada%0A+%E2%98%83",
    );
    assert_eq!(reply.status, 303, "{}", reply.text());
    let cookie = reply.header("set-cookie");
    assert!(
        cookie.starts_with("analyst=Ada%20%E2%98%83; Path=/;")
            && cookie.contains("HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    let row = newest(&server);
    assert_eq!(
        (&row["author"], &row["comment"], &row["reason"]),
        (&json!("Ada ☃"), &json!("a\nb"), &json!("scraping"))
    );
    let place = reply.header("location").to_owned();
    assert_eq!(place, format!("/classification?done={}", row["id"].as_str().unwrap()));
    let page = server.get(&place).text();
    assert!(page.contains("Stored") && page.contains("none → bot"), "{page}");

    // From the page of the address, by a name given before, and back to it.
    let reply = form(
        &server,
        "a=b; analyst=Ada%20%E2%98%83",
        "target=2001:db8::7&page=ip&verdict=legitimate",
    );
    assert_eq!((reply.status, reply.header("location")), (303, "/ip/2001:db8::7#verdict"));
    assert_eq!((&newest(&server)["author"], reply.header("set-cookie")), (&json!("Ada ☃"), ""));
    let id = newest(&server)["id"].as_str().unwrap().to_owned();
    let undone = form(&server, "", &format!("undo={id}&page=ip"));
    assert_eq!((undone.status, undone.header("location")), (303, "/ip/2001:db8::7#verdict"));
    assert_eq!(
        (&newest(&server)["classification"], &newest(&server)["undoes"]),
        (&json!(""), &json!(id))
    );
    let again = form(&server, "", &format!("undo={id}"));
    assert_eq!(again.status, 409);
    assert!(again.text().contains("Somebody else changed this"), "{}", again.text());
    for nothing in ["undo=8000000000000001", "undo=nope", "undo_batch=nope"] {
        assert_eq!(form(&server, "", nothing).status, 404, "{nothing}");
    }
    // A name can be taken back.
    let reply = form(&server, "analyst=Ada", "target=::1&verdict=bot&author=");
    assert!(reply.header("set-cookie").starts_with("analyst=; Path=/; Max-Age=0;"));
    assert_eq!(newest(&server)["author"], "unknown");
    server.stop();
}

#[test]
fn several_addresses_are_shown_before_they_are_judged() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    let fields =
        "verdict=bot&reason=scanning&comment=%3Cb%3E&target=203.0.113.7%0A203.0.113.8%2Cnope";
    let preview = form(&server, "", fields);
    assert_eq!((preview.status, verdicts(&server)), (200, 0));
    let page = preview.text();
    for words in [
        "2 addresses, none of them judged yet",
        "Why not",
        "not an address and not a network",
        "Judge 2 addresses bot",
        "&lt;b&gt;",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let stored =
        form(&server, "", "verdict=bot&comment=x&target=203.0.113.7,203.0.113.8&confirmed=yes");
    assert_eq!((stored.status, verdicts(&server)), (303, 2));
    let place = stored.header("location").to_owned();
    assert!(server.get(&place).text().contains("Undo all of it"));
    let batch = place.strip_prefix("/classification?batch=").unwrap();
    let undone = form(&server, "", &format!("undo_batch={batch}"));
    assert_eq!(
        (undone.status, undone.header("location"), verdicts(&server)),
        (303, place.as_str(), 4)
    );
    let page = server.get(&place).text();
    assert!(page.contains("Undone since") && !page.contains("Undo all of it"), "{page}");

    // Nothing is stored of what must be mended, whatever was confirmed.
    for (wrong, words) in [
        ("verdict=evil&target=::1", "Choose a verdict"),
        ("target=::1", "Choose a verdict"),
        ("verdict=bot&target=", "Before anything is stored"),
        ("verdict=bot&target=192.0.2.0/24&confirmed=yes", "no address of it was seen"),
        ("verdict=bot&reason=because&target=::1", "Choose a reason"),
    ] {
        let reply = form(&server, "", wrong);
        assert_eq!((reply.status, verdicts(&server)), (422, 4), "{wrong}");
        assert!(reply.text().contains(words), "{wrong}: {}", reply.text());
    }
    let mixed = form(&server, "", "verdict=bot&target=::1,::2,nope&confirmed=yes");
    assert_eq!((mixed.status, verdicts(&server)), (200, 4), "the list changed since it was shown");
    let long = format!("verdict=bot&target=::1&comment={}", "x".repeat(4_097));
    assert_eq!(form(&server, "", &long).status, 422);
    server.stop();
}
