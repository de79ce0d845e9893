//! Crawlers by what their User-Agent declares, and whether their address proves it.

mod table;

pub use self::table::{CRAWLERS, RANGE_OWNERS};

/// A crawler that names itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Crawler {
    /// Lower-case text its User-Agent contains.
    pub token: &'static str,
    /// Name shown.
    pub name: &'static str,
    /// Who runs it.
    pub operator: &'static str,
    /// Whether the operator publishes the addresses it comes from and our list has them.
    pub has_published_ranges: bool,
}

/// What a User-Agent claims to be and what the address says about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// The User-Agent declares no crawler we know.
    None,
    /// The address is in ranges the crawler's operator published.
    Verified(&'static Crawler),
    /// The operator publishes ranges and the address is in none of them.
    Fake(&'static Crawler),
    /// The operator publishes no ranges that could tell.
    Unverifiable(&'static Crawler),
}

/// The crawler a User-Agent declares, `None` when it is none we know.
#[must_use]
pub fn declared_crawler(user_agent: &str) -> Option<&'static Crawler> {
    if user_agent.is_empty() {
        return None;
    }
    let lower = user_agent.to_ascii_lowercase();
    CRAWLERS.iter().find(|crawler| contains_word(&lower, crawler.token))
}

/// Judges a declared crawler by the bot name its address has in the `bot_ip` list, empty for none.
///
/// Any range of the same operator counts: Google's special crawlers may say Googlebot.
#[must_use]
pub fn claim(user_agent: &str, bot_name_of_address: &str) -> Claim {
    let Some(crawler) = declared_crawler(user_agent) else {
        return Claim::None;
    };
    let owner = RANGE_OWNERS.iter().find(|(name, _)| *name == bot_name_of_address);
    match owner {
        Some((_, operator)) if *operator == crawler.operator => Claim::Verified(crawler),
        _ if crawler.has_published_ranges => Claim::Fake(crawler),
        _ => Claim::Unverifiable(crawler),
    }
}

/// Whether the text holds the token with no letter or digit directly before it.
fn contains_word(text: &str, token: &str) -> bool {
    text.match_indices(token)
        .any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOGLEBOT: &str =
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    fn name_of(user_agent: &str) -> Option<&'static str> {
        declared_crawler(user_agent).map(|crawler| crawler.name)
    }

    #[test]
    fn crawlers_are_known_by_their_real_user_agents() {
        let cases = [
            (GOOGLEBOT, Some("Googlebot")),
            ("Googlebot-Image/1.0", Some("Googlebot")),
            (
                "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
                Some("Bingbot"),
            ),
            (
                "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; \
                 +https://openai.com/gptbot)",
                Some("GPTBot"),
            ),
            (
                "Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
                Some("ClaudeBot"),
            ),
            (
                "Mozilla/5.0 (compatible; YandexImages/3.0; +http://yandex.com/bots)",
                Some("YandexBot"),
            ),
            ("facebookexternalhit/1.1", Some("Meta crawler")),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0.0.0 Safari/537.36", None),
            ("notgooglebot/1.0", None),
            ("curl/8.5.0", None),
            ("", None),
        ];
        for (user_agent, name) in cases {
            assert_eq!(name_of(user_agent), name, "{user_agent}");
        }
    }

    #[test]
    fn the_address_decides_between_verified_and_fake() {
        assert!(matches!(claim(GOOGLEBOT, "Googlebot"), Claim::Verified(_)));
        assert!(matches!(claim(GOOGLEBOT, "Google special crawlers"), Claim::Verified(_)));
        assert!(matches!(claim(GOOGLEBOT, ""), Claim::Fake(_)));
        assert!(matches!(claim(GOOGLEBOT, "Bingbot"), Claim::Fake(_)));
        assert!(matches!(claim("CCBot/2.0", ""), Claim::Unverifiable(_)));
        assert_eq!(claim("curl/8.5.0", "Googlebot"), Claim::None);
    }

    #[test]
    fn every_operator_said_to_publish_ranges_owns_some() {
        for crawler in CRAWLERS {
            let owns = RANGE_OWNERS.iter().any(|(_, operator)| *operator == crawler.operator);
            assert!(!crawler.has_published_ranges || owns, "{}", crawler.name);
            assert_eq!(crawler.token, crawler.token.to_ascii_lowercase());
        }
    }
}
