//! The tables, views and columns each page reads, as data.

use crate::store::Database;
use crate::store::doctor::State;

/// A page and what it reads.
pub(super) struct Page {
    pub(super) title: &'static str,
    pub(super) needs: &'static [Need],
    /// Whether it shows rows of `http_logs` by client address.
    pub(super) shows_requests: bool,
}

/// Columns of one table that one part of a page reads.
pub(super) struct Need {
    pub(super) database: Database,
    pub(super) table: &'static str,
    /// Separated by blanks.
    pub(super) columns: &'static str,
    /// State of the page when something of it is missing.
    pub(super) without: State,
    /// What is worse then.
    pub(super) consequence: &'static str,
}

const fn core(
    database: Database,
    table: &'static str,
    columns: &'static str,
    consequence: &'static str,
) -> Need {
    Need { database, table, columns, without: State::Unavailable, consequence }
}

const fn part(
    database: Database,
    table: &'static str,
    columns: &'static str,
    consequence: &'static str,
) -> Need {
    Need { database, table, columns, without: State::Degraded, consequence }
}

use Database::{Logs, Processing};

const DETECTION: &str = "detected_at src_ip ja4 host bot_name anomaly_score threat_level model_name recurrence \
    asn_org country_code hits hit_velocity fuzzing_index post_ratio reason campaign_id \
    browser_family";
const SCORE: &str = "detected_at window_start src_ip ja4 host anomaly_score raw_anomaly_score threat_level \
    model_name hits hit_velocity xgb_prob ae_recon_error asn_org country_code browser_family";
const REQUEST: &str =
    "time src_ip method host path http_version header_user_agent ja4 src_country_code";
const BEHAVIOUR: &str = "hits hit_velocity fuzzing_index post_ratio asset_ratio direct_access_ratio \
    temporal_entropy path_diversity_ratio modern_browser_score header_count is_ua_rotating \
    distinct_ja4_count src_port_density asn_label bot_name";
const THESIS: &str = "path_transition_entropy cadence_cv burst_ratio pause_ratio lag1_autocorrelation \
    benford_deviation host_diversity root_to_first_asset_delay";
const VERDICT: &str = "created_at src_ip classification comment";

/// Every page in the order of the navigation.
pub(super) const PAGES: &[Page] = &[
    Page {
        title: "Overview",
        shows_requests: false,
        needs: &[
            core(
                Processing,
                "ml_detected_anomalies",
                DETECTION,
                "no detections, addresses or time line",
            ),
            core(Processing, "ml_all_scores", SCORE, "no levels, models or browsers"),
            part(Logs, "http_logs", "time", "traffic is not counted"),
            part(Logs, "http_logs", "source", "generated demo traffic cannot be told from real"),
        ],
    },
    Page {
        title: "IP investigation",
        shows_requests: true,
        needs: &[
            core(
                Processing,
                "ml_detected_anomalies",
                DETECTION,
                "no detections, and no part of the risk score for them",
            ),
            part(Processing, "ml_all_scores", SCORE, "no scored sessions"),
            part(Logs, "http_logs", REQUEST, "no list of requests"),
            part(
                Logs,
                "http_logs",
                "status",
                "requests have no status (the Apache module logs none)",
            ),
            part(Processing, "view_ai_features_1h", BEHAVIOUR, "no features and no radar"),
            part(
                Processing,
                "view_resource_cascade_1h",
                "window_start src_ip host ja4 count_pages count_assets pages_with_assets \
                 root_to_first_asset_delay asset_load_stddev",
                "no page loads",
            ),
            part(
                Processing,
                "view_ip_recurrence",
                "src_ip recurrence worst_score worst_threat_level first_seen last_seen",
                "persistence is unknown",
            ),
            part(
                Processing,
                "view_form_bruteforce_detected",
                "src_ip host hits query_params_count",
                "brute force is unknown",
            ),
            part(
                Processing,
                "view_host_ip_ja4_rotation",
                "src_ip distinct_ja4_count total_hits",
                "JA4 rotation is unknown",
            ),
            part(
                Processing,
                "agg_host_ip_ja4_1h",
                "window_start src_ip ja4 hits",
                "no activity by hour",
            ),
            part(
                Processing,
                "agg_host_ip_ja4_1h",
                "tcp_ttl_raw tcp_win_raw tcp_scale_raw tcp_mss_raw first_ua",
                "no TCP fingerprint",
            ),
            part(
                Processing,
                "agg_host_ip_ja4_1h",
                "tcp_syn",
                "the parts of a TCP fingerprint may come from different connections",
            ),
        ],
    },
    Page {
        title: "Detections",
        shows_requests: false,
        needs: &[core(Processing, "ml_detected_anomalies", DETECTION, "no detections")],
    },
    Page {
        title: "Scores",
        shows_requests: false,
        needs: &[core(Processing, "ml_all_scores", SCORE, "no scored sessions")],
    },
    Page {
        title: "Traffic",
        shows_requests: true,
        needs: &[
            core(Logs, "http_logs", REQUEST, "no requests"),
            part(Logs, "http_logs", "status bytes", "requests have no status and size"),
        ],
    },
    Page {
        title: "Campaigns",
        shows_requests: false,
        needs: &[core(Processing, "ml_detected_anomalies", DETECTION, "no campaigns")],
    },
    Page {
        title: "JA4",
        shows_requests: false,
        needs: &[
            core(Processing, "ml_all_scores", SCORE, "no sessions of a fingerprint"),
            part(
                Processing,
                "agg_host_ip_ja4_1h",
                "window_start ja4 first_ua",
                "no User-Agents sent with a fingerprint",
            ),
            part(Processing, "bot_ja4", "ja4 bot_name", "no bot is named by its fingerprint"),
            part(
                Processing,
                "browser_ja4",
                "ja4 browser_family",
                "no browser is named by its fingerprint",
            ),
        ],
    },
    Page {
        title: "Classification",
        shows_requests: false,
        needs: &[
            core(Processing, "soc_feedback", VERDICT, "no verdicts; the first one makes the table"),
            part(
                Processing,
                "soc_feedback",
                "author previous reason id batch undoes",
                "verdicts have no author and reason, are given one by one, and not undone",
            ),
        ],
    },
    Page {
        title: "Features",
        shows_requests: false,
        needs: &[
            core(Processing, "view_ai_features_1h", BEHAVIOUR, "no features"),
            part(
                Processing,
                "view_thesis_features_1h",
                THESIS,
                "no features of cadence, paths and hosts",
            ),
        ],
    },
    Page {
        title: "Models",
        shows_requests: false,
        needs: &[core(
            Processing,
            "ml_all_scores",
            "model_name detected_at threat_level",
            "no models and no scoring volume",
        )],
    },
    Page {
        title: "Geo & ASN",
        shows_requests: false,
        needs: &[core(
            Processing,
            "view_ai_features_1h",
            "country_code asn_label asn_org hits hit_velocity fuzzing_index",
            "no countries and networks",
        )],
    },
    Page {
        title: "Fingerprints",
        shows_requests: false,
        needs: &[core(
            Processing,
            "view_ai_features_1h",
            "ja4 asn_label bot_name hits hit_velocity fuzzing_index modern_browser_score",
            "no fingerprints",
        )],
    },
    Page {
        title: "Browsers",
        shows_requests: false,
        needs: &[core(
            Processing,
            "view_ai_features_1h",
            "browser_family bot_name ja4 src_ip hits",
            "no browsers",
        )],
    },
    Page {
        title: "Behaviour",
        shows_requests: false,
        needs: &[core(
            Processing,
            "view_ai_features_1h",
            BEHAVIOUR,
            "no scatter and distributions",
        )],
    },
    Page {
        title: "Heat map",
        shows_requests: false,
        needs: &[core(Logs, "http_logs", "time", "no heat map")],
    },
];
