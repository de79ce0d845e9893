//! The question over the joined feature views, in its two forms.

use super::columns::values_sql;

/// A form of the question: what it selects beside the features, and which sessions.
pub(super) struct Windows {
    syn: &'static str,
    join: &'static str,
    headers: &'static str,
    filter: &'static str,
}

/// Sessions not scored yet or grown since, with all there is to explain them.
pub(super) const NEW: Windows = Windows {
    syn: SYN_PARTS,
    join: SYN_JOIN,
    headers: "toString(ai.client_headers)",
    filter: NOT_SCORED,
};

/// All sessions, without what training does not read.
pub(super) const TRAINING: Windows = Windows { syn: NO_SYN, join: "", headers: "''", filter: "1" };

impl Windows {
    /// The question without an order; nothing in it comes from outside.
    pub(super) fn sql(&self) -> String {
        WINDOWS
            .replace("JOIN_SYN", self.join)
            .replace("SYN", self.syn)
            .replace("HEADERS", self.headers)
            .replace("VALUES", &values_sql())
            .replace("FILTER", self.filter)
    }
}

/// What both questions select; the words in capitals are put in by [`Windows::sql`].
const WINDOWS: &str = "
    SELECT ?fields FROM
    (
        SELECT
            ai.window_start AS window_start, ai.src_ip AS src_ip,
            toString(ai.ja4) AS ja4, toString(ai.host) AS host,
            toString(ai.asn_number) AS asn_number, toString(ai.asn_org) AS asn_org,
            toString(ai.asn_detail) AS asn_detail, toString(ai.asn_domain) AS asn_domain,
            toString(ai.country_code) AS country_code, toString(ai.asn_label) AS asn_label,
            toString(ai.bot_name) AS bot_name, toString(ai.browser_family) AS browser_family,
            toString(ai.anubis_bot_name) AS anubis_bot_name,
            toString(ai.anubis_bot_action) AS anubis_bot_action,
            toString(ai.anubis_bot_category) AS anubis_bot_category,
            HEADERS AS client_headers,
            toUInt8(ai.correlated) AS correlated, toUInt8(ai.is_tcp_known) AS is_tcp_known,
            toUInt32(thesis.requests_timed) AS requests_timed,
            toUInt32(thesis.pages_with_assets) AS pages_with_assets,
            SYN,
            VALUES AS values
        FROM {processing:Identifier}.view_ai_features_1h AS ai
        LEFT JOIN {processing:Identifier}.view_thesis_features_1h AS thesis
            ON thesis.window_start = ai.window_start AND thesis.src_ip = ai.src_ip
            AND thesis.ja4 = ai.ja4 AND thesis.host = ai.host
        JOIN_SYN
        WHERE ai.window_start >= {since:DateTime} AND ai.window_start < {until:DateTime}
            AND FILTER
    )";

const SYN_JOIN: &str = "
        LEFT JOIN
        (
            SELECT window_start, src_ip, ja4, host, max(tcp_syn) AS syn
            FROM {processing:Identifier}.agg_host_ip_ja4_1h
            WHERE window_start >= {since:DateTime} AND window_start < {until:DateTime}
            GROUP BY window_start, src_ip, ja4, host
        ) AS tcp
            ON tcp.window_start = ai.window_start AND tcp.src_ip = ai.src_ip
            AND tcp.ja4 = ai.ja4 AND tcp.host = ai.host";

const SYN_PARTS: &str = "
            tupleElement(tcp.syn, 2) AS syn_ttl, tupleElement(tcp.syn, 3) AS syn_window,
            tupleElement(tcp.syn, 4) AS syn_scale, tupleElement(tcp.syn, 5) AS syn_mss,
            tupleElement(tcp.syn, 6) AS syn_options, tupleElement(tcp.syn, 7) AS syn_user_agent";

const NO_SYN: &str = "
            toUInt8(0) AS syn_ttl, toUInt16(0) AS syn_window, toUInt8(0) AS syn_scale,
            toUInt16(0) AS syn_mss, '' AS syn_options, '' AS syn_user_agent";

const NOT_SCORED: &str = "
            (ai.window_start, ai.src_ip, toString(ai.ja4), toString(ai.host), toUInt64(ai.hits))
            NOT IN
            (
                SELECT window_start, src_ip, ja4, host, hits
                FROM {processing:Identifier}.ml_all_scores
                WHERE window_start >= {since:DateTime} AND window_start < {until:DateTime}
            )";
