//! Server functions of the overview page.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};

use crate::domain::overview::{Overview, WorstAddress};
use crate::error::AppError;
use crate::wire::{Dated, Packed};

/// Everything the overview counts over the last 24 hours.
#[server(prefix = "/rpc", endpoint = "overview", input = GetUrl, output = Json)]
pub async fn get_overview() -> Result<Packed<Overview>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{db, failed, now, public, respond};
    use crate::store::overview::overview;
    respond(async { overview(&db()?, now()?).await.map_err(failed) }).await
}

/// The addresses with the highest risk now, worst first.
#[server(prefix = "/rpc", endpoint = "worst_addresses", input = GetUrl, output = Json)]
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
