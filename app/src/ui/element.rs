//! The elements our views are made of: one type for all tags.
//!
//! `view!` makes a type of its own for every tag, attribute and shape, and the browser half gets
//! code for building, changing and taking over each of them; with one type it gets that code once.

mod render;

use std::borrow::Cow;

use leptos::prelude::*;
use leptos::web_sys::Event;

use super::chart::Markup;

/// Text that is often fixed.
pub type Words = Cow<'static, str>;

type Listener = Box<dyn FnMut(Event) + Send>;

type Live = Box<dyn Fn() -> Option<String> + Send>;

enum Value {
    Fixed(Words),
    Live(Live),
}

/// An element with its attributes, listeners and children.
pub struct El {
    tag: &'static str,
    attributes: Vec<(&'static str, Value)>,
    listeners: Vec<(&'static str, Listener)>,
    children: Vec<AnyView>,
    markup: Option<Markup>,
}

/// An element without anything.
#[must_use]
pub fn el(tag: &'static str) -> El {
    El { tag, attributes: vec![], listeners: vec![], children: vec![], markup: None }
}

/// An element of a class with one child.
#[must_use]
pub fn boxed(tag: &'static str, class: &'static str, child: impl Child) -> AnyView {
    el(tag).class(class).child(child).view()
}

/// Views one after the other, without an element around them.
#[must_use]
pub fn several(views: Vec<AnyView>) -> AnyView {
    views.into_any()
}

/// A view that is drawn again whenever a signal it reads changes.
#[must_use]
pub fn live(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(view);
    (move || view()).into_any()
}

/// Text that is read again whenever a signal it reads changes.
#[must_use]
pub fn live_text(text: impl Fn() -> String + Send + 'static) -> AnyView {
    let text: Box<dyn Fn() -> String + Send> = Box::new(text);
    (move || text()).into_any()
}

impl El {
    /// With a class, beside those it has; without one when it is empty.
    #[must_use]
    pub fn class(mut self, class: impl Into<Words>) -> Self {
        let class = class.into();
        if class.is_empty() {
            return self;
        }
        for (name, value) in &mut self.attributes {
            if let ("class", Value::Fixed(value)) = (*name, value) {
                *value = format!("{value} {class}").into();
                return self;
            }
        }
        self.with("class", Value::Fixed(class))
    }

    /// With an attribute.
    #[must_use]
    pub fn attr(self, name: &'static str, value: impl Into<Words>) -> Self {
        self.with(name, Value::Fixed(value.into()))
    }

    /// With an attribute when it has a value.
    #[must_use]
    pub fn attr_if(self, name: &'static str, value: Option<impl Into<Words>>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// With an attribute that follows the signals it reads; `None` removes it.
    #[must_use]
    pub fn attr_live(
        self,
        name: &'static str,
        value: impl Fn() -> Option<String> + Send + 'static,
    ) -> Self {
        self.with(name, Value::Live(Box::new(value)))
    }

    /// With a listener for an event of the browser.
    #[must_use]
    pub fn on(mut self, event: &'static str, listener: impl FnMut(Event) + Send + 'static) -> Self {
        self.listeners.push((event, Box::new(listener)));
        self
    }

    /// With one more child.
    #[must_use]
    pub fn child(mut self, child: impl Child) -> Self {
        child.add_to(&mut self.children);
        self
    }

    /// With more children.
    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = AnyView>) -> Self {
        self.children.extend(children);
        self
    }

    /// With a drawing in place of children.
    #[must_use]
    pub(super) fn markup(mut self, markup: Markup) -> Self {
        self.markup = Some(markup);
        self
    }

    /// The element as a view.
    #[must_use]
    pub fn view(self) -> AnyView {
        self.into_any()
    }

    fn with(mut self, name: &'static str, value: Value) -> Self {
        self.attributes.push((name, value));
        self
    }
}

/// What can stand in an element; `None` is nothing.
pub trait Child {
    /// Adds itself to what stands there already.
    fn add_to(self, children: &mut Vec<AnyView>);
}

impl Child for &'static str {
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self.to_owned().into_any());
    }
}

impl Child for String {
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self.into_any());
    }
}

impl Child for AnyView {
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self);
    }
}

impl Child for El {
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self.view());
    }
}

impl<T: Child> Child for Option<T> {
    fn add_to(self, children: &mut Vec<AnyView>) {
        if let Some(child) = self {
            child.add_to(children);
        }
    }
}
