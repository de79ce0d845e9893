//! Whom to judge, taken from a list under its filters.

use super::super::{Request, listing, parts};
use crate::board::{Block, BoardPanel, Choice};
use crate::domain::feedback::target::{ADDRESSES_MAX, Target};
use crate::domain::feedback::{Proposal, VerdictInput};
use crate::domain::listing::{ListQuery, Listing};
use crate::error::AppError;
use crate::store::feedback;
use crate::store::listing::addresses;
use crate::ui::number::exact;

/// The parameter that names the list; the others are the list's own.
const NAME: &str = "of";

/// The link from a list to judging the addresses of its rows.
pub(in crate::boards) fn link(list: Listing, request: &Request<'_>) -> Block {
    let bare = ["page", "per_page", "columns", "density", "sort", "order"]
        .iter()
        .fold(request.params.clone(), |params, name| params.without(name));
    let links = vec![Choice {
        text: "the addresses of these rows".to_owned(),
        href: bare.with(NAME, list.key()).href("/classification"),
        is_current: false,
    }];
    Block::Links { label: "Judge".to_owned(), links, is_folded: false }
}

/// The list the page's address names, `None` when it names none.
pub(super) fn named(request: &Request<'_>) -> Result<Option<ListQuery>, AppError> {
    let named = request.params.get(NAME).unwrap_or_default();
    let list = Listing::ALL.into_iter().find(|list| list.key() == named);
    let query = list.map(|list| ListQuery::parse(list, &request.params)).transpose();
    query.map_err(|invalid| parts::refused(&invalid))
}

/// Who stands in a list: a panel about them, and the fields they fill.
pub(super) async fn who(
    query: &ListQuery,
    request: &Request<'_>,
) -> Result<(BoardPanel, VerdictInput), AppError> {
    let limit = ADDRESSES_MAX as u32 + 1;
    let mut found =
        addresses(request.db, query, request.now, limit).await.map_err(request.failed)?;
    let is_more = found.len() > ADDRESSES_MAX;
    found.truncate(ADDRESSES_MAX);
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    let input = VerdictInput { target: lines.join("\n"), ..VerdictInput::default() };
    let target = Target { addresses: found, ..Target::default() };
    let preview =
        feedback::preview(request.db, target, request.now).await.map_err(request.failed)?;
    let words = match is_more {
        true => format!(
            "The list has more than {most} addresses; these are the {most} with most rows. Narrow \
             the list to reach the others.",
            most = exact(ADDRESSES_MAX as u64),
        ),
        false => "Choose the verdict below; nothing is stored before you have seen them again."
            .to_owned(),
    };
    let links = vec![Choice {
        text: listing::words(query, request),
        href: request.params.without(NAME).href(listing::path(query.listing)),
        is_current: false,
    }];
    let mut panel =
        super::preview::panel(Proposal { input: input.clone(), problems: Vec::new(), preview });
    panel.title = "Addresses of a list".to_owned();
    panel.blocks.insert(0, Block::Links { label: "From".to_owned(), links, is_folded: false });
    panel.blocks.insert(1, Block::Words(words));
    Ok((panel, input))
}
