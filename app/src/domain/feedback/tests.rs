//! The closed lists, the ids, and the sums of a report.

use super::*;

fn input(verdict: &str, reason: &str, comment: String) -> VerdictInput {
    VerdictInput {
        target: String::new(),
        verdict: verdict.to_owned(),
        reason: reason.to_owned(),
        comment,
    }
}

#[test]
fn only_the_words_of_the_seed_are_verdicts() {
    for verdict in Verdict::ALL {
        assert_eq!(Verdict::from_word(verdict.as_str()), Some(verdict));
        let json = serde_json::to_string(&verdict).unwrap();
        assert_eq!(json, format!("\"{}\"", verdict.as_str()));
    }
    for word in ["", "Bot", "bot ", "malicious"] {
        assert_eq!(Verdict::from_word(word), None, "{word:?}");
    }
}

#[test]
fn reasons_are_known_by_their_keys_alone() {
    for (key, words) in REASONS {
        assert_eq!(Reason::from_key(key).map(Reason::key), Some(key));
        assert_eq!(reason_words(key), words);
    }
    assert_eq!(Reason::from_key("scraping "), None);
    assert_eq!(reason_words("of another program"), "of another program");
}

#[test]
fn ids_are_16_hex_digits_in_text_and_a_number_in_binary() {
    let id = VerdictId(0x80_0000_0000_0001);
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"0080000000000001\"");
    assert_eq!(serde_json::from_str::<VerdictId>("\"0080000000000001\"").unwrap(), id);
    for text in ["", "1", "+080000000000001", "008000000000000g", "00800000000000010"] {
        assert_eq!(VerdictId::parse(text), None, "{text}");
    }
}

#[test]
fn a_form_is_a_judgement_or_a_sentence_for_each_fault() {
    let judgement = input("bot", "scraping", " of prices\r\nand more ".to_owned()).judgement();
    let judgement = judgement.unwrap();
    assert_eq!(
        (judgement.verdict, judgement.comment.as_str()),
        (Verdict::Bot, "of prices\nand more")
    );
    assert_eq!(input("legitimate", "", String::new()).judgement().unwrap().reason, None);
    assert!(input("bot", "", "é".repeat(COMMENT_MAX)).judgement().is_ok());
    let problems = input("evil", "because", "é".repeat(COMMENT_MAX + 1)).judgement().unwrap_err();
    assert_eq!(problems.len(), 3, "{problems:?}");
}

#[test]
fn a_report_adds_up() {
    let batch = Some(VerdictId(9));
    let row = |previous: Option<&str>, is_current, is_undone| FeedbackRow {
        created_at: Timestamp(0),
        src_ip: "203.0.113.7".parse().unwrap(),
        src_ip_str: "::ffff:203.0.113.7".to_owned(),
        classification: "bot".to_owned(),
        comment: String::new(),
        author: author::UNKNOWN.to_owned(),
        previous: previous.map(str::to_owned),
        reason: None,
        id: VerdictId(1),
        batch,
        undoes: None,
        is_current,
        is_undone,
    };
    let rows = vec![
        row(None, true, false),
        row(Some("legitimate"), false, true),
        row(Some("suspicious"), false, false),
        row(Some("bot"), true, false),
    ];
    let report = BulkReport::of(rows).unwrap();
    assert_eq!(report.batch, VerdictId(9));
    assert_eq!((report.changed, report.unchanged), (3, 1));
    assert_eq!((report.undone, report.judged_again, report.undoable()), (1, 1, 1));
    assert_eq!(report.rows.len(), 4);
    assert_eq!(BulkReport::of(Vec::new()), None);
}
