//! What a failure looks like: what happened, what it means, what to do, and its reference.

use leptos::prelude::*;

use super::element::{boxed, el};
use crate::error::AppError;

/// What happened, what it means for the reader, and what to do about it.
fn words(error: AppError) -> (String, &'static str, &'static str) {
    match error {
        AppError::NotFound => (
            "This does not exist.".to_owned(),
            "The address may be mistyped, or what it showed is past its retention.",
            "Go to the overview, or search for an IP address.",
        ),
        AppError::Invalid { field, reason } => (
            format!("The value of “{field}” cannot be used: {reason}."),
            "Nothing was asked of the database.",
            "Correct the value and try again.",
        ),
        AppError::Unauthorized => (
            "You are not logged in.".to_owned(),
            "This part is for known users.",
            "Log in and come back.",
        ),
        AppError::Forbidden => (
            "You may not see this.".to_owned(),
            "Your account lacks the right to it.",
            "Ask an administrator for access.",
        ),
        AppError::Conflict => (
            "Somebody else changed this at the same time.".to_owned(),
            "Your change was not stored.",
            "Load the page again and repeat your change.",
        ),
        AppError::Unavailable { .. } => (
            "The database does not answer.".to_owned(),
            "These figures are missing, not zero. What is stored is not affected.",
            "Try again in a moment. If it stays so, look up the reference in the server’s log.",
        ),
        AppError::Missing { what, .. } => (
            format!("This database has no {what}."),
            "What rests on it cannot be shown; everything else can.",
            "Run `ja4soc doctor` to see what is missing, page by page.",
        ),
        AppError::Internal { .. } => (
            "The server made a mistake.".to_owned(),
            "These figures are missing, not zero.",
            "Try again. If it stays so, look up the reference in the server’s log.",
        ),
        AppError::Transport(_) => (
            "The server could not be reached.".to_owned(),
            "What you see elsewhere on this page may be older than it looks.",
            "Check your connection and try again.",
        ),
    }
}

/// A failure in place of the data it kept away.
#[must_use]
pub fn error_panel(error: AppError) -> AnyView {
    let reference = error.reference().map(str::to_owned);
    let (what, meaning, advice) = words(error);
    let reference = reference
        .map(|id| el("p").class("error-reference").child("Reference ").child(el("code").child(id)));
    // An empty address is this page with its query; the router must not take it.
    let again = el("a").class("button").attr("href", "").attr("rel", "external").child("Try again");
    el("div")
        .class("error")
        .attr("role", "alert")
        .child(boxed("p", "error-what", what))
        .child(el("p").child(meaning))
        .child(el("p").child(advice))
        .child(reference)
        .child(el("p").child(again))
        .view()
}
