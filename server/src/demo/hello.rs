//! TLS and HTTP/2 fingerprints of real programs.
//!
//! Browser values are computed from the captured `ClientHello`s and SETTINGS frames of
//! the curl-impersonate signature files (MIT). Tool values were read from the
//! `ClientHello` of the named version (Debian 12 packages, Go 1.27, Python 3.11 with
//! OpenSSL 3.0, Node 20) with and without a server name.

/// What a `ClientHello` says.
#[derive(Debug)]
pub(super) struct Hello {
    /// JA4 with a server name.
    pub(super) ja4: &'static str,
    /// JA4 when connecting to a bare address, where known; else the same.
    pub(super) ja4_no_sni: &'static str,
    /// Highest version offered.
    pub(super) tls: &'static str,
    /// First ALPN protocol, empty without the extension.
    pub(super) alpn: &'static str,
    /// JA3 hash, empty for programs that shuffle their extensions.
    pub(super) ja3_hash: &'static str,
}

const fn browser(ja4: &'static str, ja3_hash: &'static str) -> Hello {
    Hello { ja4, ja4_no_sni: ja4, tls: "1.3", alpn: "h2", ja3_hash }
}

const fn tool(ja4: &'static str, ja4_no_sni: &'static str, alpn: &'static str) -> Hello {
    Hello { ja4, ja4_no_sni, tls: "1.3", alpn, ja3_hash: "" }
}

/// Chrome and Edge 120 to 131.
pub(super) static CHROME_131: Hello = browser("t13d1516h2_8daaf6152771_02713d6af862", "");
/// Chrome 133 to 142.
pub(super) static CHROME_142: Hello = browser("t13d1516h2_8daaf6152771_d8a2da3f94cd", "");
/// Chrome 150.
pub(super) static CHROME_150: Hello = browser("t13d1516h2_8daaf6152771_806a8c22fdea", "");
/// Chrome 98 to 116.
pub(super) static CHROME_116: Hello = browser("t13d1516h2_8daaf6152771_e5627efa2ab1", "");
/// Firefox 135 to 144.
pub(super) static FIREFOX_144: Hello =
    browser("t13d1717h2_5b57614c22b0_3cbfd9057e0d", "6f7889b9fb1a62a9577e685c1fcfa919");
/// Firefox 133.
pub(super) static FIREFOX_133: Hello = browser("t13d1716h2_5b57614c22b0_eeeea6562960", "");
/// Safari 18.0 to 18.4 on macOS and iOS.
pub(super) static SAFARI_18: Hello = browser("t13d2014h2_a09f3c656075_e42f34c56612", "");
/// Safari 26.0 on macOS.
pub(super) static SAFARI_26_MACOS: Hello = browser("t13d2014h2_a09f3c656075_d0a99439f9b1", "");
/// Safari 26.0 on iOS.
pub(super) static SAFARI_26_IOS: Hello = browser("t13d2015h2_a09f3c656075_c258b721e490", "");
/// Safari 15.5 to 17.2.
pub(super) static SAFARI_17: Hello = browser("t13d2014h2_a09f3c656075_14788d8d241b", "");

/// Go 1.27 `net/http` in a module written for an older Go, which keeps SHA-1 signatures.
pub(super) static GO_H2: Hello =
    tool("t13d1312h2_f57a46bbacb6_a089bac06eae", "t13i1311h2_f57a46bbacb6_a089bac06eae", "h2");
/// Go 1.27 in the same kind of module with its own TLS configuration, as most Go scanners have: no ALPN.
pub(super) static GO_H1: Hello =
    tool("t13d131100_f57a46bbacb6_a089bac06eae", "t13i131000_f57a46bbacb6_a089bac06eae", "");
/// Go 1.27 `net/http` in a module written for Go 1.27.
pub(super) static GO_NEW_H2: Hello =
    tool("t13d1312h2_f57a46bbacb6_f50d94e863eb", "t13i1311h2_f57a46bbacb6_f50d94e863eb", "h2");
/// Go 1.27 held at TLS 1.2, as zgrab is.
pub(super) static GO_TLS12: Hello = Hello {
    ja4: "t12d101000_a8cf61a50a39_a92c7c6a82fe",
    ja4_no_sni: "t12i100900_a8cf61a50a39_a92c7c6a82fe",
    tls: "1.2",
    alpn: "",
    ja3_hash: "",
};
/// Python requests 2.34.
pub(super) static REQUESTS: Hello = tool(
    "t13d1812h1_85036bcba153_b26ce05bbdd6",
    "t13i1811h1_85036bcba153_b26ce05bbdd6",
    "http/1.1",
);
/// Python `urllib` 3.11.
pub(super) static URLLIB: Hello = tool(
    "t13d1813h1_85036bcba153_d339722ba4af",
    "t13i1812h1_85036bcba153_d339722ba4af",
    "http/1.1",
);
/// Python aiohttp 3.14 and httpx 0.28.
pub(super) static AIOHTTP: Hello = tool(
    "t13d1812h1_85036bcba153_d41ae481755e",
    "t13i1811h1_85036bcba153_d41ae481755e",
    "http/1.1",
);
/// Scrapy 2.19.
pub(super) static SCRAPY: Hello =
    tool("t13d301000_1d37bd780c83_3550537cd59b", "t13i300900_1d37bd780c83_3550537cd59b", "");
/// curl 7.88 with OpenSSL 3.0.
pub(super) static CURL: Hello =
    tool("t13d3112h2_e8f1e7e78f70_b26ce05bbdd6", "t13i3111h2_e8f1e7e78f70_b26ce05bbdd6", "h2");
/// wget 1.21 with `GnuTLS`.
pub(super) static WGET: Hello =
    tool("t13d291300_723694b0fccc_899037bd0b8c", "t13i291200_723694b0fccc_899037bd0b8c", "");
/// Node 20 `fetch`.
pub(super) static NODE: Hello = tool(
    "t13d5911h1_a33745022dd6_1f22a2ca17c4",
    "t13i5910h1_a33745022dd6_1f22a2ca17c4",
    "http/1.1",
);

/// What a client says when it opens HTTP/2.
#[derive(Debug)]
pub(super) struct H2 {
    /// SETTINGS as `id:value;…`.
    pub(super) settings: &'static str,
    /// Increment of the connection window.
    pub(super) window: u32,
    /// Order of the pseudo-headers.
    pub(super) order: &'static str,
    /// The three in Akamai's form, without PRIORITY frames.
    pub(super) fingerprint: &'static str,
}

/// Chrome and Edge 119 and later.
pub(super) static H2_CHROMIUM: H2 = H2 {
    settings: "1:65536;2:0;4:6291456;6:262144",
    window: 15_663_105,
    order: "m,a,s,p",
    fingerprint: "1:65536;2:0;4:6291456;6:262144|15663105|0|m,a,s,p",
};
/// Firefox 133 and later.
pub(super) static H2_FIREFOX: H2 = H2 {
    settings: "1:65536;2:0;4:131072;5:16384",
    window: 12_517_377,
    order: "m,p,a,s",
    fingerprint: "1:65536;2:0;4:131072;5:16384|12517377|0|m,p,a,s",
};
/// Safari 18.4 and 26.
pub(super) static H2_SAFARI: H2 = H2 {
    settings: "2:0;3:100;4:2097152;9:1",
    window: 10_420_225,
    order: "m,s,a,p",
    fingerprint: "2:0;3:100;4:2097152;9:1|10420225|0|m,s,a,p",
};
