//! Facts about crawlers: the names they give themselves and whose ranges are in the `bot_ip` list.
//!
//! Names are those the operators document; the ranges are in `server/src/reference/bot_ip.csv`.

use super::Crawler;

/// Names in the `bot_ip` list and the operator each belongs to.
pub const RANGE_OWNERS: &[(&str, &str)] = &[
    ("Googlebot", "Google"),
    ("Google special crawlers", "Google"),
    ("Google user-triggered fetchers", "Google"),
    ("Bingbot", "Microsoft"),
    ("Applebot", "Apple"),
    ("DuckDuckBot", "DuckDuckGo"),
    ("GPTBot", "OpenAI"),
    ("OAI-SearchBot", "OpenAI"),
    ("ChatGPT-User", "OpenAI"),
    ("ClaudeBot", "Anthropic"),
    ("PerplexityBot", "Perplexity"),
    ("Perplexity-User", "Perplexity"),
    ("YandexBot", "Yandex"),
    ("Meta crawler", "Meta"),
    ("SemrushBot", "Semrush"),
    ("TelegramBot", "Telegram"),
    ("UptimeRobot", "UptimeRobot"),
    ("Pingdom", "Pingdom"),
    ("Better Stack", "Better Stack"),
    ("Censys", "Censys"),
    ("Shodan", "Shodan"),
    ("AhrefsBot", "Ahrefs"),
    ("Modat scanner", "Modat"),
];

/// Crawlers, the first whose token occurs wins.
pub const CRAWLERS: &[Crawler] = &[
    published("googlebot", "Googlebot", "Google"),
    published("adsbot-google", "AdsBot", "Google"),
    published("mediapartners-google", "Google AdSense", "Google"),
    published("apis-google", "Google APIs", "Google"),
    published("feedfetcher-google", "Google Feedfetcher", "Google"),
    published("google-inspectiontool", "Google Inspection Tool", "Google"),
    published("storebot-google", "Google Storebot", "Google"),
    published("googleother", "GoogleOther", "Google"),
    published("google-safety", "Google Safety", "Google"),
    published("google-cloudvertexbot", "Google CloudVertexBot", "Google"),
    published("bingbot", "Bingbot", "Microsoft"),
    published("adidxbot", "Bing Ads", "Microsoft"),
    published("bingpreview", "Bing Preview", "Microsoft"),
    published("microsoftpreview", "Microsoft Preview", "Microsoft"),
    unpublished("msnbot", "MSNBot", "Microsoft"),
    published("applebot", "Applebot", "Apple"),
    published("duckduckbot", "DuckDuckBot", "DuckDuckGo"),
    published("gptbot", "GPTBot", "OpenAI"),
    published("oai-searchbot", "OAI-SearchBot", "OpenAI"),
    published("chatgpt-user", "ChatGPT-User", "OpenAI"),
    published("claudebot", "ClaudeBot", "Anthropic"),
    unpublished("claude-searchbot", "Claude-SearchBot", "Anthropic"),
    unpublished("claude-user", "Claude-User", "Anthropic"),
    published("perplexitybot", "PerplexityBot", "Perplexity"),
    published("perplexity-user", "Perplexity-User", "Perplexity"),
    published("yandex.com/bots", "YandexBot", "Yandex"),
    published("yandexbot", "YandexBot", "Yandex"),
    published("facebookexternalhit", "Meta crawler", "Meta"),
    published("meta-externalagent", "Meta crawler", "Meta"),
    published("facebookbot", "Meta crawler", "Meta"),
    published("semrushbot", "SemrushBot", "Semrush"),
    published("telegrambot", "TelegramBot", "Telegram"),
    published("uptimerobot", "UptimeRobot", "UptimeRobot"),
    published("pingdom", "Pingdom", "Pingdom"),
    published("better stack", "Better Stack", "Better Stack"),
    published("censysinspect", "Censys", "Censys"),
    published("ahrefsbot", "AhrefsBot", "Ahrefs"),
    unpublished("baiduspider", "Baiduspider", "Baidu"),
    unpublished("bytespider", "Bytespider", "ByteDance"),
    unpublished("ccbot", "CCBot", "Common Crawl"),
    unpublished("amazonbot", "Amazonbot", "Amazon"),
    unpublished("petalbot", "PetalBot", "Huawei"),
    unpublished("mj12bot", "MJ12bot", "Majestic"),
    unpublished("dotbot", "DotBot", "Moz"),
    unpublished("sogou web spider", "Sogou", "Sogou"),
    unpublished("seznambot", "SeznamBot", "Seznam"),
    unpublished("twitterbot", "Twitterbot", "X"),
    unpublished("linkedinbot", "LinkedInBot", "LinkedIn"),
    unpublished("slackbot", "Slackbot", "Slack"),
    unpublished("discordbot", "Discordbot", "Discord"),
    unpublished("archive.org_bot", "Internet Archive", "Internet Archive"),
    unpublished("qwantbot", "Qwantbot", "Qwant"),
    unpublished("mojeekbot", "MojeekBot", "Mojeek"),
    unpublished("yahoo! slurp", "Yahoo! Slurp", "Yahoo"),
    unpublished("exabot", "Exabot", "Exalead"),
    unpublished("pinterestbot", "Pinterestbot", "Pinterest"),
    unpublished("duckassistbot", "DuckAssistBot", "DuckDuckGo"),
];

const fn published(token: &'static str, name: &'static str, operator: &'static str) -> Crawler {
    Crawler { token, name, operator, has_published_ranges: true }
}

const fn unpublished(token: &'static str, name: &'static str, operator: &'static str) -> Crawler {
    Crawler { token, name, operator, has_published_ranges: false }
}
