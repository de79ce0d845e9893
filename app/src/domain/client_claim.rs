//! The browser a User-Agent declares, and whether the TLS handshake agrees.

use serde::{Deserialize, Serialize};

/// A TLS stack that browsers share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// Chromium and what is made from it: Edge, Opera, Brave, Vivaldi.
    Chromium,
    /// Firefox and Tor.
    Firefox,
    /// Safari, and every browser on iOS.
    Safari,
}

impl Engine {
    /// The engine a User-Agent declares; `None` when it declares no browser.
    #[must_use]
    pub fn from_user_agent(user_agent: &str) -> Option<Self> {
        let has = |word| user_agent.contains(word);
        if !has("Mozilla/5.0") || has("compatible;") {
            return None;
        }
        // Apple lets other browsers on iOS use its own network stack alone.
        if has("iPhone") || has("iPad") || has("CriOS/") || has("FxiOS/") {
            return Some(Self::Safari);
        }
        if has("Firefox/") {
            return Some(Self::Firefox);
        }
        if has("Chrome/") || has("Chromium/") {
            return Some(Self::Chromium);
        }
        (has("Version/") && has("Safari/")).then_some(Self::Safari)
    }

    /// The engine of a family in the list of browser fingerprints; `None` for one that is none.
    #[must_use]
    pub fn of_family(family: &str) -> Option<Self> {
        let family = family.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| family.contains(word));
        if has(&["firefox", "tor"]) {
            return Some(Self::Firefox);
        }
        if has(&["safari", "ios"]) {
            return Some(Self::Safari);
        }
        has(&["chrom", "edge", "opera", "brave", "vivaldi", "samsung"]).then_some(Self::Chromium)
    }

    /// Name shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::Safari => "Safari",
        }
    }
}

/// What the handshake says against the User-Agent, `None` when it says nothing against it.
///
/// `bot_name` and `browser_family` are what the lists call the JA4, empty for nothing.
#[must_use]
pub fn contradiction(user_agent: &str, bot_name: &str, browser_family: &str) -> Option<String> {
    let declared = Engine::from_user_agent(user_agent)?;
    if !bot_name.is_empty() {
        return Some(format!("says {}, shakes hands like {bot_name}", declared.name()));
    }
    let shown = Engine::of_family(browser_family)?;
    (shown != declared)
        .then(|| format!("says {}, shakes hands like {browser_family}", declared.name()))
}

/// What speaks against a User-Agent when the JA4 is on no list, but its readable part and ciphers
/// are those of fingerprints that are: only clients that are no browser have them.
#[must_use]
pub fn likely_contradiction(user_agent: &str, like: &Like) -> Option<String> {
    let declared = Engine::from_user_agent(user_agent)?;
    let other = like.bots.first().filter(|_| like.families.is_empty())?;
    Some(format!("says {}, offers the ciphers of {other}", declared.name()))
}

/// Who has fingerprints with the same readable part and ciphers, by the lists.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Like {
    /// Names of bots, in alphabetical order.
    pub bots: Vec<String>,
    /// Browser families, in alphabetical order.
    pub families: Vec<String>,
}

impl Like {
    /// All of them in one line; empty when there are none.
    #[must_use]
    pub fn words(&self) -> String {
        self.bots.iter().chain(&self.families).cloned().collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
    const SAFARI: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15";
    const IOS_CHROME: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1";
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
    const GOOGLEBOT: &str =
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    #[test]
    fn browsers_are_known_by_their_user_agents() {
        for (user_agent, engine) in [
            (CHROME, Some(Engine::Chromium)),
            (SAFARI, Some(Engine::Safari)),
            (IOS_CHROME, Some(Engine::Safari)),
            (FIREFOX, Some(Engine::Firefox)),
            (GOOGLEBOT, None),
            ("curl/8.5.0", None),
            ("", None),
        ] {
            assert_eq!(Engine::from_user_agent(user_agent), engine, "{user_agent}");
        }
    }

    #[test]
    fn only_what_is_known_on_both_sides_contradicts() {
        assert_eq!(
            contradiction(SAFARI, "Go net/http", "").as_deref(),
            Some("says Safari, shakes hands like Go net/http")
        );
        assert_eq!(
            contradiction(FIREFOX, "", "Chromium").as_deref(),
            Some("says Firefox, shakes hands like Chromium")
        );
        assert_eq!(contradiction(CHROME, "", "Edge"), None);
        assert_eq!(contradiction(IOS_CHROME, "", "Safari"), None);
        assert_eq!(contradiction(CHROME, "", ""), None);
        assert_eq!(contradiction("curl/8.5.0", "curl", ""), None);
        assert_eq!(contradiction(CHROME, "", "something new"), None);
    }

    #[test]
    fn ciphers_that_browsers_share_prove_nothing() {
        let like = |bots: &[&str], families: &[&str]| Like {
            bots: bots.iter().map(|name| (*name).to_owned()).collect(),
            families: families.iter().map(|name| (*name).to_owned()).collect(),
        };
        assert_eq!(
            likely_contradiction(CHROME, &like(&["Go"], &[])).as_deref(),
            Some("says Chromium, offers the ciphers of Go")
        );
        assert_eq!(likely_contradiction(CHROME, &like(&["Go"], &["Chromium"])), None);
        assert_eq!(likely_contradiction(CHROME, &Like::default()), None);
        assert_eq!(likely_contradiction("curl/8.5.0", &like(&["Go"], &[])), None);
    }
}
