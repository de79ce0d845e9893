//! How an element is written by the server, built by the browser, and taken over by it.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use leptos::web_sys::Event;
use wasm_bindgen::{JsCast, JsValue};

use super::{El, Listener, Live, Value, Words};
use crate::ui::chart::Markup;

/// Tags that have no content and are not closed (HTML, "void elements").
const VOID: [&str; 2] = ["input", "br"];

/// Tags of drawings, which stand in a namespace of their own.
const SVG: [&str; 4] = ["svg", "path", "rect", "text"];

impl El {
    fn open_tag(&self, html: &mut String) {
        html.push('<');
        html.push_str(self.tag);
        for (name, value) in &self.attributes {
            let value = match value {
                Value::Fixed(value) => Some(value.clone()),
                Value::Live(value) => value().map(Words::from),
            };
            if let Some(value) = value {
                html.push(' ');
                html.push_str(name);
                html.push_str("=\"");
                escape_into(html, &value);
                html.push('"');
            }
        }
        html.push('>');
    }

    fn is_void(&self) -> bool {
        VOID.contains(&self.tag)
    }

    /// Connects an element that is in the document with everything but its children.
    fn connect(self, el: Element, children: Vec<AnyViewState>) -> ElState {
        let attributes = self
            .attributes
            .into_iter()
            .map(|(name, value)| match value {
                Value::Fixed(_) => (name, None),
                Value::Live(value) => (name, Some(follow(el.clone(), name, value))),
            })
            .collect();
        let listeners = listen(&el, self.listeners);
        ElState { el, tag: self.tag, attributes, _listeners: listeners, children }
    }
}

fn listen(
    el: &Element,
    listeners: Vec<(&'static str, Listener)>,
) -> Vec<RemoveEventHandler<Element>> {
    let add = |(event, mut listener): (&'static str, Listener)| {
        let typed = move |event: JsValue| listener(event.unchecked_into::<Event>());
        Rndr::add_event_listener(el, event, Box::new(typed))
    };
    listeners.into_iter().map(add).collect()
}

fn follow(el: Element, name: &'static str, value: Live) -> RenderEffect<Option<String>> {
    RenderEffect::new(move |before: Option<Option<String>>| {
        let now = value();
        if before.as_ref() != Some(&now) {
            match &now {
                Some(value) => Rndr::set_attribute(&el, name, value),
                None => Rndr::remove_attribute(&el, name),
            }
        }
        now
    })
}

fn escape_into(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}

/// An element in the document.
pub struct ElState {
    el: Element,
    tag: &'static str,
    attributes: Vec<(&'static str, Option<RenderEffect<Option<String>>>)>,
    /// Dropping one takes it off the element.
    _listeners: Vec<RemoveEventHandler<Element>>,
    children: Vec<AnyViewState>,
}

impl Render for El {
    type State = ElState;

    fn build(mut self) -> ElState {
        let namespace = SVG.contains(&self.tag).then_some("http://www.w3.org/2000/svg");
        let el = Rndr::create_element(self.tag, namespace);
        for (name, value) in &self.attributes {
            if let Value::Fixed(value) = value {
                Rndr::set_attribute(&el, name, value);
            }
        }
        if let Some(markup) = &self.markup {
            markup.show_in(&el);
        }
        let children = std::mem::take(&mut self.children);
        let children = children.into_iter().map(|child| mounted(child, &el)).collect();
        self.connect(el, children)
    }

    fn rebuild(mut self, state: &mut ElState) {
        if self.tag != state.tag {
            let mut new = self.build();
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
            return;
        }
        let el = state.el.clone();
        for (name, _) in &state.attributes {
            if !self.attributes.iter().any(|(other, _)| other == name) {
                Rndr::remove_attribute(&el, name);
            }
        }
        for (name, value) in &self.attributes {
            if let Value::Fixed(value) = value
                && el.get_attribute(name).as_deref() != Some(value)
            {
                Rndr::set_attribute(&el, name, value);
            }
        }
        let mut children = std::mem::take(&mut state.children);
        if let Some(markup) = &self.markup {
            markup.show_in(&el);
        }
        let new = std::mem::take(&mut self.children);
        for mut surplus in children.drain(new.len().min(children.len())..) {
            surplus.unmount();
        }
        let kept = children.len();
        for (at, child) in new.into_iter().enumerate() {
            match children.get_mut(at) {
                Some(state) if at < kept => child.rebuild(state),
                _ => children.push(mounted(child, &el)),
            }
        }
        *state = self.connect(el, children);
    }
}

fn mounted(child: AnyView, parent: &Element) -> AnyViewState {
    let mut child = child.build();
    child.mount(parent, None);
    child
}

impl RenderHtml for El {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        for child in &mut self.children {
            child.dry_resolve();
        }
    }

    async fn resolve(mut self) -> Self {
        let mut resolved = Vec::with_capacity(self.children.len());
        for child in self.children {
            resolved.push(child.resolve().await);
        }
        self.children = resolved;
        self
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        self.open_tag(html);
        if !self.is_void() {
            html.push_str(self.markup.as_ref().map_or("", Markup::as_str));
            *position = Position::FirstChild;
            for child in self.children {
                child.to_html_with_buf(html, position, true, mark_branches, vec![]);
            }
            html.push_str("</");
            html.push_str(self.tag);
            html.push('>');
        }
        *position = Position::NextChild;
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        html: &mut StreamBuilder,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        html.with_buf(|html| self.open_tag(html));
        if !self.is_void() {
            html.push_sync(self.markup.as_ref().map_or("", Markup::as_str));
            *position = Position::FirstChild;
            for child in self.children {
                child.to_html_async_with_buf::<OUT_OF_ORDER>(
                    html,
                    position,
                    true,
                    mark_branches,
                    vec![],
                );
            }
            html.push_sync("</");
            html.push_sync(self.tag);
            html.push_sync(">");
        }
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(
        mut self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> ElState {
        let el = found(cursor, position);
        let children = std::mem::take(&mut self.children);
        let children = children
            .into_iter()
            .map(|child| child.hydrate::<FROM_SERVER>(cursor, position))
            .collect();
        leave(&el, cursor, position);
        self.connect(el, children)
    }

    async fn hydrate_async(mut self, cursor: &Cursor, position: &PositionState) -> ElState {
        let el = found(cursor, position);
        let mut children = Vec::with_capacity(self.children.len());
        for child in std::mem::take(&mut self.children) {
            children.push(child.hydrate_async(cursor, position).await);
        }
        leave(&el, cursor, position);
        self.connect(el, children)
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// The element the server wrote at the cursor, and the cursor before its first child.
fn found(cursor: &Cursor, position: &PositionState) -> Element {
    match position.get() {
        Position::FirstChild => cursor.child(),
        Position::Current => {}
        _ => cursor.sibling(),
    }
    position.set(Position::FirstChild);
    match cursor.current().dyn_into::<Element>() {
        Ok(el) => el,
        Err(_) => unreachable!("the page is not what the server drew"),
    }
}

fn leave(el: &Element, cursor: &Cursor, position: &PositionState) {
    cursor.set(el.clone().unchecked_into::<Node>());
    position.set(Position::NextChild);
}

impl AddAnyAttr for El {
    type Output<New: Attribute> = Self;

    /// Nothing spreads attributes over our elements.
    fn add_any_attr<New: Attribute>(self, _attribute: New) -> Self {
        self
    }
}

impl Mountable for ElState {
    fn unmount(&mut self) {
        Rndr::remove(&self.el);
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        Rndr::insert_node(parent, &self.el, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = Rndr::get_parent(&self.el).and_then(|node| node.dyn_into::<Element>().ok());
        match parent {
            Some(parent) => {
                child.mount(&parent, Some(&self.el));
                true
            }
            None => false,
        }
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.el.clone()]
    }
}
