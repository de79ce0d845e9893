//! Forms that store something: plain ones, so that they work before and without the browser half.

use leptos::prelude::*;

use crate::board::{Input, InputKind, SentForm};
use crate::ui::element::{boxed, el};

/// Draws the form.
pub(super) fn view(form: SentForm, class: &'static str) -> AnyView {
    let SentForm { hidden, inputs, buttons } = form;
    let hidden = hidden.into_iter().map(|(name, value)| {
        el("input").attr("type", "hidden").attr("name", name).attr("value", value).view()
    });
    let buttons = buttons.into_iter().map(|(value, words)| {
        let name = (!value.is_empty()).then_some("verdict");
        el("button")
            .attr("type", "submit")
            .class("button")
            .attr_if("name", name)
            .attr("value", value)
            .child(words)
            .view()
    });
    el("form")
        .class(class)
        .attr("method", "post")
        .attr("action", "/classification")
        .children(hidden)
        .children(inputs.into_iter().map(input))
        .child(el("span").class("buttons").children(buttons))
        // What keys made of it, see `pages::verdict_keys`.
        .child(el("output"))
        .view()
}

fn input(input: Input) -> AnyView {
    let Input { kind, name, label, value, most, options } = input;
    let control = match kind {
        InputKind::Hint => return boxed("p", "hint", label),
        InputKind::Line => el("input")
            .attr("type", "text")
            .attr("name", name)
            .attr("value", value)
            .attr("maxlength", most.to_string())
            .attr("autocomplete", "off"),
        InputKind::Area => el("textarea")
            .attr("name", name)
            .attr("maxlength", most.to_string())
            .attr("rows", "3")
            .attr("spellcheck", "false")
            .children((!value.is_empty()).then(|| value.into_any())),
        InputKind::List => {
            el("select").attr("name", name).children(options.into_iter().map(|(key, words)| {
                let selected = (key == value).then_some("");
                el("option").attr("value", key).attr_if("selected", selected).child(words).view()
            }))
        }
        InputKind::Radio => {
            let options = options.into_iter().map(|(key, words)| {
                let checked = (key == value).then_some("");
                let radio = el("input")
                    .attr("type", "radio")
                    .attr("name", name.clone())
                    .attr("value", key)
                    .attr_if("checked", checked)
                    .attr("required", "");
                el("label").class("choice").child(radio).child(words).view()
            });
            let legend = el("legend").child(label);
            return el("fieldset").class("choices").child(legend).children(options).view();
        }
    };
    el("label").class("field").child(el("span").child(label)).child(control).view()
}
