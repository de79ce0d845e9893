//! Whether a handshake contradicts the operating system the User-Agent declares.

use super::signatures::Stack;
use super::user_agent::DeclaredOs;
use super::{Basis, TcpFingerprint};

/// Confidence from which a fingerprint may decide rather than hint.
pub const DECISIVE_CONFIDENCE: f64 = 0.7;

/// What a proxy does to the evidence; part of every reason that rests on a contradiction.
const PROXY_CAVEAT: &str = "a proxy, VPN or CDN on the way answers with its own handshake, \
     so rule that out first";

/// A verdict on one handshake.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Scan tool, or agreeing signals of another system than the declared one.
    pub is_spoof: bool,
    /// Something points that way without deciding it.
    pub is_weak_hint: bool,
    /// Why, as a sentence without the full stop.
    pub reason: String,
}

/// Compares a handshake with what the User-Agent declares.
///
/// A contradiction counts only when TTL, window, scale and (if recorded) options
/// all belong to one other system. A TTL alone is a hint: about a third of real
/// Windows visitors arrive with a TTL below 65.
#[must_use]
pub fn judge(fingerprint: &TcpFingerprint, declared: Option<DeclaredOs>) -> Verdict {
    let name = &fingerprint.os_name;
    let percent = (fingerprint.confidence * 100.0).round();
    if fingerprint.stacks.contains(&Stack::Tool) {
        return if fingerprint.is_bot_tool {
            spoof(format!("the SYN is that of the scan tool {name} ({percent} % sure)"))
        } else {
            hint(format!(
                "the SYN could be that of a {name}, or the sensor did not record its options \
                 ({percent} % sure)"
            ))
        };
    }
    let Some(declared) = declared else {
        return clean("the User-Agent names no operating system to compare with".to_owned());
    };
    let declares = declared.name();
    if fingerprint.fits(declared.stack()) {
        return clean(match fingerprint.basis {
            Basis::Ttl => {
                format!("the TTL fits {declares}; window and options match no known system")
            }
            _ => format!("the SYN fits {declares}, which the User-Agent declares"),
        });
    }
    match fingerprint.basis {
        Basis::Ttl => hint(format!(
            "the User-Agent declares {declares} but the TTL started at {}; alone this is weak \
             evidence: {PROXY_CAVEAT}",
            fingerprint.initial_ttl
        )),
        Basis::Signature if fingerprint.confidence >= DECISIVE_CONFIDENCE => spoof(format!(
            "the User-Agent declares {declares} but TTL, window, scale and options are those of \
             {name} ({percent} % sure); {PROXY_CAVEAT}"
        )),
        Basis::WindowAndScale if fingerprint.confidence >= DECISIVE_CONFIDENCE => spoof(format!(
            "the User-Agent declares {declares} but TTL, window and scale are those of {name} \
             ({percent} % sure, options not recorded); {PROXY_CAVEAT}"
        )),
        Basis::Signature | Basis::WindowAndScale => hint(format!(
            "the User-Agent declares {declares} but the SYN looks like {name}; at {percent} % \
             this is weak evidence: {PROXY_CAVEAT}"
        )),
    }
}

impl TcpFingerprint {
    /// Whether the handshake could come from this stack.
    #[must_use]
    pub fn fits(&self, stack: Stack) -> bool {
        match self.basis {
            // Windows alone starts at 128; below 33 the start cannot be told.
            Basis::Ttl => match self.initial_ttl {
                64 => stack != Stack::Windows,
                128 => stack == Stack::Windows,
                255 => stack == Stack::Other,
                _ => true,
            },
            Basis::Signature | Basis::WindowAndScale => self.stacks.contains(&stack),
        }
    }
}

fn spoof(reason: String) -> Verdict {
    Verdict { is_spoof: true, is_weak_hint: false, reason }
}

fn hint(reason: String) -> Verdict {
    Verdict { is_spoof: false, is_weak_hint: true, reason }
}

fn clean(reason: String) -> Verdict {
    Verdict { is_spoof: false, is_weak_hint: false, reason }
}
