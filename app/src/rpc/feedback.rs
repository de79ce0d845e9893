//! Server functions of the verdicts: what keys do without leaving the page.

use leptos::prelude::*;

use crate::domain::feedback::Proposal;
use crate::error::AppError;
use crate::wire::{Packed, Text};

/// What came of a form that was sent, for the page that is drawn in answer to it.
#[derive(Clone, Debug)]
pub struct Posted {
    /// What the analyst calls themselves, from the form or from before.
    pub author: Option<String>,
    /// The judgement that waits for a yes or for corrections.
    pub proposal: Option<Proposal>,
    /// Why nothing was stored.
    pub failure: Option<AppError>,
}

/// Gives an address a verdict without reason and note, or takes one back; answers with the id of
/// what was stored.
#[server(prefix = "/rpc", endpoint = "judge", output = Text)]
pub async fn judge(
    /// The address, in any spelling; nothing for an undo.
    ip: String,
    /// Word of the verdict.
    verdict: String,
    /// Id of the verdict to take back.
    undo: String,
) -> Result<Packed<String>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, author, db, failed, now, public, respond};
    use crate::domain::feedback::{VerdictId, VerdictInput};
    use crate::store::feedback::{self, Undo};
    let (db, author, now) = (db()?, author(), now()?);
    let author = author.as_deref();
    let stored = async {
        if undo.is_empty() {
            let input = VerdictInput { verdict, ..VerdictInput::default() };
            let judgement = input.judgement().map_err(|reasons| AppError::Invalid {
                field: "verdict".to_owned(),
                reason: reasons.concat(),
            })?;
            let ip = address(&ip)?;
            return feedback::classify(&db, ip, &judgement, author, now).await.map_err(failed);
        }
        let id = VerdictId::parse(&undo).ok_or(AppError::NotFound)?;
        match feedback::undo(&db, id, author, now).await.map_err(failed)? {
            Undo::Done(id) => Ok(id),
            Undo::JudgedSince => Err(AppError::Conflict),
            Undo::Unknown => Err(AppError::NotFound),
        }
    };
    let stored: Result<VerdictId, AppError> = stored.await;
    respond(async { stored.map(|id| id.to_string()) }).await
}
