//! Which operating system or tool sent a SYN, and whether that fits the User-Agent.

pub mod judge;
pub mod options;
pub mod path;
pub mod signatures;
pub mod user_agent;

use self::judge::{DECISIVE_CONFIDENCE, judge};
use self::options::layout;
use self::path::network_path;
use self::signatures::{Options, SIGNATURES, Signature, Stack, Window};
use self::user_agent::DeclaredOs;
use super::ip_summary::TcpSpoofing;

/// Confidence of a system told by its TTL alone.
pub const TTL_ONLY_CONFIDENCE: f64 = 0.4;
/// Confidence when several systems fit and the options that would tell were not recorded.
pub const AMBIGUOUS_CONFIDENCE: f64 = 0.5;
/// What a signature loses when the sensor did not record the options.
const WITHOUT_OPTIONS: f64 = 0.15;
/// Most routers believed to be on the way (p0f's limit).
const MOST_HOPS: u8 = 35;
/// Text of `spoof_reason` when there is no handshake to judge.
pub const NO_TCP_DATA: &str = "no TCP data";
/// Text of `spoof_reason` when the handshake has a TTL and nothing to judge by.
pub const NO_WINDOW: &str = "the SYN has no window, so no system can be told from it";

/// One SYN as a sensor recorded it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Syn<'a> {
    /// Observed TTL; 0 = no TCP data.
    pub ttl: u8,
    /// Unscaled window; 0 = nothing to judge by.
    pub window: u16,
    /// Window scale, 0 also when the option is absent.
    pub scale: u8,
    /// Segment size in bytes, 0 when the option is absent.
    pub mss: u16,
    /// Options in order, empty when absent or not recorded.
    pub options: &'a str,
}

/// What a fingerprint rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Basis {
    /// TTL, window, scale and recorded options agree.
    Signature,
    /// TTL, window and scale agree; options were not recorded.
    WindowAndScale,
    /// Nothing but the TTL.
    Ttl,
}

/// What a SYN looks like.
#[derive(Clone, PartialEq, Debug)]
pub struct TcpFingerprint {
    /// TTL it started with: 32, 64, 128 or 255.
    pub initial_ttl: u8,
    /// Routers passed.
    pub hop_count: u8,
    /// System or tool; several joined by "or" when they cannot be told apart.
    pub os_name: String,
    /// Stacks it fits; empty when only the TTL is known.
    pub stacks: Vec<Stack>,
    /// What it rests on.
    pub basis: Basis,
    /// 0 to 1.
    pub confidence: f64,
    /// What the segment size says about the way.
    pub network_path: Option<&'static str>,
    /// Whether it is a scan tool's packet, sure enough to act on.
    pub is_bot_tool: bool,
}

/// Names the sender of a SYN; `None` when there is nothing to judge by (TTL or window 0).
#[must_use]
pub fn fingerprint(syn: &Syn<'_>) -> Option<TcpFingerprint> {
    if syn.ttl == 0 || syn.window == 0 {
        return None;
    }
    let layout = layout(syn.options);
    let matches: Vec<&Signature> =
        SIGNATURES.iter().filter(|row| matches(row, syn, layout.as_deref())).collect();
    let first = matches.first();
    let initial_ttl = match first {
        Some(row) if row.ttl > 0 => row.ttl,
        _ => initial_ttl(syn.ttl),
    };
    let is_complete = layout.is_some() || syn.mss == 0;
    let (os_name, stacks, basis, confidence) = match first {
        None => (ttl_family(initial_ttl).to_owned(), vec![], Basis::Ttl, TTL_ONLY_CONFIDENCE),
        Some(row) if is_complete => {
            (row.name.to_owned(), vec![row.stack], Basis::Signature, row.confidence)
        }
        Some(row) => {
            let (names, stacks) = candidates(&matches);
            let confidence = match (stacks.len(), row.options) {
                (1, Options::Any) => row.confidence,
                (1, _) => row.confidence - WITHOUT_OPTIONS,
                _ => AMBIGUOUS_CONFIDENCE,
            };
            (names.join(" or "), stacks, Basis::WindowAndScale, confidence)
        }
    };
    let is_bot_tool = stacks.contains(&Stack::Tool) && confidence >= DECISIVE_CONFIDENCE;
    Some(TcpFingerprint {
        initial_ttl,
        hop_count: initial_ttl.saturating_sub(syn.ttl),
        os_name,
        stacks,
        basis,
        confidence,
        network_path: network_path(syn.mss),
        is_bot_tool,
    })
}

/// The whole `tcp_spoofing` part of the summary, from one coherent SYN and its User-Agent.
#[must_use]
pub fn summarise(syn: Option<&Syn<'_>>, user_agent: &str) -> TcpSpoofing {
    let declared = DeclaredOs::from_user_agent(user_agent);
    let declared_os = declared.map(|os| os.name().to_owned());
    let Some(syn) = syn.filter(|syn| syn.ttl > 0) else {
        return TcpSpoofing {
            declared_os,
            spoof_reason: NO_TCP_DATA.to_owned(),
            ..TcpSpoofing::default()
        };
    };
    let initial_ttl = initial_ttl(syn.ttl);
    let observed = TcpSpoofing {
        tcp_ttl: Some(syn.ttl),
        tcp_mss: (syn.mss > 0).then_some(syn.mss),
        tcp_win_scale: Some(syn.scale),
        tcp_window: Some(syn.window),
        initial_ttl: Some(initial_ttl),
        hop_count: Some(initial_ttl - syn.ttl),
        declared_os,
        spoof_reason: NO_WINDOW.to_owned(),
        ..TcpSpoofing::default()
    };
    let Some(found) = fingerprint(syn) else { return observed };
    let verdict = judge(&found, declared);
    TcpSpoofing {
        detected: verdict.is_spoof,
        initial_ttl: Some(found.initial_ttl),
        hop_count: Some(found.hop_count),
        suspected_os: Some(found.os_name),
        confidence: Some(found.confidence),
        network_path: found.network_path.map(str::to_owned),
        is_bot_tool: Some(found.is_bot_tool),
        spoof_reason: verdict.reason,
        is_weak_hint: verdict.is_weak_hint,
        ..observed
    }
}

/// The next common start value at or above an observed TTL.
fn initial_ttl(observed: u8) -> u8 {
    match observed {
        0..=32 => 32,
        33..=64 => 64,
        65..=128 => 128,
        _ => 255,
    }
}

fn ttl_family(initial_ttl: u8) -> &'static str {
    match initial_ttl {
        64 => "Linux, macOS or another Unix",
        128 => "Windows",
        255 => "network device or Unix",
        _ => "unknown",
    }
}

fn matches(row: &Signature, syn: &Syn<'_>, layout: Option<&str>) -> bool {
    let is_ttl_right = row.ttl == 0 || row.ttl.checked_sub(syn.ttl).is_some_and(|h| h <= MOST_HOPS);
    let is_window_right = match row.window {
        Window::Any => true,
        Window::OneOf(values) => values.contains(&syn.window),
        Window::TimesMss(factors) => factors.iter().any(|n| fits_factor(syn, *n)),
        Window::WholeSegments => fits_factor(syn, 44) || is_whole_segments(syn),
    };
    let is_layout_right = match (row.options, layout) {
        (Options::Any, _) => true,
        (Options::Absent, layout) => layout.is_none() && syn.mss == 0 && syn.scale == 0,
        (Options::Layouts(_), None) => syn.mss > 0,
        (Options::RecordedLayouts(_), None) => false,
        (Options::Layouts(all) | Options::RecordedLayouts(all), Some(layout)) => {
            all.contains(&layout)
        }
    };
    is_ttl_right
        && is_window_right
        && is_layout_right
        && (row.scales.is_empty() || row.scales.contains(&syn.scale))
        && (row.mss.is_empty() || row.mss.contains(&syn.mss))
}

/// A multiple of the segment size, also of the usual 1460 that a router on the way may have cut.
fn fits_factor(syn: &Syn<'_>, factor: u16) -> bool {
    let window = u32::from(syn.window);
    let factor = u32::from(factor);
    syn.mss > 0 && (window == factor * u32::from(syn.mss) || window == factor * 1460)
}

fn is_whole_segments(syn: &Syn<'_>) -> bool {
    syn.mss >= 536 && syn.window == u16::MAX - u16::MAX % syn.mss
}

fn candidates(matches: &[&Signature]) -> (Vec<&'static str>, Vec<Stack>) {
    let mut names = Vec::new();
    let mut stacks = Vec::new();
    for row in matches {
        if !stacks.contains(&row.stack) {
            stacks.push(row.stack);
            names.push(row.name);
        }
    }
    (names, stacks)
}

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod tests;
