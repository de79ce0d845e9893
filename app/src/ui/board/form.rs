//! The fields that narrow a page; a plain form, so that it works without the browser half.

use leptos::prelude::*;

use crate::board::{Field, FormBlock};

/// Draws the form.
pub(super) fn view(form: FormBlock) -> AnyView {
    let FormBlock { action, kept, fields, submit } = form;
    let kept = kept
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any())
        .collect_view();
    let fields = fields.into_iter().map(field).collect_view();
    view! {
        <form class="filters" method="get" action=action>
            {kept}
            {fields}
            <button type="submit" class="button">{submit}</button>
        </form>
    }
    .into_any()
}

fn field(field: Field) -> AnyView {
    let Field { name, label, value, options } = field;
    let control = match options.is_empty() {
        true => view! {
            <input type="text" name=name value=value autocomplete="off" spellcheck="false" maxlength="200"/>
        }
        .into_any(),
        false => {
            let options = options
                .into_iter()
                .map(|(key, words)| {
                    let selected = key == value;
                    view! { <option value=key selected=selected>{words}</option> }.into_any()
                })
                .collect_view();
            view! { <select name=name>{options}</select> }.into_any()
        }
    };
    view! { <label class="field"><span>{label}</span>{control}</label> }.into_any()
}
