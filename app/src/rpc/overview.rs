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
    use super::context::{db, now, public, respond};
    respond(crate::store::overview::overview(&db()?, now()?).await)
}

/// The addresses with the highest risk now, worst first.
#[server(prefix = "/rpc", endpoint = "worst_addresses", input = GetUrl, output = Json)]
pub async fn list_worst_addresses() -> Result<Packed<Dated<Vec<WorstAddress>>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{db, now, public, respond_dated};
    let at = now()?;
    respond_dated(at, crate::store::overview::worst(&db()?, at).await)
}
