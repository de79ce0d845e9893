//! Whole documents: status, head, cookies, and what stands there when the database does not answer.

use app::error::AppError;
use app::ui::error::error_panel;
use insta::assert_snapshot;

use crate::html::{REFERENCE, assert_inert, get, html, tags};

#[tokio::test]
async fn pages_without_a_database_say_so_and_name_the_reference() {
    for path in ["/", "/ip/203.0.113.7", "/ip/2001:db8::7?tab=features"] {
        let answer = get(path, "").await;
        assert_eq!(answer.status, 503, "{path}");
        assert_inert(&answer.html);
        assert!(answer.html.contains("The database does not answer."), "{path}");
        assert!(answer.html.contains(REFERENCE), "{path}");
        assert!(!answer.html.contains("no database in"), "the cause is for the log alone");
    }
}

#[tokio::test]
async fn addresses_that_lead_nowhere_have_the_status_of_it() {
    for (path, status, words) in [
        ("/nowhere", 404, "There is no such page"),
        ("/ip/203.0.113", 422, "is not an IPv4 or IPv6 address"),
        ("/ip/%3Cscript%3E", 422, "is not an IPv4 or IPv6 address"),
        ("/ip", 200, "Investigate an IP address"),
    ] {
        let answer = get(path, "").await;
        assert_eq!(answer.status, status, "{path}");
        assert_inert(&answer.html);
        assert!(answer.html.contains(words), "{path}: {}", answer.html);
    }
}

#[tokio::test]
async fn a_search_for_an_address_leads_to_its_page() {
    for (asked, place) in [
        ("203.0.113.7", "/ip/203.0.113.7"),
        ("+%20203.0.113.7", "/ip/203.0.113.7"),
        ("%3A%3Affff%3A203.0.113.7", "/ip/203.0.113.7"),
        ("2001%3ADB8%3A%3A7", "/ip/2001:db8::7"),
        ("heat+map", "/heatmap"),
    ] {
        let answer = get(&format!("/ip?q={asked}"), "").await;
        assert_eq!((answer.status, answer.location.as_deref()), (302, Some(place)), "{asked}");
    }
}

#[tokio::test]
async fn a_search_for_anything_else_says_what_it_was_taken_for() {
    for (asked, words, href) in [
        ("example.org", "was taken for a host.", "/detections?host=example.org"),
        ("203.0.113.9%2F24", "203.0.113.0/24", "/traffic?search=203.0.113.0%2F24"),
        ("AS64500", "a network (ASN)", "/scores?asn_number=64500"),
        ("%3Cb%3E", "&lt;b&gt;", "/detections?search=%3Cb%3E"),
    ] {
        let answer = get(&format!("/ip?q={asked}"), "").await;
        assert_eq!(answer.status, 200, "{asked}");
        assert_inert(&answer.html);
        assert!(answer.html.contains(words), "{asked}: {}", answer.html);
        assert!(answer.html.contains(&format!("href=\"{href}\"")), "{asked}: {}", answer.html);
    }
}

#[tokio::test]
async fn preferences_come_from_cookies_and_only_our_words_count() {
    let root = async |cookies: &str| {
        let answer = get("/ip", cookies).await;
        let html = tags(&answer.html).into_iter().find(|tag| tag.name == "html").unwrap();
        html.attributes
    };
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let chosen = root("a=b; theme=dark; nav=narrow").await;
    assert!(chosen.contains(&pair("data-theme", "dark")), "{chosen:?}");
    assert!(chosen.contains(&pair("data-nav", "narrow")), "{chosen:?}");
    let garbage = root("theme=\"><script>; nav=; theme").await;
    assert_eq!(garbage, [pair("lang", "en")]);
}

#[tokio::test]
async fn every_script_has_the_nonce_and_the_current_page_is_marked() {
    let answer = get("/ip", "").await;
    let tags = tags(&answer.html);
    assert!(tags.iter().any(|tag| tag.name == "script"), "the browser half is started");
    let current: Vec<_> = tags
        .iter()
        .filter(|tag| tag.attributes.iter().any(|(key, _)| key == "aria-current"))
        .filter_map(|tag| tag.attributes.iter().find(|(key, _)| key == "href"))
        .map(|(_, href)| href.as_str())
        .collect();
    assert_eq!(current, ["/ip"]);
}

#[test]
fn every_error_says_what_it_means_and_what_to_do() {
    let reference = || REFERENCE.to_owned();
    let all = [
        AppError::NotFound,
        AppError::Invalid { field: "ip".to_owned(), reason: "not an address".to_owned() },
        AppError::Unauthorized,
        AppError::Forbidden,
        AppError::Conflict,
        AppError::Unavailable { reference: reference() },
        AppError::Missing { what: "ml_all_scores".to_owned(), reference: reference() },
        AppError::Internal { reference: reference() },
        AppError::Transport("driver text".to_owned()),
    ];
    let panels: Vec<String> =
        all.into_iter().map(|error| html(move || error_panel(error))).collect();
    assert_snapshot!("error_panels", panels.join("\n\n"));
}
