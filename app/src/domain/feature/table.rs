//! The table of features, one entry each, in the detector's order.

use super::{Description, Direction, Origin, Reader, Unit};

macro_rules! features {
    ($($name:ident $column:literal $label:literal $unit:ident $reader:ident $direction:ident
       $origin:ident $meaning:literal)*) => {
        /// A feature of one session: one hour, address, JA4 and host.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Feature {
            $(#[doc = $meaning] $name,)*
        }

        impl Feature {
            /// Every feature, in table order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            pub(super) const DESCRIPTIONS: &'static [Description] = &[$(Description {
                column: $column,
                label: $label,
                unit: Unit::$unit,
                reader: Reader::$reader,
                direction: Direction::$direction,
                origin: Origin::$origin,
                meaning: $meaning,
            },)*];
        }
    };
}

features! {
    Hits "hits" "Requests" Count Both High AiView
        "Requests in the hour."
    HitVelocity "hit_velocity" "Request rate" PerSecond Both High AiView
        "Requests per second from the first to the last request, over one minute at least."
    FuzzingIndex "fuzzing_index" "Fuzzing index" Number Both High AiView
        "Distinct query strings per distinct path: high when parameters are being tried out."
    PostRatio "post_ratio" "POST share" Share Both High AiView
        "Share of POST requests."
    PortExhaustionRatio "port_exhaustion_ratio" "Source ports used" Share Complet High AiView
        "Distinct source ports against requests: high when every request opens a connection."
    OrphanRatio "orphan_ratio" "Uncorrelated share" Share Complet High AiView
        "Share of requests whose connection, or connections whose requests, were not seen."
    MaxKeepalives "max_keepalives" "Longest keep-alive run" Count Both Either AiView
        "Most requests sent over one connection."
    TcpSharedCount "tcp_shared_count" "Addresses with this SYN" Count Complet High AiView
        "Addresses that send the same TCP handshake in the hour."
    HeaderOrderSharedCount "header_order_shared_count" "Addresses with this header order" Count Both Either AiView
        "Addresses that send the same headers in the same order."
    HeaderCount "header_count" "Headers" Count Both Low AiView
        "Number of request headers: browsers send a dozen, scripts a handful."
    HasAcceptLanguage "has_accept_language" "Sends Accept-Language" Flag Both Low AiView
        "Whether Accept-Language is sent, as every browser does."
    HasCookie "has_cookie" "Sends cookies" Flag Both Low AiView
        "Whether a cookie is sent."
    HasReferer "has_referer" "Sends Referer" Flag Both Low AiView
        "Whether a Referer is sent."
    ModernBrowserScore "modern_browser_score" "Modern browser score" Points Both Low AiView
        "100 with Client Hints, 70 with Sec-Fetch headers, else 0."
    UaChMismatch "ua_ch_mismatch" "User-Agent against Client Hints" Flag Both High AiView
        "Whether the User-Agent and the Client Hints name different platforms."
    HasSecChUa "has_sec_ch_ua" "Sends Client Hints" Flag Both Either AiView
        "Whether Sec-CH-UA is sent, as Chromium browsers do."
    IpIdZeroRatio "ip_id_zero_ratio" "Zero IP identification" Share Complet Either AiView
        "Share of SYNs whose IP identification is 0."
    RequestSizeVariance "request_size_variance" "SYN size variance" Number Complet High AiView
        "Variance of the IP length of the SYNs: a single stack always sends the same."
    MultiplexingEfficiency "multiplexing_efficiency" "Requests per connection" Number Both Either AiView
        "Requests per connection."
    MssMobileMismatch "mss_mobile_mismatch" "Desktop segment size, mobile browser" Flag Complet High AiView
        "Whether a session has the segment size of wired Ethernet although its headers are a \
         modern mobile browser's."
    AssetRatio "asset_ratio" "Static file share" Share Both Low AiView
        "Share of requests for images, styles, scripts and fonts: scripts rarely load them."
    DirectAccessRatio "direct_access_ratio" "Direct access share" Share Both High AiView
        "Share of requests without a Referer."
    IsUaRotating "is_ua_rotating" "Rotates User-Agents" Flag Both High AiView
        "Whether the session shows several User-Agents behind one fingerprint."
    DistinctJa4Count "distinct_ja4_count" "JA4s of the address" Count Complet High AiView
        "Distinct JA4 fingerprints of the address in the hour."
    SrcPortDensity "src_port_density" "Source port density" Share Both High AiView
        "Distinct source ports per request."
    Ja4AsnConcentration "ja4_asn_concentration" "JA4 within this network" Share Complet High AiView
        "Share of this JA4's traffic that comes from this network."
    Ja4CountryConcentration "ja4_country_concentration" "JA4 within this country" Share Complet High AiView
        "Share of this JA4's traffic that comes from this country."
    IsRareJa4 "is_rare_ja4" "Rare JA4" Flag Complet High AiView
        "Whether hardly anyone else has this JA4."
    HeaderOrderConfidence "header_order_confidence" "Dominant header order" Share Both Low AiView
        "Share of the most common header order among sessions with this JA4."
    DistinctHeaderOrders "distinct_header_orders" "Header orders" Count Both High AiView
        "Distinct header orders of the address."
    TemporalEntropy "temporal_entropy" "Temporal entropy" Bits Both Either AiView
        "How evenly requests spread over the hour: people come in bursts, timers do not."
    PathDiversityRatio "path_diversity_ratio" "Path diversity" Share Both High AiView
        "Distinct paths per request: high for crawlers and scanners."
    UrlDepthVariance "url_depth_variance" "Path depth variance" Number Both Either AiView
        "Variance of the number of path segments."
    AnomalousPayloadRatio "anomalous_payload_ratio" "Anomalous payloads" Share Both High AiView
        "Share of requests whose size or content is unlike a page view."
    HeadRatio "head_ratio" "HEAD share" Share Both High AiView
        "Share of HEAD requests."
    SecFetchAbsenceRate "sec_fetch_absence_rate" "Without Sec-Fetch" Share Both High AiView
        "Share of requests without Sec-Fetch headers, which every current browser sends over TLS."
    GenericAcceptRatio "generic_accept_ratio" "Accepts anything" Share Both High AiView
        "Share of requests with Accept */* as HTTP libraries send."
    Http10Ratio "http10_ratio" "HTTP/1.0 share" Share Both High AiView
        "Share of HTTP/1.0 requests."
    MissingAcceptEncRatio "missing_accept_enc_ratio" "Without Accept-Encoding" Share Both High AiView
        "Share of requests without Accept-Encoding."
    HttpSchemeRatio "http_scheme_ratio" "Clear-text share" Share Both High AiView
        "Share of requests over clear-text HTTP."
    HasXff "has_xff" "Comes through a proxy" Flag Both Either AiView
        "Whether X-Forwarded-For is sent."
    UnusualContentTypeRatio "unusual_content_type_ratio" "Unusual content types" Share Both High AiView
        "Share of POST requests whose Content-Type is neither a form nor JSON."
    NonStandardPortRatio "non_standard_port_ratio" "Unusual server port" Share Both High AiView
        "Share of requests to other ports than 80 and 443."
    LoginPostConcentration "login_post_concentration" "Login share of POST" Share Both High AiView
        "Share of POST requests that go to login forms."
    SecChMobileMismatch "sec_ch_mobile_mismatch" "Mobile hints disagree" Flag Both High AiView
        "Whether the mobile and the platform Client Hint contradict each other."
    AnubisIsFlagged "anubis_is_flagged" "Matched by a rule" Flag Both High AiView
        "Whether an Anubis rule names the address or its network."
    IsKnownBrowser "is_known_browser" "Known browser JA4" Flag Both Low AiView
        "Whether the JA4 is one of a known browser."
    BrowserConsistencyScore "browser_consistency_score" "Browser consistency" Points Both Low AiView
        "How many of five signs of a real browser agree."
    ErrorRatio "error_ratio" "Error share" Share Both High AiView
        "Share of answers with a 4xx or 5xx status, among those whose status is known."
    FingerprintCoherenceScore "fingerprint_coherence_score" "Fingerprint coherence" Share Both Low AiView
        "How well JA4, Client Hints, ALPN, SNI and HTTP/2 tell one story, 1 at best."
    TlsH2FamilyMismatch "tls_h2_family_mismatch" "TLS against HTTP/2" Flag Complet High AiView
        "Whether TLS and HTTP/2 are those of different browsers."
    TcpJitterVariance "tcp_jitter_variance" "Handshake jitter" Number Complet Either AiView
        "Variance of the time from SYN to the TLS handshake."
    TrueWindowSize "true_window_size" "Scaled window" Bytes Complet Either AiView
        "Window of the SYN times its scale."
    WindowMssRatio "window_mss_ratio" "Window per segment" Number Complet Either AiView
        "Window of the SYN divided by its segment size."
    AlpnHttpMismatch "alpn_http_mismatch" "ALPN against HTTP version" Flag Complet High AiView
        "Whether HTTP/2 was negotiated but another version spoken."
    IsAlpnMissing "is_alpn_missing" "No ALPN" Flag Complet High AiView
        "Whether the TLS handshake offers no application protocol, as no browser does."
    SniHostMismatch "sni_host_mismatch" "SNI against Host" Flag Complet High AiView
        "Whether the TLS server name differs from the Host header."
    IsFakeNavigation "is_fake_navigation" "Fake navigation" Flag Complet High AiView
        "Whether Sec-Fetch claims a page visit that other headers contradict."
    Ja3DiversityRatio "ja3_diversity_ratio" "JA3s per request" Share Complet Either AiView
        "Distinct JA3 fingerprints per request: Chromium shuffles its extensions, libraries do not."
    SynTimingCv "syn_timing_cv" "Handshake regularity" Number Complet Low AiView
        "Coefficient of variation of the time from SYN to the TLS handshake."
    Tls12Ratio "tls12_ratio" "TLS 1.2 share" Share Complet High AiView
        "Share of connections that offer no more than TLS 1.2."
    IpDfVariance "ip_df_variance" "Don't-Fragment variance" Number Complet High AiView
        "Variance of the Don't-Fragment bit: one stack always sets it the same."
    AvgTtl "avg_ttl" "Average TTL" Number Complet Either AiView
        "Average time to live of the SYNs."
    TtlStd "ttl_std" "TTL spread" Number Complet High AiView
        "Standard deviation of the time to live: several machines behind one address."
    NoWindowScaleRatio "no_window_scale_ratio" "Without window scale" Share Complet High AiView
        "Share of SYNs without the window scale option."
    Ja4DriftRatio "ja4_drift_ratio" "JA4 changes" Share Complet High ThesisView
        "Share of requests at which the address changed its JA4."
    PathTransitionEntropy "path_transition_entropy" "Path transition entropy" Bits Both Low ThesisView
        "How unpredictable the next path is from the current one: scanners follow a list."
    CadenceCv "cadence_cv" "Cadence variation" Number Both Low ThesisView
        "Coefficient of variation of the time between requests: timers are near 0."
    BurstRatio "burst_ratio" "Burst share" Share Both Either ThesisView
        "Share of very short gaps between requests."
    PauseRatio "pause_ratio" "Pause share" Share Both Low ThesisView
        "Share of gaps longer than five seconds, as people make while reading."
    Lag1Autocorrelation "lag1_autocorrelation" "Cadence memory" Number Both High ThesisView
        "Correlation of each gap with the one before: people are near 0, timers with jitter are \
         not."
    BenfordDeviation "benford_deviation" "Benford deviation" Number Both High ThesisView
        "How far the first digits of the gaps are from Benford's law."
    HostDiversity "host_diversity" "Host diversity" Share Both High ThesisView
        "Distinct hosts per request."
    HostSweepSpeed "host_sweep_speed" "Host sweep speed" Number Both High ThesisView
        "Hosts visited per unit of time."
    HostCoverageUniformity "host_coverage_uniformity" "Host coverage" Share Both High ThesisView
        "How evenly requests spread over the hosts."
    CrossDomainPathSimilarity "cross_domain_path_similarity" "Same paths on every host" Share Both High ThesisView
        "How much the path sets of the hosts overlap: a scanner tries the same list everywhere."
    RootToFirstAssetDelay "root_to_first_asset_delay" "Page to first asset" Milliseconds Both Either ThesisView
        "Time from a page to its first static file."
    AssetLoadStddev "asset_load_stddev" "Asset arrival spread" Milliseconds Both Either ThesisView
        "Spread of the arrival times of a page's static files."
}
