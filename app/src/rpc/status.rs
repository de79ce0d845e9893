//! The server function behind the frame of every page.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};

use crate::domain::overview::SiteStatus;
use crate::error::AppError;
use crate::wire::Packed;

/// What every page says about the data as a whole.
#[server(prefix = "/rpc", endpoint = "status", input = GetUrl, output = Json)]
pub async fn get_status() -> Result<Packed<SiteStatus>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{db, public, respond};
    let found = crate::store::overview::has_synthetic_data(&db()?).await;
    respond(found.map(|has_synthetic_data| SiteStatus { has_synthetic_data }))
}
