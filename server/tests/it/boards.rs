//! The pages that are boards: each answers with its figures and nothing in it failed.

use crate::known::{CHROME, known};

#[test]
fn every_page_answers_and_no_part_of_it_failed() {
    let fingerprint = format!("/ja4/{CHROME}");
    for (path, words) in [
        ("/detections", ["Detected sessions", "10 rows"].as_slice()),
        ("/scores?range=24h", &["Scored sessions", "LEGITIMATE BROWSER"]),
        ("/traffic", &["Requests over time", "POST"]),
        ("/features", &["What tells sessions apart", "Fuzzing index"]),
        ("/models", &["Complet", "Applicatif"]),
        ("/geo", &["Countries", "Networks"]),
        ("/fingerprints", &["TLS 1.3, server name sent, 15 ciphers, 16 extensions, HTTP/2"]),
        ("/browsers", &["Families"]),
        ("/behavior", &["Sessions on two features", "Request rate"]),
        ("/behavior?x=post_ratio&y=header_count", &["Horizontal axis: POST share"]),
        ("/heatmap", &["Monday", "Requests by hour of the week"]),
        ("/campaigns", &["no sessions into a campaign"]),
        ("/campaigns/2026-01-01.3", &["no such campaign"]),
        (&fingerprint, &["Read aloud", "HTTP/2", "203.0.113.7", "Neighbours"]),
        ("/ja4/nonsense", &["not that of a JA4"]),
        (
            "/ip/203.0.113.7?tab=fingerprints",
            &["TLS 1.3, server name sent", "JA4s of the last 30 days"],
        ),
        ("/ip/203.0.113.7?tab=neighbours", &["203.0.113.0/24", "203.0.113.50"]),
        ("/ip/203.0.113.7?tab=features", &["axes from the top", "<dt>Hour</dt>"]),
        ("/classification", &["Worst without a verdict", "Newest verdicts"]),
        ("/ip/203.0.113.7?tab=loads", &["Page loads", "Read aloud"]),
        ("/help/api", &["/api/investigation/{ip}/summary", "integer, 1 to 500", "OpenAPI 3.1"]),
        ("/help", &["Ctrl+K", "Isolation forest", "cadence_cv"]),
    ] {
        let answer = known().server.get(path);
        let text = answer.text();
        assert_eq!(answer.status, 200, "{path}");
        assert!(!text.contains("class=\"error\""), "{path}: {text}");
        for word in words {
            let word = word.to_lowercase();
            assert!(text.to_lowercase().contains(&word), "{path} lacks {word}: {text}");
        }
    }
    assert_eq!(known().server.get("/campaigns/nonsense").status, 404);
}

#[test]
fn a_filter_that_cannot_be_used_is_told_on_the_page() {
    let answer = known().server.get("/detections?per_page=9999");
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("less than or equal to 500"), "{}", answer.text());
}

#[test]
fn the_addresses_of_a_list_can_be_judged_together() {
    let server = &known().server;
    let list = server.get("/detections?threat_level=CRITICAL&sort=hits&page=1").text();
    let link = "href=\"/classification?threat_level=CRITICAL&amp;of=detections\"";
    assert!(list.contains(link), "{list}");
    let rows = server.get("/api/detections?threat_level=CRITICAL&per_page=500").json();
    let rows = rows["data"].as_array().unwrap();
    let mut critical: Vec<_> = rows.iter().map(|row| row["src_ip"].as_str().unwrap()).collect();
    critical.sort_unstable();
    critical.dedup();
    let desk = server.get("/classification?of=detections&threat_level=CRITICAL");
    assert_eq!(desk.status, 200);
    let text = desk.text();
    let filled = text.split("name=\"target\"").nth(1).unwrap();
    let filled = filled.split('>').nth(1).unwrap().split('<').next().unwrap();
    let mut filled: Vec<_> = filled.lines().collect();
    filled.sort_unstable();
    assert_eq!(filled, critical);
    assert!(!critical.is_empty());
    let plural = if critical.len() == 1 { "" } else { "es" };
    let words = format!("{} address{plural}, none of them judged yet", critical.len());
    assert!(text.contains(&words), "{words}");
    assert_eq!(server.get("/classification?of=detections&per_page=x").status, 422);
    assert!(!server.get("/classification?of=nonsense").text().contains("Addresses of a list"));
}

#[test]
fn a_search_leads_to_what_it_names() {
    for (text, path) in [("heat+map", "/heatmap"), (CHROME, &format!("/ja4/{CHROME}"))] {
        let answer = known().server.get(&format!("/ip?q={text}"));
        assert_eq!(answer.header("location"), path, "{text}: {}", answer.status);
    }
}

#[test]
fn chosen_columns_are_kept_for_the_next_visit() {
    let server = &known().server;
    let chosen = server.get("/detections?columns=src_ip.model_name.nonsense");
    assert_eq!(
        chosen.header("set-cookie").split(';').next(),
        Some("columns_detections=src_ip.model_name")
    );
    let shown = |cookie: &str| {
        let text = server.get_with("/detections", &[("Cookie", cookie)]).text();
        (text.contains("sort=src_ip"), text.contains("sort=recurrence"))
    };
    assert_eq!(shown("columns_detections=src_ip.model_name"), (true, false));
    assert_eq!(shown("columns_detections=%22%3E"), (true, true));
}

#[test]
fn rows_stay_as_high_as_the_reader_chose() {
    let server = &known().server;
    let chosen = server.get("/detections?density=compact&range=7d");
    assert!(chosen.text().contains("class=\"table-frame compact\""), "{}", chosen.text());
    let cookie = chosen.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    assert_eq!(cookie, "density=compact");
    let later = server.get_with("/traffic", &[("cookie", &cookie)]);
    assert!(later.text().contains("class=\"table-frame compact\""));
    let back = server.get_with("/traffic?density=comfortable", &[("cookie", &cookie)]);
    assert!(!back.text().contains("table-frame compact"));
    assert!(back.header("set-cookie").starts_with("density=comfortable;"));
    assert!(!server.get("/traffic").text().contains("table-frame compact"));
}
