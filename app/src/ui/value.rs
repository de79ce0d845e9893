//! Values that lead somewhere: an address to its page, a fingerprint in short form, a copy button.

use leptos::prelude::*;

use super::browser;
use super::icon::{Glyph, Icon};
use crate::domain::ip::Ip;
use crate::domain::params::Params;

/// An address as a link to its investigation.
#[component]
pub fn AddressLink(
    /// The address.
    ip: Ip,
) -> impl IntoView {
    view! { <a class="value" href=format!("/ip/{ip}")>{ip.to_string()}</a> }.into_any()
}

/// A value that has others of its kind; following it leads to its page or its list, and the
/// browser half opens a menu instead (`ui::menu`).
#[component]
pub fn Value(
    /// The field it is filtered by.
    #[prop(into)]
    field: String,
    /// The value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    let href = value_href(&field, &value);
    let (shown, class) = match field.as_str() {
        "ja4" => (shorten_ja4(&value), "value ja4"),
        "src_ip" => (value.clone(), "value address"),
        _ => (value.clone(), "value cut"),
    };
    view! {
        <a class=class href=href data-field=field title=value>
            <bdi>{shown}</bdi>
        </a>
    }
    .into_any()
}

/// Where a value leads: an address to its investigation, anything else to the list it is in.
#[must_use]
pub fn value_href(field: &str, value: &str) -> String {
    let list = match field {
        "src_ip" => return format!("/ip/{value}"),
        "method" | "path" | "http_version" | "header_user_agent" | "src_country_code" => "/traffic",
        _ => "/detections",
    };
    Params::default().and(field, value).href(list)
}

/// A JA4 fingerprint: its readable head and shortened hashes, the whole in the tooltip.
#[component]
pub fn Ja4(
    /// The fingerprint; empty for clear-text HTTP and where the handshake was not captured.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    if value.is_empty() {
        return view! { <span class="unknown">"no JA4"</span> }.into_any();
    }
    let short = shorten_ja4(&value);
    view! { <bdi class="ja4" title=value>{short}</bdi> }.into_any()
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
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let (copied, set_copied) = signal(false);
    let label = format!("Copy {text}");
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=label
            on:click=move |_| {
                browser::copy(&text);
                set_copied.set(true);
            }
        >
            <Glyph icon=Icon::Copy/>
            <span aria-live="polite">{move || copied.get().then_some("copied")}</span>
        </button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

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
