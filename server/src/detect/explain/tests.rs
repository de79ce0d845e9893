//! What a reason says, and that it is the same every time.

use super::*;
use crate::detect::matrix::Matrix;
use crate::detect::model::tests::human_model;
use crate::detect::synthetic::{Actor, COLUMNS, sessions};

fn reason_of(model: &Model, actor: Actor, level: &ThreatLevel, tcp: &TcpSpoofing) -> String {
    let mut matrix = Matrix::new(COLUMNS);
    sessions(&mut matrix, actor, 1, 5);
    let prepared = model.prepare(&matrix);
    let evidence = Evidence {
        level,
        known: Known { bot_name: "Googlebot", anubis_bot_name: "tor-exit", anubis_action: "DENY" },
        values: matrix.row(0),
        columns: matrix.columns(),
        prepared: prepared.row(0),
        tcp,
    };
    reason(Some(model), &evidence)
}

#[test]
fn a_reason_names_what_is_far_outside_with_its_usual_range() {
    let model = human_model(800, 0);
    let found = |actor| reason_of(&model, actor, &ThreatLevel::High, &TcpSpoofing::default());
    let stuffing = found(Actor::Stuffing);
    assert!(stuffing.contains("login POSTs: "), "{stuffing}");
    assert_eq!(stuffing.matches("(usual ").count(), 3, "{stuffing}");
    let scraper = found(Actor::Scraper);
    assert!(scraper.contains("requests: ") && !scraper.contains("login"), "{scraper}");
    for actor in [Actor::Stuffing, Actor::Scanner, Actor::Scraper, Actor::Impersonator] {
        let text = found(actor);
        assert!(count(&text) <= MAX_CHARS, "{text}");
        assert_eq!(text, found(actor), "the same every time");
    }
}

#[test]
fn what_is_known_comes_first() {
    let model = human_model(600, 0);
    let tcp = TcpSpoofing::default();
    let bot = reason_of(&model, Actor::Human, &ThreatLevel::KnownBot, &tcp);
    assert!(bot.starts_with("known bot Googlebot: "), "{bot}");
    let denied = reason_of(&model, Actor::Human, &ThreatLevel::AnubisDeny, &tcp);
    assert!(denied.starts_with("denied by rule tor-exit: "), "{denied}");
}

#[test]
fn no_tcp_data_is_never_called_a_spoof() {
    let nothing = TcpSpoofing { declared_os: Some("Windows".into()), ..TcpSpoofing::default() };
    assert_eq!(tcp_note(&nothing), None);
}

#[test]
fn a_handshake_is_told_with_its_weight() {
    let seen = |detected, is_weak_hint, is_bot_tool| TcpSpoofing {
        detected,
        is_weak_hint,
        is_bot_tool: Some(is_bot_tool),
        suspected_os: Some("Linux".into()),
        declared_os: Some("Windows".into()),
        confidence: Some(0.9),
        ..TcpSpoofing::default()
    };
    let note = |tcp| tcp_note(&tcp).unwrap_or_default();
    assert_eq!(note(seen(true, false, false)), "says Windows but SYN of Linux (90 %)");
    assert_eq!(note(seen(true, false, true)), "SYN of Linux (90 %)");
    assert_eq!(note(seen(false, true, false)), "weak hint: says Windows, SYN like Linux (90 %)");
    assert_eq!(note(seen(false, false, false)), "");
}

#[test]
fn a_fallback_model_says_so() {
    let model = human_model(300, 40);
    let text = reason_of(&model, Actor::Stuffing, &ThreatLevel::High, &TcpSpoofing::default());
    assert!(text.ends_with(" [trained on all traffic: only 300 human sessions]"), "{text}");
    assert!(count(&text) <= MAX_CHARS);
}

#[test]
fn long_names_are_cut_and_the_reason_still_fits() {
    let model = human_model(300, 40);
    let mut matrix = Matrix::new(COLUMNS);
    sessions(&mut matrix, Actor::Scanner, 1, 5);
    let name = "é".repeat(900);
    let tcp = TcpSpoofing {
        detected: true,
        suspected_os: Some(name.clone()),
        declared_os: Some(name.clone()),
        ..TcpSpoofing::default()
    };
    let evidence = Evidence {
        level: &ThreatLevel::KnownBot,
        known: Known { bot_name: &name, ..Known::default() },
        values: matrix.row(0),
        columns: matrix.columns(),
        prepared: &[],
        tcp: &tcp,
    };
    for model in [Some(&model), None] {
        let text = reason(model, &evidence);
        assert!(count(&text) <= MAX_CHARS && text.contains('…'), "{text}");
    }
}

#[test]
fn numbers_are_short() {
    for (value, expected) in [
        (0.0, "0"),
        (0.98, "0.98"),
        (0.9, "0.9"),
        (1.0, "1"),
        (12.34, "12.3"),
        (1_234.5, "1234"),
        (0.0012, "0.0012"),
        (0.000_01, "~0"),
        (-0.5, "-0.5"),
    ] {
        assert_eq!(number(value), expected, "{value}");
    }
}

#[test]
fn flags_read_as_yes_or_no() {
    let column = ColumnStats {
        name: "has_cookie".into(),
        quantiles: [1.0; 5],
        variance: 0.1,
        direction: app::domain::feature::Direction::Low,
    };
    assert_eq!(describe(&column, 0.0), "Sends cookies: no (usual yes)");
}
