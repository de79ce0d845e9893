//! The fields that narrow a page; a plain form, so that it works without the browser half.

use leptos::prelude::*;

use crate::board::{Field, FormBlock};
use crate::ui::element::{El, el, several};

/// Draws the form.
pub(super) fn view(form: FormBlock) -> AnyView {
    let FormBlock { action, kept, fields, submit } = form;
    let kept = kept.into_iter().map(|(name, value)| {
        el("input").attr("type", "hidden").attr("name", name).attr("value", value).view()
    });
    el("form")
        .class("filters")
        .attr("method", "get")
        .attr("action", action)
        .children(kept)
        .children(fields.into_iter().map(field))
        .child(submit_button(submit))
        .view()
}

/// The button that sends a form.
pub(super) fn submit_button(words: String) -> El {
    el("button").attr("type", "submit").class("button").child(words)
}

/// A field for a line of text.
pub(super) fn text_field(name: String) -> El {
    el("input")
        .attr("type", "text")
        .attr("name", name)
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
}

fn field(field: Field) -> AnyView {
    let Field { name, label, value, hint, options, has_values } = field;
    let list = has_values.then(|| format!("values-{name}"));
    let offered = list.clone().map(|id| el("datalist").attr("id", id).view());
    let control = match options.is_empty() {
        true => text_field(name)
            .attr("value", value)
            .attr("placeholder", hint)
            .attr("maxlength", "200")
            .attr_if("list", list),
        false => {
            let options = options.into_iter().map(|(key, words)| {
                let selected = (key == value).then_some("");
                el("option").attr("value", key).attr_if("selected", selected).child(words).view()
            });
            el("select").attr("name", name).children(options)
        }
    };
    let label = el("label").class("field").child(el("span").child(label)).child(control).view();
    several([Some(label), offered].into_iter().flatten().collect())
}
