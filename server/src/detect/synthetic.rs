//! Made-up sessions for tests: people at browsers, and the bots the demo knows.

use super::matrix::Matrix;
use super::rng::SplitMix64;

/// Columns of the made-up sessions.
pub(super) const COLUMNS: [&str; 45] = [
    "hits",
    "hit_velocity",
    "fuzzing_index",
    "post_ratio",
    "port_exhaustion_ratio",
    "orphan_ratio",
    "max_keepalives",
    "tcp_shared_count",
    "header_order_shared_count",
    "header_count",
    "has_accept_language",
    "has_cookie",
    "has_referer",
    "modern_browser_score",
    "ua_ch_mismatch",
    "has_sec_ch_ua",
    "ip_id_zero_ratio",
    "request_size_variance",
    "multiplexing_efficiency",
    "asset_ratio",
    "direct_access_ratio",
    "is_ua_rotating",
    "distinct_ja4_count",
    "src_port_density",
    "ja4_asn_concentration",
    "ja4_country_concentration",
    "is_rare_ja4",
    "header_order_confidence",
    "distinct_header_orders",
    "temporal_entropy",
    "path_diversity_ratio",
    "url_depth_variance",
    "head_ratio",
    "sec_fetch_absence_rate",
    "generic_accept_ratio",
    "http10_ratio",
    "is_known_browser",
    "browser_consistency_score",
    "missing_accept_enc_ratio",
    "login_post_concentration",
    "cadence_cv",
    "pause_ratio",
    "true_window_size",
    "avg_ttl",
    "tls12_ratio",
];

/// Who is at the other end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Actor {
    Human,
    Stuffing,
    Scanner,
    Scraper,
    Impersonator,
}

/// `n` sessions of one kind, the same for a seed.
pub(super) fn sessions(matrix: &mut Matrix, actor: Actor, n: usize, seed: u64) {
    let mut rng = SplitMix64::new(seed, actor as u64);
    for _ in 0..n {
        let row = session(actor, &mut rng);
        matrix.push(COLUMNS.iter().map(|column| {
            row.iter().find(|(name, _)| name == column).map_or(0.0, |(_, value)| *value)
        }));
    }
}

fn session(actor: Actor, rng: &mut SplitMix64) -> Vec<(&'static str, f32)> {
    let row = human(rng);
    // The first entry of a name counts, so a bot's values go before the human ones.
    let mut u = |low: f32, high: f32| low + rng.unit() * (high - low);
    let bot = match actor {
        Actor::Human => vec![],
        Actor::Stuffing => {
            let hits = u(200.0, 900.0);
            let mut values = script(&mut u);
            values.extend([
                ("hits", hits),
                ("hit_velocity", hits / 3600.0),
                ("post_ratio", u(0.9, 1.0)),
                ("login_post_concentration", u(0.95, 1.0)),
                ("distinct_ja4_count", u(1.0, 9.0).floor()),
                ("asset_ratio", 0.0),
                ("path_diversity_ratio", 2.0 / hits),
                ("pause_ratio", u(0.1, 0.5)),
            ]);
            values
        }
        Actor::Scanner => {
            let hits = u(300.0, 3_000.0);
            let mut values = script(&mut u);
            values.extend([
                ("hits", hits),
                ("hit_velocity", hits / u(60.0, 900.0)),
                ("head_ratio", u(0.2, 0.9)),
                ("path_diversity_ratio", u(0.8, 1.0)),
                ("fuzzing_index", u(0.0, 3.0)),
                ("url_depth_variance", u(1.0, 4.0)),
                ("avg_ttl", u(40.0, 60.0)),
            ]);
            values
        }
        Actor::Scraper => {
            let hits = u(400.0, 1_500.0);
            vec![
                ("hits", hits),
                ("post_ratio", 0.0),
                ("hit_velocity", hits / 3600.0),
                ("asset_ratio", 0.0),
                ("path_diversity_ratio", u(0.9, 1.0)),
                ("distinct_ja4_count", u(3.0, 12.0).floor()),
                ("is_ua_rotating", 1.0),
                ("has_cookie", 0.0),
                ("has_referer", 0.0),
                ("direct_access_ratio", 1.0),
                ("cadence_cv", u(0.05, 0.3)),
                ("is_rare_ja4", 1.0),
                ("temporal_entropy", u(3.8, 4.1)),
                ("sec_fetch_absence_rate", 1.0),
                ("distinct_header_orders", u(3.0, 8.0).floor()),
                ("is_known_browser", 0.0),
            ]
        }
        Actor::Impersonator => {
            let mut values = script(&mut u);
            values.extend([
                ("ua_ch_mismatch", 1.0),
                ("has_accept_language", 1.0),
                ("header_count", 9.0),
            ]);
            values
        }
    };
    bot.into_iter().chain(row).collect()
}

fn human(rng: &mut SplitMix64) -> Vec<(&'static str, f32)> {
    let mut u = |low: f32, high: f32| low + rng.unit() * (high - low);
    let hits = (4.0 * (u(0.0, 1.0) * 4.0).exp()).floor();
    let chromium = f32::from(u8::from(u(0.0, 1.0) < 0.65));
    let mobile = f32::from(u8::from(u(0.0, 1.0) < 0.3));
    let flag = |share: f32, at: f32| f32::from(u8::from(at < share));
    vec![
        ("hits", hits),
        ("hit_velocity", hits / u(20.0, 3_000.0)),
        ("fuzzing_index", u(0.0, 0.4)),
        ("post_ratio", u(0.0, 1.0).powi(4) * 0.3),
        ("port_exhaustion_ratio", u(0.1, 0.5)),
        ("orphan_ratio", u(0.0, 0.02)),
        ("max_keepalives", u(1.0, 40.0).floor()),
        ("tcp_shared_count", u(1.0, 60.0).floor()),
        ("header_order_shared_count", u(1.0, 80.0).floor()),
        ("header_count", 11.0 + chromium * 4.0 + u(0.0, 3.0).floor()),
        ("has_accept_language", flag(0.99, u(0.0, 1.0))),
        ("has_cookie", flag(0.85, u(0.0, 1.0))),
        ("has_referer", flag(0.9, u(0.0, 1.0))),
        ("modern_browser_score", 70.0 + chromium * 30.0),
        ("ua_ch_mismatch", flag(0.002, u(0.0, 1.0))),
        ("has_sec_ch_ua", chromium),
        ("ip_id_zero_ratio", flag(0.4, u(0.0, 1.0))),
        ("request_size_variance", u(10.0, 9_000.0)),
        ("multiplexing_efficiency", u(1.0, 20.0)),
        ("asset_ratio", u(0.3, 0.9)),
        ("direct_access_ratio", u(0.02, 0.4)),
        ("is_ua_rotating", flag(0.01, u(0.0, 1.0))),
        ("distinct_ja4_count", 1.0 + flag(0.05, u(0.0, 1.0))),
        ("src_port_density", u(0.1, 0.5)),
        ("ja4_asn_concentration", u(0.02, 0.4)),
        ("ja4_country_concentration", u(0.1, 0.6)),
        ("is_rare_ja4", flag(0.03, u(0.0, 1.0))),
        ("header_order_confidence", u(0.5, 1.0)),
        ("distinct_header_orders", 1.0 + flag(0.2, u(0.0, 1.0))),
        ("temporal_entropy", u(0.0, 3.0)),
        ("path_diversity_ratio", u(0.3, 0.95)),
        ("url_depth_variance", u(0.0, 1.2)),
        ("head_ratio", 0.0),
        ("sec_fetch_absence_rate", flag(0.04, u(0.0, 1.0))),
        ("generic_accept_ratio", u(0.2, 0.7)),
        ("is_known_browser", flag(0.93, u(0.0, 1.0))),
        ("browser_consistency_score", u(3.0, 5.99).floor()),
        ("missing_accept_enc_ratio", 0.0),
        ("login_post_concentration", flag(0.04, u(0.0, 1.0))),
        ("cadence_cv", u(0.8, 3.0)),
        ("pause_ratio", u(0.05, 0.5)),
        ("true_window_size", 64_240.0 + mobile * 4_000_000.0),
        ("avg_ttl", if u(0.0, 1.0) < 0.5 { u(105.0, 122.0) } else { u(44.0, 60.0) }),
        ("tls12_ratio", flag(0.02, u(0.0, 1.0))),
    ]
}

/// What scripts share: few headers, no browser marks, an even pace.
fn script(u: &mut impl FnMut(f32, f32) -> f32) -> Vec<(&'static str, f32)> {
    vec![
        ("header_count", u(4.0, 7.0).floor()),
        ("has_accept_language", 0.0),
        ("has_cookie", 0.0),
        ("has_referer", 0.0),
        ("modern_browser_score", 0.0),
        ("has_sec_ch_ua", 0.0),
        ("asset_ratio", 0.0),
        ("direct_access_ratio", 1.0),
        ("sec_fetch_absence_rate", 1.0),
        ("generic_accept_ratio", 1.0),
        ("is_known_browser", 0.0),
        ("browser_consistency_score", 0.0),
        ("cadence_cv", u(0.02, 0.4)),
        ("multiplexing_efficiency", u(0.5, 2.0)),
        ("port_exhaustion_ratio", u(0.8, 1.0)),
        ("src_port_density", u(0.8, 1.0)),
        ("temporal_entropy", u(2.5, 4.1)),
    ]
}
