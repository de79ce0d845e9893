//! Arbitrary bytes on each parser: no panic, and whatever is accepted is sound.

use proptest::prelude::*;

use super::*;

/// Pieces that the formats are made of, so that arbitrary input gets past the first check.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..12),
        prop::sample::select(vec![
            "203.0.113.7 - - ",
            "[17/May/2015:10:05:03 +0000]",
            " \"",
            "\" ",
            "GET / HTTP/1.1",
            "\\x16\\x03",
            "\\\"",
            " 200 ",
            " - ",
            "{",
            "}",
            "\"time\":",
            "\"src_ip\":\"::1\"",
            "\"timestamp\":\"2026-04-08T15:00:00Z\"",
            "\"event_type\":\"http\"",
            "\"event_type\":\"tls\"",
            "\"flow_id\":7",
            "\"http\":{",
            "\"tls\":{",
            "1775663167",
            ",",
            "[",
            "]",
            "null",
            "-1",
            "1e308",
            "\"network\":{",
            "\"apache\":",
            "\"keepalives\":",
            "\"request_headers\":[{\"name\":\":path\",\"value\":\"\"}]",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn no_parser_panics_and_records_hold_no_more_than_the_line(bytes in line()) {
        for parser in [LineParser::Platform, LineParser::Combined, LineParser::Eve(Box::default())] {
            let mut parser = parser;
            let mut out = Vec::new();
            let _ = parser.line(&bytes, &mut out);
            parser.finish(&mut out);
            prop_assert!(out.len() <= 1);
            for record in &out {
                prop_assert_eq!(u64::from(record.time.0), record.time_ms / 1_000);
                prop_assert!(record.path.len() <= 4 * bytes.len());
            }
        }
        let _ = detect::detect(&bytes);
    }

    #[test]
    fn a_sequence_of_events_gives_each_request_once(
        events in prop::collection::vec((0_u64..6, 0_u64..200, 0_u8..3), 0..60)
    ) {
        let mut joiner = eve::Joiner::default();
        let mut out = Vec::new();
        let mut n_requests = 0;
        for (flow, second, kind) in events {
            let millis = 1_775_660_400_000 + second * 1_000;
            let body = match kind {
                0 => "\"event_type\":\"tls\",\"tls\":{\"sni\":\"a\"}",
                1 => "\"event_type\":\"http\",\"http\":{\"url\":\"/\"}",
                _ => "\"event_type\":\"flow\"",
            };
            n_requests += usize::from(kind == 1);
            let line = format!(
                "{{\"timestamp\":{millis},\"flow_id\":{flow},\"src_ip\":\"::1\",{body}}}"
            );
            prop_assert!(joiner.line(line.as_bytes(), &mut out).is_ok());
        }
        joiner.finish(&mut out);
        prop_assert_eq!(out.iter().filter(|r| r.path == "/").count(), n_requests);
        prop_assert!(out.iter().all(|r| r.path == "/" || r.orphan_side == "B"));
    }
}
