//! The values a field of a list's form offers.

use crate::boards::{Request, parts};
use crate::domain::listing::{Column, ListQuery, Listing};
use crate::error::AppError;
use crate::store::listing::{self as store, Value};

/// The commonest values that contain a text, among the rows under the other conditions of the page,
/// each with the rows that have it.
///
/// # Errors
/// When there is no such list or field, when a parameter of the page cannot be used, or when the
/// question fails.
pub async fn offered(
    request: &Request<'_>,
    (list, field): (&str, &str),
    part: &str,
) -> Result<Vec<(String, u64)>, AppError> {
    let listing = Listing::named(list).ok_or(AppError::NotFound)?;
    let column = listing.column(field).filter(|column| column.has_values());
    let column: &Column = column.ok_or(AppError::NotFound)?;
    let others = request.params.without(field);
    let query = ListQuery::parse(listing, &others).map_err(|invalid| parts::refused(&invalid))?;
    let values = store::values(request.db, &query, column, part, request.now).await;
    let pair = |Value { value, cnt }| (value, cnt);
    Ok(values.map_err(request.failed)?.into_iter().map(pair).collect())
}
