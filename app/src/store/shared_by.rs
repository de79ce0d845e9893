//! The addresses that meet a condition on their sessions, the most severe first.

use super::sql;

/// Where the sessions are looked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sessions {
    /// Everything that was scored.
    Scored,
    /// What was detected.
    Detected,
}

/// The question for rows of [`SharedBy`](crate::domain::ja4_report::SharedBy), at most `limit`.
///
/// `condition` is SQL over `s`, the sessions; its parameters are the caller's to bind.
pub(super) fn question(sessions: Sessions, condition: &'static str, limit: u32) -> String {
    let severity = sql::severity("s.threat_level");
    let table = match sessions {
        Sessions::Scored => "ml_all_scores",
        Sessions::Detected => "ml_detected_anomalies",
    };
    // Which addresses they are takes few narrow columns; the others are read for those alone.
    format!(
        "
        SELECT
            src_ip,
            argMax(toString(s.threat_level), ({severity}, s.anomaly_score)) AS threat_level,
            toFloat64(max(s.anomaly_score)) AS worst_score,
            count() AS sessions,
            toUInt64(sum(s.hits)) AS hits,
            argMaxIf(toString(s.asn_org), s.detected_at, s.asn_org != '') AS asn_org,
            argMaxIf(toString(s.country_code), s.detected_at, s.country_code != '') AS country_code,
            max(s.detected_at) AS last_seen
        FROM {{processing:Identifier}}.{table} AS s
        WHERE {condition}
            AND s.src_ip IN (
                SELECT s.src_ip
                FROM {{processing:Identifier}}.{table} AS s
                WHERE {condition}
                GROUP BY s.src_ip
                ORDER BY max({severity}) DESC, max(s.anomaly_score) DESC, s.src_ip
                LIMIT {limit}
            )
        GROUP BY src_ip
        ORDER BY max({severity}) DESC, worst_score DESC, src_ip
        LIMIT {limit}"
    )
}
