//! From a session row to the columns of its model.

use app::domain::ip::Ip;
use app::domain::time::Timestamp;

use super::*;

/// A session of a browser with everything known.
pub(in crate::detect) fn session(values: &[(Feature, f64)]) -> SessionRow {
    let mut numbers = vec![1.0; COLUMNS.len()];
    for (feature, number) in values {
        numbers[place(*feature).unwrap()] = *number;
    }
    SessionRow {
        window_start: Timestamp(1_790_000_000),
        src_ip: "203.0.113.7".parse::<Ip>().unwrap(),
        ja4: "t13d1516h2_8daaf6152771_02713d6af862".into(),
        host: "shop.example".into(),
        asn_number: "64500".into(),
        asn_org: "Example Access".into(),
        asn_detail: String::new(),
        asn_domain: String::new(),
        country_code: "FR".into(),
        asn_label: "human".into(),
        bot_name: String::new(),
        browser_family: "Chromium".into(),
        anubis_bot_name: String::new(),
        anubis_bot_action: String::new(),
        anubis_bot_category: String::new(),
        client_headers: "Host,User-Agent".into(),
        correlated: 1,
        is_tcp_known: 1,
        requests_timed: 20,
        pages_with_assets: 2,
        syn_ttl: 57,
        syn_window: 64_240,
        syn_scale: 8,
        syn_mss: 1_460,
        syn_options: String::new(),
        syn_user_agent: String::new(),
        values: numbers,
    }
}

fn unknown(session: &SessionRow) -> Vec<String> {
    let matrix = matrix(ModelKind::Complet, [session].into_iter());
    let row = matrix.row(0).iter().zip(matrix.columns());
    row.filter(|(number, _)| number.is_nan()).map(|(_, name)| name.clone()).collect()
}

#[test]
fn a_session_with_all_data_has_no_unknown_numbers() {
    assert_eq!(unknown(&session(&[])), Vec::<String>::new());
}

#[test]
fn without_a_handshake_its_numbers_are_unknown_not_0() {
    let names = unknown(&SessionRow { is_tcp_known: 0, ..session(&[]) });
    assert_eq!(names.len(), 12);
    assert!(names.iter().any(|name| name == "avg_ttl"), "{names:?}");
}

#[test]
fn without_headers_missing_cookies_are_unknown_not_absent() {
    let names = unknown(&session(&[(Feature::HeaderCount, 0.0)]));
    for name in ["has_cookie", "sec_fetch_absence_rate", "browser_consistency_score"] {
        assert!(names.iter().any(|found| found == name), "{name} in {names:?}");
    }
}

#[test]
fn one_request_has_no_cadence() {
    let names = unknown(&SessionRow { requests_timed: 1, pages_with_assets: 0, ..session(&[]) });
    for name in ["cadence_cv", "pause_ratio", "benford_deviation", "asset_load_stddev"] {
        assert!(names.iter().any(|found| found == name), "{name} in {names:?}");
    }
}

#[test]
fn clear_text_sessions_are_not_judged_by_a_fingerprint() {
    let clear = SessionRow { ja4: String::new(), correlated: 0, ..session(&[]) };
    assert!(unknown(&clear).iter().any(|name| name == "is_known_browser"));
    assert_eq!(ModelKind::of(&clear), ModelKind::Applicatif);
    let columns = matrix(ModelKind::Applicatif, [&clear].into_iter()).columns().to_vec();
    assert!(!columns.iter().any(|name| name == "avg_ttl" || name == "distinct_ja4_count"));
}

#[test]
fn a_row_of_another_length_gives_unknown_numbers_instead_of_a_panic() {
    let short = SessionRow { values: vec![], ..session(&[]) };
    assert_eq!(unknown(&short).len(), Feature::ALL.len());
}

#[test]
fn labels_verdicts_and_rules_decide_who_is_learnt_from() {
    let plain = session(&[]);
    assert!(candidate(&plain, None).is_human);
    assert_eq!(candidate(&plain, Some("suspicious")).verdict, Verdict::Open);
    assert_eq!(candidate(&plain, Some("bot")).verdict, Verdict::Bot);
    let denied = SessionRow { anubis_bot_action: "DENY".into(), ..session(&[]) };
    assert!(candidate(&denied, Some("legitimate")).is_known_bot);
    let hosted = SessionRow { asn_label: "datacenter".into(), ..session(&[]) };
    assert!(!candidate(&hosted, None).is_human);
}

#[test]
fn no_syn_is_no_verdict() {
    let silent = SessionRow {
        syn_ttl: 0,
        syn_user_agent: "Mozilla/5.0 (Windows NT 10.0)".into(),
        ..session(&[])
    };
    let found = tcp(&silent);
    assert!(!found.detected && found.tcp_ttl.is_none() && found.suspected_os.is_none());
    assert!(!is_scan_tool(&silent));
}

#[test]
fn unknown_headers_do_not_count_as_a_browsers() {
    let silent = session(&[(Feature::HeaderCount, 0.0), (Feature::SecFetchAbsenceRate, 0.0)]);
    assert!(browser_signals(&silent).sec_fetch_absence_rate.is_nan());
}

/// Masscan's SYN (domain facts §4).
#[test]
fn a_scan_tools_syn_is_recognised() {
    let masscan = SessionRow {
        syn_ttl: 244,
        syn_window: 5_808,
        syn_scale: 4,
        syn_mss: 1_452,
        ..session(&[])
    };
    assert!(is_scan_tool(&masscan));
    assert!(!is_scan_tool(&session(&[])));
}
