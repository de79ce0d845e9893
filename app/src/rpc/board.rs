//! The server function behind every page that is a board.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::board::{Board, BoardKind, Part, PartKind};
use crate::error::AppError;
use crate::wire::{Packed, Text};

/// A board under the query of its page's address.
#[server(prefix = "/rpc", endpoint = "board", input = GetUrl, output = Text)]
pub async fn get_board(
    /// Which board.
    kind: BoardKind,
    /// What it is about, empty for most.
    #[server(default)]
    subject: String,
    /// The query of the page's address, without its question mark.
    #[server(default)]
    query: String,
) -> Result<Packed<Board>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{board_request, db, public, respond, set_status};
    use crate::boards::compose;
    respond(async {
        let board = compose(kind, &board_request(&db()?, &subject, &query)?).await?;
        if board.refused.is_some() {
            set_status(422);
        }
        Ok(board)
    })
    .await
}

/// What a page shows beside or inside its board.
#[server(prefix = "/rpc", endpoint = "part", input = GetUrl, output = Text)]
pub async fn get_part(
    /// Which part.
    kind: PartKind,
    /// What it is about, empty for most.
    #[server(default)]
    subject: String,
    /// The query of the page's address, without its question mark.
    #[server(default)]
    query: String,
) -> Result<Packed<Part>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{board_request, db, public, respond};
    use crate::boards::compose_part;
    respond(async { compose_part(kind, &board_request(&db()?, &subject, &query)?).await }).await
}
