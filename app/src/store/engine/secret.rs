//! Text that must not reach a log.

use std::fmt;

/// A password or key: compares and travels like text, shows as `***`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// Wraps the text, without the line end a file may have.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text: String = text.into();
        Self(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// The text itself, for the one place that sends it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `attempt` is the secret, in a time that depends on lengths alone.
    #[must_use]
    pub fn matches(&self, attempt: &[u8]) -> bool {
        let mut difference = u8::from(self.0.len() != attempt.len());
        for (index, byte) in attempt.iter().enumerate() {
            let own = self.0.as_bytes().get(index).copied().unwrap_or(0);
            difference |= own ^ byte;
        }
        // Keeps the loop above from being turned into an early exit.
        std::hint::black_box(difference) == 0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_and_matches_compares() {
        let secret = Secret::new("hush\n");
        assert_eq!(format!("{secret:?}"), "***");
        assert!(secret.matches(b"hush"));
        for wrong in [&b"hus"[..], b"hushh", b"husk", b""] {
            assert!(!secret.matches(wrong));
        }
    }
}
