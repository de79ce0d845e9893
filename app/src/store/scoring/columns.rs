//! The numbers of a session: the columns both feature views give and both score tables keep.

use clickhouse::Row;
use serde::Serialize;

use super::ScoredSession;
use crate::domain::ip::Ip;
use crate::domain::time::Timestamp;

macro_rules! stored_columns {
    ($($view:ident $column:ident $number:ident)*) => {
        /// Names of the numbers, in the order of [`super::SessionRow::values`].
        pub const COLUMNS: &[&str] = &[$(stringify!($column),)*];

        /// The view each of [`COLUMNS`] comes from.
        const VIEWS: &[&str] = &[$(stringify!($view),)*];

        /// A row of `ml_all_scores` or `ml_detected_anomalies`.
        #[derive(Row, Serialize)]
        pub(super) struct StoredScore<'a> {
            detected_at: Timestamp,
            window_start: Timestamp,
            src_ip: Ip,
            ja4: &'a str,
            host: &'a str,
            bot_name: &'a str,
            anomaly_score: f32,
            raw_anomaly_score: f32,
            threat_level: &'a str,
            model_name: &'a str,
            recurrence: u32,
            asn_number: &'a str,
            asn_org: &'a str,
            asn_detail: &'a str,
            asn_domain: &'a str,
            country_code: &'a str,
            asn_label: &'a str,
            correlated: u8,
            reason: &'a str,
            client_headers: &'a str,
            campaign_id: i32,
            anubis_bot_name: &'a str,
            anubis_bot_action: &'a str,
            anubis_bot_category: &'a str,
            browser_family: &'a str,
            $($column: $number,)*
        }

        impl<'a> StoredScore<'a> {
            pub(super) fn new(detected_at: Timestamp, scored: &'a ScoredSession<'a>) -> Self {
                let session = scored.session;
                let mut numbers = session.values.iter().copied();
                // A number the views do not have is 0 there as well.
                let mut next = || numbers.next().filter(|number| number.is_finite()).unwrap_or(0.0);
                Self {
                    detected_at,
                    window_start: session.window_start,
                    src_ip: session.src_ip,
                    ja4: &session.ja4,
                    host: &session.host,
                    bot_name: scored.bot_name,
                    anomaly_score: scored.anomaly_score,
                    raw_anomaly_score: scored.raw_anomaly_score,
                    threat_level: scored.threat_level.as_str(),
                    model_name: scored.model_name,
                    recurrence: scored.recurrence,
                    asn_number: &session.asn_number,
                    asn_org: &session.asn_org,
                    asn_detail: &session.asn_detail,
                    asn_domain: &session.asn_domain,
                    country_code: &session.country_code,
                    asn_label: &session.asn_label,
                    correlated: session.correlated,
                    reason: &scored.reason,
                    client_headers: &session.client_headers,
                    campaign_id: -1,
                    anubis_bot_name: &session.anubis_bot_name,
                    anubis_bot_action: &session.anubis_bot_action,
                    anubis_bot_category: &session.anubis_bot_category,
                    browser_family: &session.browser_family,
                    // The numbers are in the columns' order; a cast saturates at the type's ends.
                    $($column: next() as $number,)*
                }
            }
        }
    };
}

/// The numbers as one array expression over the joined views.
pub(super) fn values_sql() -> String {
    let numbers: Vec<String> = VIEWS
        .iter()
        .zip(COLUMNS)
        .map(|(view, column)| format!("toFloat64({view}.{column})"))
        .collect();
    format!("[{}]", numbers.join(", "))
}

stored_columns! {
    ai hits u64
    ai hit_velocity f32
    ai fuzzing_index f32
    ai post_ratio f32
    ai port_exhaustion_ratio f32
    ai max_keepalives u32
    ai orphan_ratio f32
    ai tcp_jitter_variance f32
    ai tcp_shared_count u32
    ai true_window_size u64
    ai window_mss_ratio f32
    ai header_order_shared_count u32
    ai header_count u16
    ai has_accept_language u8
    ai has_cookie u8
    ai has_referer u8
    ai modern_browser_score u8
    ai ua_ch_mismatch u8
    ai has_sec_ch_ua u8
    ai sec_ch_mobile_mismatch u8
    ai ip_id_zero_ratio f32
    ai request_size_variance f32
    ai multiplexing_efficiency f32
    ai mss_mobile_mismatch u8
    ai alpn_http_mismatch u8
    ai is_alpn_missing u8
    ai sni_host_mismatch u8
    ai is_fake_navigation u8
    ai asset_ratio f32
    ai direct_access_ratio f32
    ai is_ua_rotating u8
    ai distinct_ja4_count u32
    ai src_port_density f32
    ai ja4_asn_concentration f32
    ai ja4_country_concentration f32
    ai is_rare_ja4 u8
    ai header_order_confidence f32
    ai distinct_header_orders u32
    ai temporal_entropy f32
    ai path_diversity_ratio f32
    ai url_depth_variance f32
    ai anomalous_payload_ratio f32
    ai head_ratio f32
    ai sec_fetch_absence_rate f32
    ai generic_accept_ratio f32
    ai http10_ratio f32
    ai missing_accept_enc_ratio f32
    ai http_scheme_ratio f32
    ai has_xff u8
    ai unusual_content_type_ratio f32
    ai non_standard_port_ratio f32
    ai login_post_concentration f32
    ai error_ratio f32
    ai avg_ttl f32
    ai ttl_std f32
    ai ip_df_variance f32
    ai no_window_scale_ratio f32
    ai ja3_diversity_ratio f32
    ai syn_timing_cv f32
    ai tls12_ratio f32
    ai anubis_is_flagged u8
    ai is_known_browser u8
    ai browser_consistency_score u8
    thesis path_transition_entropy f32
    thesis cadence_cv f32
    thesis burst_ratio f32
    thesis pause_ratio f32
    thesis lag1_autocorrelation f32
    thesis benford_deviation f32
    thesis ja4_drift_ratio f32
    thesis host_diversity f32
    thesis host_sweep_speed f32
    thesis host_coverage_uniformity f32
    thesis cross_domain_path_similarity f32
    thesis root_to_first_asset_delay f32
    thesis asset_load_stddev f32
    ai h2_settings_known u8
    ai h2_pseudo_order_match u8
    ai h2_ja4_coherence f32
    ai tls_h2_family_mismatch u8
    ai fingerprint_coherence_score f32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::feature::Feature;

    #[test]
    fn every_feature_is_read_and_stored() {
        let columns: BTreeSet<&str> = COLUMNS.iter().copied().collect();
        assert_eq!(columns.len(), COLUMNS.len(), "no column twice");
        for feature in Feature::ALL {
            assert!(columns.contains(feature.column()), "{}", feature.column());
        }
    }
}
