//! The HTML document around the interface: head, styles, and the start of the browser half.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Addresses of the site's files, whose names carry a hash of their content.
#[derive(Clone, Default, Debug)]
pub struct SiteAssets {
    /// The bundled boot module, such as `/assets/ja4soc.0123456789abcdef.js`.
    pub js: String,
    /// The browser half of the program.
    pub wasm: String,
    /// The styles.
    pub css: String,
}

/// What the reader chose last time, from cookies.
#[derive(Clone, Default, Debug)]
pub struct Preferences {
    /// `light` or `dark`; `None` follows the system.
    pub theme: Option<&'static str>,
    /// `narrow` or `wide` navigation.
    pub nav: Option<&'static str>,
}

impl Preferences {
    /// Takes only the words we wrote ourselves; a cookie is whatever the client sends.
    #[must_use]
    pub fn from_cookies(theme: Option<&str>, nav: Option<&str>) -> Self {
        let known = |value: Option<&str>, words: [&'static str; 2]| {
            words.into_iter().find(|word| value == Some(*word))
        };
        Self { theme: known(theme, ["light", "dark"]), nav: known(nav, ["wide", "narrow"]) }
    }
}

/// The document with `body` in it.
///
/// Nothing is inline, so a nonce policy without `unsafe-inline` holds; `boot.js` finds the WASM
/// file's address in the preload link.
#[must_use]
pub fn shell(assets: SiteAssets, preferences: &Preferences, body: AnyView) -> AnyView {
    let nonce = use_nonce();
    let SiteAssets { js, wasm, css } = assets;
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=preferences.theme data-nav=preferences.nav>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <link rel="stylesheet" href=css/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="modulepreload" href=js.clone() nonce=nonce.clone()/>
                <link
                    rel="preload"
                    id="wasm"
                    href=wasm
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                />
                <script type="module" src=js nonce=nonce></script>
                <MetaTags/>
            </head>
            <body>{body}</body>
        </html>
    }
    .into_any()
}
