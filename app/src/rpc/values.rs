//! The server function behind the fields of a list's form.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::wire::{Packed, Text};

/// The values a field can be filled in with, commonest first, each with the rows that have it.
#[server(prefix = "/rpc", endpoint = "values", input = GetUrl, output = Text)]
pub async fn get_values(
    /// Name of the list.
    #[server(default)]
    list: String,
    /// Name of the field.
    #[server(default)]
    field: String,
    /// The query of the page's address, without its question mark.
    #[server(default)]
    query: String,
    /// What has been filled in so far.
    #[server(default)]
    part: String,
) -> Result<Packed<Vec<(String, u64)>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{board_request, db, public, respond};
    use crate::boards::offered;
    respond(async { offered(&board_request(&db()?, "", &query)?, (&list, &field), &part).await })
        .await
}
