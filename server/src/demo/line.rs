//! Writes an event as one line of ja4-platform's correlated JSON.

use std::fmt::Write as _;

use app::domain::time::Timestamp;

use super::event::{Event, Side};
use super::headers::Name;
use super::program::Http;
use super::site;

/// Writes lines; keeps the text of the last second, which most lines share.
#[derive(Debug, Default)]
pub(super) struct LineWriter {
    second: u64,
    second_text: String,
}

impl LineWriter {
    /// The line of `event`, without the line break.
    pub(super) fn line(&mut self, event: &Event) -> String {
        let mut json = Json { out: String::with_capacity(1_600) };
        self.when(&mut json, event.at_ms);
        let v6 = event.client.ip.contains(':');
        json.text("src_ip", &event.client.ip);
        json.number("src_port", event.connection.port.into());
        json.text("dst_ip", if v6 { site::SERVER_V6 } else { site::SERVER_V4 });
        json.number("dst_port", if event.side == Side::Clear { 80 } else { 443 });
        if !matches!(event.side, Side::Connection | Side::Syn) {
            request(&mut json, event);
        }
        if event.side != Side::Request {
            network(&mut json, event, v6);
        }
        if matches!(event.side, Side::Both | Side::Connection) {
            tls(&mut json, event);
        }
        json.raw("correlated", matches!(event.side, Side::Both | Side::Clear));
        match event.side {
            Side::Both | Side::Clear => {}
            Side::Request => json.text("orphan_side", "A"),
            Side::Connection | Side::Syn => json.text("orphan_side", "B"),
        }
        json.key("conn_id");
        // Writing to a String cannot fail.
        let _ = write!(json.out, "\"{:016x}\"", event.connection.id);
        json.text("source", "demo");
        json.raw("synthetic", true);
        json.text("demo_population", event.population);
        json.out.push('}');
        json.out
    }

    fn when(&mut self, json: &mut Json, at_ms: u64) {
        let second = at_ms / 1_000;
        if second != self.second || self.second_text.is_empty() {
            self.second = second;
            self.second_text = format!("{}Z", Timestamp(u32::try_from(second).unwrap_or(u32::MAX)));
        }
        json.out.push('{');
        json.out.push_str("\"time\":\"");
        json.out.push_str(&self.second_text);
        json.out.push('"');
        json.number("timestamp", at_ms * 1_000_000);
    }
}

fn request(json: &mut Json, event: &Event) {
    let (client, request) = (&event.client, &event.request);
    let (program, clear) = (client.program, event.side == Side::Clear);
    json.text("method", request.method);
    json.text("scheme", if clear { "http" } else { "https" });
    json.text("host", &request.host);
    json.text("path", &request.path);
    json.text("query", &request.query);
    let http = if clear && program.http == Http::V2 { Http::V11 } else { program.http };
    json.text(
        "http_version",
        match http {
            Http::V10 => "1.0",
            Http::V11 => "1.1",
            Http::V2 => "2",
        },
    );
    json.number("keepalives", event.connection.served.into());
    json.number("status", request.status.into());
    json.number("bytes", request.bytes);
    if !request.referer.is_empty() {
        json.text("referer", &request.referer);
    }

    json.key("client_headers");
    json.out.push('"');
    let names_start = json.out.len();
    for name in program.order.iter().copied().chain([Name::XForwardedFor]) {
        if sends(event, name, http) {
            if json.out.len() > names_start {
                json.out.push(',');
            }
            json.out.push_str(name.text());
        }
    }
    json.out.push('"');
    for name in program.order.iter().copied().chain([Name::XForwardedFor]) {
        if sends(event, name, http)
            && let Some((key, value)) = logged(event, name)
        {
            json.text(key, value);
        }
    }
    if program.order.contains(&Name::XRequestId) {
        json.key("header_X-Request-Id");
        let id = event.connection.id ^ u64::from(event.connection.served) << 48;
        let _ = write!(json.out, "\"{id:016x}\"");
    }
    // Behind a proxy the HTTP/2 opening is the proxy's.
    if let (Http::V2, Some(h2), Side::Both) = (http, program.h2, event.side) {
        json.text("h2_fingerprint", h2.fingerprint);
        json.text("h2_settings_fp", h2.settings);
        json.number("h2_window_update", h2.window.into());
        json.text("h2_pseudo_order", h2.order);
    }
}

/// Whether this request carries the header its program may send.
fn sends(event: &Event, name: Name, http: Http) -> bool {
    let (client, request) = (&event.client, &event.request);
    let (program, kind) = (client.program, request.kind);
    let browser = program.engine.is_browser();
    if (name.needs_tls() && event.side == Side::Clear && browser)
        || (name.http1_only() && http == Http::V2)
    {
        return false;
    }
    match name {
        Name::ContentLength | Name::ContentType => !kind.content_type().is_empty(),
        Name::Origin => !kind.content_type().is_empty() && !request.referer.is_empty(),
        Name::Cookie => client.cookies,
        Name::Referer => !request.referer.is_empty(),
        Name::SecChUa | Name::SecChUaMobile | Name::SecChUaPlatform => program.hints.is_some(),
        Name::SecFetchUser => kind.navigates(),
        Name::UpgradeInsecureRequests => kind.navigates(),
        Name::AcceptEncoding => !program.encodings.is_empty(),
        Name::XForwardedFor => client.forwarded.is_some(),
        _ => true,
    }
}

/// The key and value of a header whose value the log keeps.
fn logged(event: &Event, name: Name) -> Option<(&'static str, &str)> {
    let (client, request) = (&event.client, &event.request);
    let program = client.program;
    let hint = |value: fn(&super::program::Hints) -> &'static str| program.hints.map(value);
    Some(match name {
        Name::UserAgent => {
            ("header_User-Agent", client.user_agent.as_deref().unwrap_or(program.user_agent))
        }
        Name::Accept => ("header_Accept", program.engine.accept(request.kind)),
        Name::AcceptEncoding => (
            "header_Accept-Encoding",
            if event.side == Side::Clear && program.engine.is_browser() {
                "gzip, deflate"
            } else {
                program.encodings
            },
        ),
        Name::AcceptLanguage => {
            ("header_Accept-Language", program.language.unwrap_or(client.language))
        }
        Name::ContentType => ("header_Content-Type", request.kind.content_type()),
        Name::XForwardedFor => ("header_X-Forwarded-For", client.forwarded.as_deref()?),
        Name::SecChUa => ("header_Sec-CH-UA", hint(|h| h.brands)?),
        Name::SecChUaMobile => ("header_Sec-CH-UA-Mobile", hint(|h| h.mobile)?),
        Name::SecChUaPlatform => ("header_Sec-CH-UA-Platform", hint(|h| h.platform)?),
        Name::SecFetchDest => ("header_Sec-Fetch-Dest", request.kind.dest()),
        // Node's fetch says `cors` whatever it is used for.
        Name::SecFetchMode if !program.engine.is_browser() => ("header_Sec-Fetch-Mode", "cors"),
        Name::SecFetchMode => ("header_Sec-Fetch-Mode", request.kind.mode()),
        Name::SecFetchSite => ("header_Sec-Fetch-Site", request.site.text()),
        _ => return None,
    })
}

fn network(json: &mut Json, event: &Event, v6: bool) {
    let Some(seen) = &event.client.syn else { return };
    json.number("ip_meta_ttl", seen.ttl.into());
    if v6 {
        // IPv6 has neither identification nor DF; its header is 20 bytes longer.
        json.number("ip_meta_total_length", u64::from(seen.syn.length) + 20);
    } else {
        let id = if seen.syn.id_zero { 0 } else { event.connection.ip_id };
        json.number("ip_meta_id", id.into());
        json.raw("ip_meta_df", seen.syn.df);
        json.number("ip_meta_total_length", seen.syn.length.into());
    }
    json.number("tcp_meta_window_size", seen.syn.window.into());
    if seen.mss > 0 {
        json.number("tcp_meta_mss", seen.mss.into());
    }
    if let Some(scale) = seen.syn.scale {
        json.number("tcp_meta_window_scale", scale.into());
    }
    json.text("tcp_meta_options", seen.syn.options);
}

fn tls(json: &mut Json, event: &Event) {
    let hello = event.client.program.hello;
    json.number("syn_to_clienthello_ms", event.connection.hello_ms.into());
    json.text("tls_version", hello.tls);
    if !event.connection.bare {
        json.text("tls_sni", &event.request.host);
    }
    json.text("tls_alpn", hello.alpn);
    if !hello.ja3_hash.is_empty() {
        json.text("ja3_hash", hello.ja3_hash);
    }
    json.text("ja4", if event.connection.bare { hello.ja4_no_sni } else { hello.ja4 });
}

/// A JSON object under construction; the first member is written by hand.
struct Json {
    out: String,
}

impl Json {
    fn key(&mut self, key: &str) {
        self.out.push_str(",\"");
        self.out.push_str(key);
        self.out.push_str("\":");
    }

    fn number(&mut self, key: &str, value: u64) {
        self.key(key);
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        let mut left = value;
        loop {
            at -= 1;
            digits[at] = b'0' + (left % 10) as u8;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        self.out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
    }

    fn raw(&mut self, key: &str, value: bool) {
        self.key(key);
        self.out.push_str(if value { "true" } else { "false" });
    }

    fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.out.push('"');
        let mut copied = 0;
        for (at, byte) in value.bytes().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.out.push_str(&value[copied..at]);
            copied = at + 1;
            if byte < b' ' {
                let _ = write!(self.out, "\\u{byte:04x}");
            } else {
                self.out.push('\\');
                self.out.push(char::from(byte));
            }
        }
        self.out.push_str(&value[copied..]);
        self.out.push('"');
    }
}
