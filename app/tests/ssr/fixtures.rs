//! Answers of the store, by hand, at a fixed instant.

mod rows;

use app::domain::ip::Ip;
use app::domain::ip_report::{CrawlerClaim, IpOrigin};
use app::domain::ip_summary::{
    BruteForce, HourActivity, IpSummary, Ja4Rotation, MlSummary, Persistence, TcpSpoofing,
};
use app::domain::overview::{
    BrowserCount, DayCounts, Freshness, HourCount, HourLevelCount, LevelCount, ModelCount,
    Overview, TopIp, WorstAddress,
};
use app::domain::risk::risk_score;
use app::domain::threat::ThreatLevel;
use app::domain::time::{HOUR, Timestamp};
use app::wire::Dated;

pub(crate) use self::rows::{no_rows, rows};

/// 2026-05-14 12:03:10 UTC.
pub(crate) const NOW: Timestamp = Timestamp(1_778_760_190);

const JA4: &str = "t13d1516h2_8daaf6152771_b186095e22b6";

/// Which answer: `word` stands in every field that a client or a data provider fills.
#[derive(Clone, Copy)]
pub(crate) struct Fill {
    pub(crate) word: &'static str,
    pub(crate) ja4: &'static str,
}

pub(crate) const PLAIN: Fill = Fill { word: "shop.example.org", ja4: JA4 };

pub(crate) fn dated<T>(body: T) -> Dated<T> {
    Dated { as_of: NOW, body }
}

pub(crate) fn address() -> Ip {
    "203.0.113.7".parse().unwrap()
}

fn hours() -> impl Iterator<Item = (u32, Timestamp)> {
    let first = NOW.start_of_hour() - 23 * HOUR;
    (0..24).map(move |at| (at, Timestamp(first.0 + at * HOUR)))
}

pub(crate) fn overview(fill: Fill) -> Overview {
    let word = || fill.word.to_owned();
    let level = |hour, threat_level: &str, cnt| HourLevelCount {
        hour,
        threat_level: ThreatLevel::from(threat_level),
        cnt,
    };
    let by_level: Vec<_> = hours()
        .filter(|(at, _)| at % 4 == 1)
        .flat_map(|(at, hour)| {
            let cnt = u64::from(at);
            [level(hour, "CRITICAL", cnt), level(hour, "LOW", 3), level(hour, fill.word, 1)]
        })
        .collect();
    let sum = |hour| by_level.iter().filter(|row| row.hour == hour).map(|row| row.cnt).sum();
    Overview {
        detections_24h: 1_204,
        scored_24h: 18_450,
        traffic_24h: 1_843_221,
        unique_ips: 214,
        critical_count: 37,
        high_count: 122,
        legitimate_browsers: 11_250,
        browser_stats: vec![
            BrowserCount { browser_family: "Chrome".to_owned(), cnt: 6_100 },
            BrowserCount { browser_family: word(), cnt: 3 },
        ],
        threat_distribution: vec![
            LevelCount { threat_level: ThreatLevel::Critical, cnt: 37 },
            LevelCount { threat_level: ThreatLevel::LegitimateBrowser, cnt: 11_250 },
            LevelCount { threat_level: ThreatLevel::from(fill.word), cnt: 2 },
        ],
        top_ips: Vec::new(),
        timeline: hours().map(|(_, hour)| HourCount { hour, cnt: sum(hour) }).collect(),
        models: vec![ModelCount { model_name: word(), scored: 12_000, last_scored: NOW - 140 }],
        as_of: NOW,
        day_before: DayCounts { detections: 1_020, critical: 0, high: 122, ..DayCounts::default() },
        timeline_by_level: by_level,
        freshness: vec![
            Freshness { name: "requests".to_owned(), newest: Some(NOW - 12) },
            Freshness { name: "scores".to_owned(), newest: Some(NOW - 3 * HOUR) },
            Freshness { name: word(), newest: None },
        ],
        has_synthetic_data: true,
    }
}

pub(crate) fn nothing_happened() -> Overview {
    Overview {
        detections_24h: 0,
        scored_24h: 0,
        traffic_24h: 0,
        unique_ips: 0,
        critical_count: 0,
        high_count: 0,
        legitimate_browsers: 0,
        browser_stats: Vec::new(),
        threat_distribution: Vec::new(),
        timeline: hours().map(|(_, hour)| HourCount { hour, cnt: 0 }).collect(),
        models: Vec::new(),
        day_before: DayCounts::default(),
        timeline_by_level: Vec::new(),
        freshness: vec![Freshness { name: "requests".to_owned(), newest: None }],
        has_synthetic_data: false,
        ..overview(PLAIN)
    }
}

pub(crate) fn worst(fill: Fill) -> Dated<Vec<WorstAddress>> {
    let word = || fill.word.to_owned();
    let named = TopIp {
        src_ip: address(),
        cnt: 1_412,
        worst_score: 0.93,
        threat_level: ThreatLevel::Critical,
        asn_org: word(),
        country_code: "FR".to_owned(),
        bot_name: word(),
        reason: word(),
        last_seen: NOW - 125,
    };
    let unknown = TopIp {
        src_ip: "2001:db8::7".parse().unwrap(),
        threat_level: ThreatLevel::from(fill.word),
        asn_org: String::new(),
        country_code: String::new(),
        bot_name: String::new(),
        reason: String::new(),
        ..named.clone()
    };
    dated(vec![
        WorstAddress { address: named, risk_score: 94 },
        WorstAddress { address: unknown, risk_score: 0 },
    ])
}

pub(crate) fn origin(fill: Fill) -> Dated<IpOrigin> {
    let word = || fill.word.to_owned();
    dated(IpOrigin {
        asn: Some(64_500),
        asn_org: word(),
        asn_label: word(),
        country_code: word(),
        bot_name: word(),
        crawler: Some(CrawlerClaim { name: word(), operator: word(), is_verified: Some(false) }),
        first_seen: Some(NOW - 90_000),
        last_seen: Some(NOW - 120),
        requests: 8_412,
    })
}

pub(crate) fn unknown_origin() -> Dated<IpOrigin> {
    dated(IpOrigin {
        asn: None,
        asn_org: String::new(),
        asn_label: "unknown".to_owned(),
        country_code: String::new(),
        bot_name: String::new(),
        crawler: None,
        first_seen: None,
        last_seen: None,
        requests: 0,
    })
}

pub(crate) fn summary(fill: Fill) -> IpSummary {
    let word = || fill.word.to_owned();
    let ml = MlSummary {
        max_score: 0.93,
        threat_level: "CRITICAL".to_owned(),
        attack_type: word(),
        total_detections: 61,
        distinct_hosts: 10,
        distinct_ja4: 4,
        reason: Some(word()),
        scored_sessions: Some(40),
    };
    let bruteforce = BruteForce {
        active: true,
        hosts_attacked: 8,
        total_hits: 5_769,
        total_params: 9_639,
        top_hosts: vec![word()],
    };
    let tcp_spoofing = TcpSpoofing {
        detected: true,
        tcp_ttl: Some(52),
        tcp_mss: Some(1_460),
        tcp_win_scale: Some(7),
        initial_ttl: Some(64),
        hop_count: Some(12),
        suspected_os: Some("Linux".to_owned()),
        declared_os: Some("Windows".to_owned()),
        confidence: Some(0.8),
        network_path: Some("Ethernet".to_owned()),
        is_bot_tool: Some(false),
        spoof_reason: word(),
        tcp_window: Some(64_240),
        is_weak_hint: false,
    };
    let ja4_rotation = Ja4Rotation { rotating: true, distinct_ja4_count: 4, total_hits: 157 };
    let persistence = Persistence {
        persistent: true,
        recurrence: 4,
        worst_score: Some(0.93),
        worst_threat_level: Some(ThreatLevel::from(fill.word)),
        first_seen: Some(NOW - 500_000),
        last_seen: Some(NOW - 900),
    };
    let risk = risk_score(&ml, &bruteforce, &tcp_spoofing, &ja4_rotation, &persistence);
    let activity = hours().map(|(at, window_start)| HourActivity {
        hits: u64::from(at * at),
        all_ja4s: if at % 3 == 0 { vec![String::new(), fill.ja4.to_owned()] } else { Vec::new() },
        detections: u64::from(at / 20),
        ..HourActivity::quiet(window_start)
    });
    IpSummary {
        ip: address(),
        risk_score: risk.score,
        ml,
        bruteforce,
        tcp_spoofing,
        ja4_rotation,
        persistence,
        timeline_24h: activity.collect(),
        risk,
        as_of: NOW,
    }
}

pub(crate) fn unseen() -> IpSummary {
    let tcp_spoofing =
        TcpSpoofing { spoof_reason: "no TCP data".to_owned(), ..TcpSpoofing::default() };
    let unscored = MlSummary { scored_sessions: Some(0), ..MlSummary::default() };
    let (ml, bruteforce) = (unscored, BruteForce::default());
    let (ja4_rotation, persistence) = (Ja4Rotation::default(), Persistence::default());
    let risk = risk_score(&ml, &bruteforce, &tcp_spoofing, &ja4_rotation, &persistence);
    let silent =
        |hour: HourActivity| HourActivity { hits: 0, all_ja4s: Vec::new(), detections: 0, ..hour };
    let timeline_24h = summary(PLAIN).timeline_24h.into_iter().map(silent).collect();
    IpSummary {
        ip: address(),
        risk_score: risk.score,
        ml,
        bruteforce,
        tcp_spoofing,
        ja4_rotation,
        persistence,
        timeline_24h,
        risk,
        as_of: NOW,
    }
}
