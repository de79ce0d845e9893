//! From stored feature windows to what the model reads: which numbers are known, what
//! dictionaries say, and what a handshake shows.

use app::domain::feature::Feature;
use app::domain::ip_summary::TcpSpoofing;
use app::domain::legitimacy::BrowserSignals;
use app::domain::tcp::{Syn, fingerprint, summarise};
use app::store::scoring::{COLUMNS, SessionRow};

use super::baseline::{Candidate, Verdict};
use super::levels::Known;
use super::matrix::Matrix;

/// The two models: with TLS and TCP data, and without (domain facts §3.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ModelKind {
    /// Sessions with TLS data (`correlated` = 1).
    Complet,
    /// Sessions without.
    Applicatif,
}

impl ModelKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Complet, Self::Applicatif];

    /// Name in the tables and of the files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Complet => "Complet",
            Self::Applicatif => "Applicatif",
        }
    }

    /// The model of a session.
    #[must_use]
    pub fn of(session: &SessionRow) -> Self {
        if session.correlated == 0 { Self::Applicatif } else { Self::Complet }
    }

    fn features(self) -> impl Iterator<Item = Feature> {
        Feature::of_model(self == Self::Complet)
    }
}

/// The sessions' numbers under the names of the model's features; NaN where not known.
#[must_use]
pub fn matrix<'a>(kind: ModelKind, sessions: impl Iterator<Item = &'a SessionRow>) -> Matrix {
    let features: Vec<(Feature, Option<usize>)> =
        kind.features().map(|feature| (feature, place(feature))).collect();
    let mut matrix = Matrix::new(features.iter().map(|(feature, _)| feature.column()));
    for session in sessions {
        matrix.push(features.iter().map(|(feature, place)| {
            let stored = place.and_then(|at| session.values.get(at)).copied();
            match stored {
                Some(number) if is_known(*feature, session) => number as f32,
                _ => f32::NAN,
            }
        }));
    }
    matrix
}

fn place(feature: Feature) -> Option<usize> {
    COLUMNS.iter().position(|column| *column == feature.column())
}

/// A number of the session as stored; 0 when it has none.
fn stored(session: &SessionRow, feature: Feature) -> f64 {
    place(feature).and_then(|at| session.values.get(at)).copied().unwrap_or(0.0)
}

/// Whether the stored number rests on data: the views write 0 for "nothing known" as well.
fn is_known(feature: Feature, session: &SessionRow) -> bool {
    use Feature as F;
    match feature {
        F::TcpSharedCount
        | F::IpIdZeroRatio
        | F::RequestSizeVariance
        | F::MssMobileMismatch
        | F::TcpJitterVariance
        | F::TrueWindowSize
        | F::WindowMssRatio
        | F::SynTimingCv
        | F::IpDfVariance
        | F::AvgTtl
        | F::TtlStd
        | F::NoWindowScaleRatio => session.is_tcp_known != 0,
        F::HeaderOrderSharedCount
        | F::HeaderCount
        | F::HasAcceptLanguage
        | F::HasCookie
        | F::HasReferer
        | F::ModernBrowserScore
        | F::UaChMismatch
        | F::HasSecChUa
        | F::SecChMobileMismatch
        | F::DirectAccessRatio
        | F::DistinctHeaderOrders
        | F::SecFetchAbsenceRate
        | F::GenericAcceptRatio
        | F::MissingAcceptEncRatio
        | F::IsFakeNavigation
        | F::BrowserConsistencyScore => knows_headers(session),
        F::HeaderOrderConfidence => knows_headers(session) && !session.ja4.is_empty(),
        F::IsKnownBrowser | F::IsRareJa4 | F::IsAlpnMissing | F::Tls12Ratio => {
            !session.ja4.is_empty()
        }
        F::Ja4AsnConcentration => !session.ja4.is_empty() && session.asn_number != "0",
        F::Ja4CountryConcentration => !session.ja4.is_empty() && !session.country_code.is_empty(),
        // Gaps between requests: one less than requests; a spread needs two of them, memory
        // four and first digits ten (see the view).
        F::BurstRatio | F::PauseRatio => session.requests_timed >= 2,
        F::CadenceCv | F::PathTransitionEntropy => session.requests_timed >= 3,
        F::Lag1Autocorrelation => session.requests_timed >= 5,
        F::BenfordDeviation => session.requests_timed >= 11,
        F::RootToFirstAssetDelay | F::AssetLoadStddev => session.pages_with_assets > 0,
        _ => true,
    }
}

fn knows_headers(session: &SessionRow) -> bool {
    stored(session, Feature::HeaderCount) > 0.0
}

/// What the dictionaries and rules say about a session.
#[must_use]
pub fn known(session: &SessionRow) -> Known<'_> {
    Known {
        bot_name: &session.bot_name,
        anubis_bot_name: &session.anubis_bot_name,
        anubis_action: &session.anubis_bot_action,
    }
}

/// What the session shows of being a browser (rule A9).
#[must_use]
pub fn browser_signals(session: &SessionRow) -> BrowserSignals {
    let absence = stored(session, Feature::SecFetchAbsenceRate);
    BrowserSignals {
        is_ja4_known: !session.browser_family.is_empty(),
        modern_browser_score: stored(session, Feature::ModernBrowserScore),
        has_accept_language: stored(session, Feature::HasAcceptLanguage) > 0.0,
        has_cookie: stored(session, Feature::HasCookie) > 0.0,
        sec_fetch_absence_rate: if knows_headers(session) { absence } else { f64::NAN },
    }
}

/// Whether and how a session may be learnt from.
#[must_use]
pub fn candidate(session: &SessionRow, verdict: Option<&str>) -> Candidate {
    let known = known(session);
    Candidate {
        window_start: session.window_start.0,
        is_human: session.asn_label == "human",
        is_known_bot: known.bot().is_some() || known.is_denied(),
        verdict: match verdict {
            Some("bot") => Verdict::Bot,
            Some("legitimate") => Verdict::Legitimate,
            _ => Verdict::Open,
        },
    }
}

/// What the newest SYN says against the User-Agent that came with it.
#[must_use]
pub fn tcp(session: &SessionRow) -> TcpSpoofing {
    summarise(Some(&syn(session)), &session.syn_user_agent)
}

/// Whether the newest SYN is a scan tool's, sure enough to act on; never without a SYN.
#[must_use]
pub fn is_scan_tool(session: &SessionRow) -> bool {
    fingerprint(&syn(session)).is_some_and(|found| found.is_bot_tool)
}

/// The newest SYN; one of TTL 0 stands for none.
fn syn(session: &SessionRow) -> Syn<'_> {
    Syn {
        ttl: session.syn_ttl,
        window: session.syn_window,
        scale: session.syn_scale,
        mss: session.syn_mss,
        options: &session.syn_options,
    }
}

#[cfg(test)]
pub(super) mod tests;
