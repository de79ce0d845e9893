//! The server function behind the frame of every page.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::domain::overview::SiteStatus;
use crate::error::AppError;
use crate::wire::{Packed, Text};

/// What every page says about the data as a whole.
#[server(prefix = "/rpc", endpoint = "status", input = GetUrl, output = Text)]
pub async fn get_status() -> Result<Packed<SiteStatus>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{db, failed, lookups, public, respond_aside};
    use crate::store::overview::has_synthetic_data;
    respond_aside(async {
        let has_synthetic_data = has_synthetic_data(&db()?).await.map_err(failed)?;
        Ok(SiteStatus { lookups: lookups(), has_synthetic_data })
    })
    .await
}
