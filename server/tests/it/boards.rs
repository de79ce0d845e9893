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
        ("/ip/203.0.113.7?tab=features", &["axes from the top"]),
        ("/classification", &["Worst without a verdict", "Newest verdicts"]),
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
fn a_search_leads_to_what_it_names() {
    for (text, path) in [
        ("203.0.113.0/24", "/detections?search=203.0.113.0%2F24"),
        ("heat+map", "/heatmap"),
        (CHROME, &format!("/ja4/{CHROME}")),
    ] {
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
