//! Values that lead somewhere: an address to its page, a fingerprint in short form, a copy button.

use leptos::prelude::*;

use super::browser;
use super::element::{boxed, el, live};
use super::icon::{Icon, glyph};
use crate::domain::ja4::Ja4;
use crate::domain::params::{Params, encoded};

/// A value that has others of its kind, and the field it is filtered by; following it leads to its
/// page or its list, and the browser half opens a menu instead (`ui::menu`).
#[must_use]
pub fn value_link(field: &str, value: String) -> AnyView {
    let href = value_href(field, &value);
    let title = match Ja4::parse(&value).filter(|_| field == "ja4") {
        Some(read) => format!("{value}\n{read}"),
        None => value.clone(),
    };
    let (shown, class) = match field {
        "ja4" => (shorten_ja4(&value), "value ja4"),
        "src_ip" => (value.clone(), "value address"),
        _ => (value.clone(), "value cut"),
    };
    el("a")
        .class(class)
        .attr("href", href)
        .attr("data-field", field.to_owned())
        .attr("title", title)
        .attr("data-value", value)
        .child(shown)
        .view()
}

/// Where a value leads: an address to its investigation, anything else to the list it is in.
#[must_use]
pub fn value_href(field: &str, value: &str) -> String {
    match field {
        "src_ip" => format!("/ip/{value}"),
        "ja4" => format!("/ja4/{}", encoded(value)),
        _ => Params::default().and(field, value).href(list_of(field, value)),
    }
}

/// The list that has a value.
#[must_use]
pub fn list_of(field: &str, value: &str) -> &'static str {
    match (field, value) {
        (
            "method" | "http_status" | "path" | "http_version" | "header_user_agent"
            | "src_country_code",
            _,
        ) => "/traffic",
        // What they count is scored, and some of it detected.
        ("browser_family" | "model_name", _) => "/scores",
        // These are not detected.
        ("threat_level", "NORMAL" | "LEGITIMATE_BROWSER") => "/scores",
        _ => "/detections",
    }
}

/// A JA4 fingerprint: its readable head and shortened hashes, the whole in the tooltip; it is empty
/// for clear-text HTTP and where the handshake was not captured.
#[must_use]
pub fn ja4(value: String) -> AnyView {
    if value.is_empty() {
        return boxed("span", "unknown", "no JA4");
    }
    let short = shorten_ja4(&value);
    el("bdi").class("ja4").attr("title", value).child(short).view()
}

/// A detection's reason, with the bot's name before it unless the reason says it already.
#[must_use]
pub fn named_reason(bot_name: &str, reason: String) -> String {
    match bot_name {
        "" => reason,
        bot if reason.contains(bot) => reason,
        bot => format!("{bot}: {reason}"),
    }
}

/// The reason of the worst of several sessions, and the bot that one of them is named, which need not
/// be the worst.
#[must_use]
pub fn worst_reason(bot_name: &str, reason: String) -> String {
    match bot_name {
        "" => reason,
        bot if reason.contains(bot) => reason,
        bot if reason.is_empty() => format!("bot named in its sessions: {bot}"),
        bot => format!("{reason}; bot named in its sessions: {bot}"),
    }
}

/// `t13d1516h2_8daaf6152771_b186095e22b6` as `t13d1516h2_8daa…_b186…`; other text is cut at 24 characters.
#[must_use]
pub fn shorten_ja4(value: &str) -> String {
    let head = |text: &str, most: usize| {
        let cut: String = text.chars().take(most).collect();
        if cut.len() < text.len() { format!("{cut}…") } else { cut }
    };
    match value.split('_').collect::<Vec<_>>()[..] {
        [a, b, c] if a.len() <= 12 => format!("{a}_{}_{}", head(b, 4), head(c, 4)),
        _ => head(value, 24),
    }
}

/// A button that puts a value on the clipboard.
#[must_use]
pub fn copy_button(text: String) -> AnyView {
    let copied = RwSignal::new(false);
    let label = format!("Copy {text}");
    let said = move || match copied.get() {
        true => "copied".to_owned().into_any(),
        false => ().into_any(),
    };
    el("button")
        .attr("type", "button")
        .class("icon-button")
        .attr("aria-label", label)
        .on("click", move |_| {
            browser::copy(&text);
            copied.set(true);
        })
        .child(glyph(Icon::Copy))
        .child(el("span").attr("aria-live", "polite").child(live(said)))
        .view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_of_other_sessions_is_not_the_worst_one() {
        let worst = |bot: &str, reason: &str| worst_reason(bot, reason.to_owned());
        assert_eq!(worst("curl", "known bot curl: 12 requests"), "known bot curl: 12 requests");
        assert_eq!(worst("curl", "12 requests"), "12 requests; bot named in its sessions: curl");
        assert_eq!(worst("curl", ""), "bot named in its sessions: curl");
        assert_eq!(worst("", "12 requests"), "12 requests");
    }

    #[test]
    fn a_fingerprint_keeps_its_head_and_four_digits_of_each_hash() {
        for (whole, short) in [
            ("t13d1516h2_8daaf6152771_b186095e22b6", "t13d1516h2_8daa…_b186…"),
            ("t13d1516h2", "t13d1516h2"),
            ("", ""),
            ("éééééééééééééééééééééééééééééé", "éééééééééééééééééééééééé…"),
        ] {
            assert_eq!(shorten_ja4(whole), short);
        }
    }
}
