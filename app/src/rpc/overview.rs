//! Server functions of the overview page.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::domain::overview::{Overview, WorstAddress};
use crate::error::AppError;
use crate::wire::{Dated, Packed, Text};

/// Everything the overview counts over the last 24 hours.
#[server(prefix = "/rpc", endpoint = "overview", input = GetUrl, output = Text)]
pub async fn get_overview() -> Result<Packed<Overview>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{db, failed, now, public, respond};
    use crate::store::overview::overview;
    respond(async { overview(&db()?, now()?).await.map_err(failed) }).await
}

/// The addresses with the highest risk now, worst first.
#[server(prefix = "/rpc", endpoint = "worst_addresses", input = GetUrl, output = Text)]
pub async fn list_worst_addresses() -> Result<Packed<Dated<Vec<WorstAddress>>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{db, failed, now, public, respond};
    use crate::store::overview::worst;
    respond(async {
        let as_of = now()?;
        let body = worst(&db()?, as_of).await.map_err(failed)?;
        Ok(Dated { as_of, body })
    })
    .await
}
