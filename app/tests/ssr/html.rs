//! Drawing without a request, requests without a server, and a reader of the tags that come out.

use app::app::{App, shell};
use app::rpc::context::RequestId;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::location::RequestUrl;

/// The reference of every failure in these tests.
pub(crate) const REFERENCE: &str = "0f3a91bc";

/// The HTML of a view, one tag per line, without the marks that hydration needs.
pub(crate) fn html(draw: impl FnOnce() -> AnyView + Send + 'static) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(RequestUrl::new("/"));
        // Charts ask the router for the page's address.
        view! { <Router>{draw()}</Router> }.to_html()
    });
    owner.unset_with_forced_cleanup();
    readable(&html)
}

fn readable(html: &str) -> String {
    html.replace("<!>", "").replace("<!--<() />-->", "").replace("><", ">\n<")
}

/// What came back for a request.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) html: String,
}

/// A server renders on one runtime; tests each have their own, so they take turns.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Asks for a page of a server that has no database, with these cookies.
pub(crate) async fn get(path: &str, cookies: &str) -> Answer {
    let _turn = TURN.lock().await;
    // Also starts the executor that resources need.
    let _ = leptos_axum::generate_route_list(App);
    let context = || provide_context(RequestId(REFERENCE.to_owned()));
    let render = leptos_axum::render_app_to_stream_in_order_with_context(context, shell);
    let request = Request::get(path)
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, cookies)
        .body(Body::empty())
        .unwrap();
    let response = render(request).await;
    let status = response.status().as_u16();
    let location = response.headers().get(header::LOCATION);
    let location = location.map(|value| value.to_str().unwrap().to_owned());
    let body = to_bytes(response.into_body(), 1 << 22).await.unwrap();
    Answer { status, location, html: readable(std::str::from_utf8(&body).unwrap()) }
}

/// A tag with its attributes, as a browser would read it.
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

const VOID: [&str; 8] = ["br", "hr", "img", "input", "link", "meta", "rect", "polyline"];

/// All opening tags; panics when tags do not close in the order they opened.
pub(crate) fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with('!') {
            continue;
        }
        let end = end_of_tag(rest);
        let inside = &rest[..end];
        rest = &rest[end..];
        if let Some(name) = inside.strip_prefix('/') {
            let opened = open.pop();
            if VOID.contains(&name) && opened.as_deref() != Some(name) {
                open.extend(opened);
                continue;
            }
            assert_eq!(opened.as_deref(), Some(name), "closed in the wrong order");
            continue;
        }
        let tag = parse(inside.trim_end_matches('/'));
        let is_raw = matches!(tag.name.as_str(), "script" | "style");
        // SVG's empty shapes close themselves or are closed, HTML's void tags neither.
        let closes = rest.starts_with(&format!("></{}>", tag.name));
        if !inside.ends_with('/') && (!VOID.contains(&tag.name.as_str()) || closes) {
            open.push(tag.name.clone());
        }
        if tag.name == "rect" && !inside.ends_with('/') && !closes {
            open.push("rect".to_owned());
        }
        if is_raw {
            let close = format!("</{}", tag.name);
            rest = &rest[rest.find(&close).expect("a script ends")..];
        }
        found.push(tag);
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    found
}

/// Where the tag ends: the first `>` outside quotes.
fn end_of_tag(rest: &str) -> usize {
    let mut is_quoted = false;
    for (at, c) in rest.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            '>' if !is_quoted => return at,
            _ => {}
        }
    }
    panic!("a tag without an end: {rest:.80}");
}

fn parse(inside: &str) -> Tag {
    let (name, mut rest) = inside.split_once([' ', '\n']).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Tag { name: name.to_owned(), attributes };
        }
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let close = quoted.find('"').expect("an attribute ends");
            value = quoted[..close].to_owned();
            rest = &quoted[close + 1..];
        }
        attributes.push((key, value));
    }
}

/// Fails on what a nonce policy without `unsafe-inline` would refuse, and on active content.
pub(crate) fn assert_inert(html: &str) {
    for tag in tags(html) {
        let is_ours = matches!(tag.attributes.iter().find(|(key, _)| key == "nonce"), Some((_, nonce)) if !nonce.is_empty());
        let is_active =
            matches!(tag.name.as_str(), "script" | "img" | "iframe" | "object" | "base");
        assert!(!is_active || is_ours, "active content: {tag:?}");
        for (key, value) in &tag.attributes {
            assert!(key != "style", "inline style: {tag:?}");
            assert!(!key.starts_with("on"), "inline handler: {tag:?}");
            assert!(!value.trim_start().starts_with("javascript:"), "script address: {tag:?}");
        }
    }
}
