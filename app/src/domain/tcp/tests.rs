//! SYNs of real systems and tools, and the verdicts on them.

use super::*;

const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0.0.0 Safari/537.36";
const MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15";
const ANDROID: &str = "Mozilla/5.0 (Linux; Android 13; Pixel 7) Chrome/130.0.0.0 Mobile";
const LINUX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

const LINUX_OPTIONS: &str = "MSS,SACK,TS,NOP,WS";
const WINDOWS_OPTIONS: &str = "MSS,NOP,WS,NOP,NOP,SACK";
const APPLE_OPTIONS: &str = "MSS,NOP,WS,NOP,NOP,TS,SACK,EOL,EOL";

fn syn(ttl: u8, window: u16, scale: u8, mss: u16, options: &str) -> Syn<'_> {
    Syn { ttl, window, scale, mss, options }
}

fn named(syn: Syn<'_>) -> (String, f64) {
    let found = fingerprint(&syn).expect("has TCP data");
    (found.os_name, found.confidence)
}

#[test]
fn systems_and_tools_are_named_by_their_syn() {
    let cases = [
        // Captured between two hosts.
        (syn(64, 64_240, 10, 1460, LINUX_OPTIONS), "Linux 4.19 or newer"),
        (syn(255, 1024, 0, 0, ""), "Masscan"),
        (syn(240, 1024, 0, 0, ""), "Masscan"),
        (syn(255, 65_535, 0, 0, ""), "ZMap"),
        (syn(49, 1024, 0, 1460, "MSS"), "Nmap SYN scan"),
        (syn(38, 1, 10, 1460, "WS,NOP,MSS,TS,SACK"), "Nmap OS detection"),
        (syn(57, 4, 10, 0, "SACK,TS,WS,EOL"), "Nmap OS detection"),
        (syn(64, 512, 0, 0, ""), "hping3"),
        // Published values.
        (syn(51, 5808, 4, 1452, ""), "Masscan"),
        (syn(64, 8192, 0, 0, ""), "Scapy"),
        (syn(58, 31_000, 0, 0, ""), "raw-socket scanner"),
        (syn(116, 64_240, 8, 1460, WINDOWS_OPTIONS), "Windows 10 or 11"),
        (syn(116, 65_340, 8, 1452, WINDOWS_OPTIONS), "Windows 10 or 11"),
        (syn(128, 8192, 2, 1460, WINDOWS_OPTIONS), "Windows 7 or 8"),
        (syn(113, 50_000, 5, 1460, WINDOWS_OPTIONS), "Windows"),
        (syn(52, 65_535, 6, 1460, APPLE_OPTIONS), "macOS or iOS"),
        (syn(52, 65_535, 8, 1400, LINUX_OPTIONS), "Android"),
        (syn(52, 29_200, 7, 1460, LINUX_OPTIONS), "Linux 3.11 or newer"),
        (syn(52, 29_200, 7, 1380, LINUX_OPTIONS), "Linux 3.11 or newer"),
        (syn(52, 14_600, 6, 1460, LINUX_OPTIONS), "Linux 3.1 to 3.10"),
        (syn(52, 12_345, 2, 1460, LINUX_OPTIONS), "Linux"),
        (syn(60, 65_535, 6, 1460, "mss,nop,ws,sok,ts"), "FreeBSD"),
        (syn(250, 4128, 0, 536, "MSS"), "Cisco IOS"),
        // Nothing but the TTL.
        (syn(60, 12_345, 2, 1460, ""), "Linux, macOS or another Unix"),
        (syn(120, 12_345, 2, 1460, ""), "Windows"),
        (syn(200, 12_345, 2, 1460, ""), "network device or Unix"),
        (syn(12, 12_345, 2, 1460, ""), "unknown"),
    ];
    for (syn, name) in cases {
        assert_eq!(named(syn).0, name, "{syn:?}");
    }
}

#[test]
fn no_ttl_or_no_window_is_no_tcp_data() {
    for nothing in [syn(0, 64_240, 7, 1460, ""), syn(64, 0, 7, 1460, ""), syn(0, 0, 0, 0, "")] {
        assert_eq!(fingerprint(&nothing), None);
        let part = summarise(Some(&nothing), WINDOWS);
        assert!(!part.detected && !part.is_weak_hint && part.suspected_os.is_none());
        assert_eq!(part.declared_os.as_deref(), Some("Windows"));
        let is_known = nothing.ttl > 0;
        assert_eq!(part.spoof_reason, if is_known { NO_WINDOW } else { NO_TCP_DATA });
        assert_eq!(part.tcp_ttl, is_known.then_some(64));
        assert_eq!(
            (part.tcp_window, part.tcp_mss),
            (is_known.then_some(0), is_known.then_some(1460))
        );
    }
    assert_eq!(summarise(None, "").spoof_reason, NO_TCP_DATA);
}

#[test]
fn hops_count_from_the_start_ttl() {
    let cases = [(64, 64, 0), (55, 64, 9), (33, 64, 31), (30, 32, 2), (128, 128, 0), (66, 128, 62)];
    for (ttl, start, hops) in cases {
        let found = fingerprint(&syn(ttl, 12_345, 1, 1460, "")).expect("has TCP data");
        assert_eq!((found.initial_ttl, found.hop_count), (start, hops));
    }
    // A known layout explains a TTL far from its start better than a start of 32.
    let far = fingerprint(&syn(30, 64_240, 7, 1460, LINUX_OPTIONS)).expect("has TCP data");
    assert_eq!((far.initial_ttl, far.hop_count), (64, 34));
}

#[test]
fn a_windows_user_agent_with_a_unix_ttl_alone_is_a_hint_not_a_spoof() {
    let part = summarise(Some(&syn(57, 12_345, 0, 1400, "")), WINDOWS);
    assert!(!part.detected && part.is_weak_hint);
    assert!(part.spoof_reason.contains("weak evidence"), "{}", part.spoof_reason);
    assert!(part.spoof_reason.contains("proxy"), "{}", part.spoof_reason);
    assert_eq!(part.confidence, Some(TTL_ONLY_CONFIDENCE));
}

#[test]
fn agreeing_signals_of_another_system_are_a_spoof() {
    for options in [LINUX_OPTIONS, ""] {
        let part = summarise(Some(&syn(57, 64_240, 7, 1460, options)), WINDOWS);
        assert!(part.detected && !part.is_weak_hint, "{}", part.spoof_reason);
        assert_eq!(part.is_bot_tool, Some(false));
        assert!(part.spoof_reason.contains("proxy"), "{}", part.spoof_reason);
    }
    let part = summarise(Some(&syn(120, 64_240, 8, 1460, WINDOWS_OPTIONS)), MAC);
    assert!(part.detected, "{}", part.spoof_reason);
}

#[test]
fn what_fits_the_user_agent_is_clean() {
    let cases = [
        (syn(120, 64_240, 8, 1460, WINDOWS_OPTIONS), WINDOWS),
        (syn(57, 65_535, 6, 1460, APPLE_OPTIONS), MAC),
        (syn(57, 64_240, 7, 1460, LINUX_OPTIONS), LINUX),
        (syn(57, 64_240, 7, 1460, LINUX_OPTIONS), ANDROID),
        (syn(57, 65_535, 8, 1400, LINUX_OPTIONS), ANDROID),
        // Without options a Mac, an Android phone and FreeBSD look alike.
        (syn(57, 65_535, 6, 1460, ""), MAC),
        (syn(57, 65_535, 6, 1460, ""), ANDROID),
        (syn(57, 64_240, 7, 1460, LINUX_OPTIONS), "curl/8.5.0"),
        (syn(57, 12_345, 3, 1460, ""), LINUX),
    ];
    for (syn, user_agent) in cases {
        let part = summarise(Some(&syn), user_agent);
        assert!(!part.detected && !part.is_weak_hint, "{syn:?}: {}", part.spoof_reason);
    }
}

#[test]
fn a_windows_machine_behind_a_router_that_rewrites_ttls_is_no_spoof() {
    let part = summarise(Some(&syn(60, 64_240, 8, 1460, WINDOWS_OPTIONS)), WINDOWS);
    assert!(!part.detected, "{}", part.spoof_reason);
}

#[test]
fn a_scan_tool_is_detected_whatever_it_declares() {
    for user_agent in [WINDOWS, LINUX, "", "curl/8.5.0"] {
        for tool in [syn(245, 1024, 0, 0, ""), syn(50, 1024, 0, 1460, "MSS")] {
            let part = summarise(Some(&tool), user_agent);
            assert_eq!((part.detected, part.is_bot_tool), (true, Some(true)), "{tool:?}");
        }
    }
}

#[test]
fn a_syn_without_recorded_options_is_only_a_hint_of_a_raw_socket() {
    let part = summarise(Some(&syn(57, 64_240, 0, 0, "")), WINDOWS);
    assert_eq!((part.detected, part.is_bot_tool, part.is_weak_hint), (false, Some(false), true));
    // A scale proves that there were options, so nothing can be said about a tool.
    let part = summarise(Some(&syn(57, 64_240, 7, 0, "")), LINUX);
    assert!(!part.is_weak_hint, "{}", part.spoof_reason);
}

#[test]
fn every_row_is_well_formed() {
    for row in SIGNATURES {
        assert!(!row.name.is_empty() && !row.source.is_empty(), "{row:?}");
        assert!((0.5..=1.0).contains(&row.confidence), "{row:?}");
        if let Options::Layouts(all) | Options::RecordedLayouts(all) = row.options {
            for text in all {
                assert_eq!(layout(text).as_deref(), Some(*text), "{}", row.name);
            }
        }
    }
}

#[test]
fn no_value_whatever_breaks_the_fingerprint() {
    for ttl in [1, 32, 33, 64, 65, 128, 129, 255] {
        for window in [1, 1024, 64_240, u16::MAX] {
            for scale in [0, 14, 255] {
                for mss in [0, 1, 535, 536, 1460, u16::MAX] {
                    for options in ["", LINUX_OPTIONS, "nonsense", "é,é"] {
                        let found = fingerprint(&syn(ttl, window, scale, mss, options));
                        let found = found.expect("has TCP data");
                        assert!((0.3..=1.0).contains(&found.confidence));
                        assert_eq!(found.hop_count, found.initial_ttl - ttl);
                    }
                }
            }
        }
    }
}
