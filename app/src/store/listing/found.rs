//! The addresses in which a searched text occurs, found before requests are asked for.

use super::table;
use crate::domain::listing::{ListQuery, Listing, Search};
use crate::domain::time::{self, Timestamp};
use crate::store::Db;
use crate::store::error::Result;

/// Addresses that requests are looked up for; with more of them requests are found everywhere.
const MOST: u64 = 1_000;
/// Seconds of a span below which they are not looked up.
const SHORT: u32 = 6 * time::HOUR;
/// Days since 1970 of a request, as its address is kept for each (`0022_request_orders.sql`).
const DAY: &str = "intDiv(toUInt32(time), 86400)";

/// Whether a text may be a part of an address: its digits, dots and colons.
pub(super) fn may_be_in_address(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_hexdigit() || ".:".contains(c))
}

/// The addresses with the searched text on the days of the question, as text of IPv6 addresses;
/// `None` when no text is searched that may be in one, when it is in very many, or when the span is
/// so short that its requests are sooner read than the addresses of whole days.
///
/// # Errors
/// When the query fails.
pub(super) async fn found(
    db: &Db,
    query: &ListQuery,
    now: Timestamp,
) -> Result<Option<Vec<String>>> {
    let text = match (query.listing, &query.search) {
        (Listing::Traffic, Some(Search::Text(text))) if may_be_in_address(text) => text,
        _ => return Ok(None),
    };
    let window = query.range.window(now);
    let to = window.to.unwrap_or(Timestamp(u32::MAX));
    if to.min(now).since(window.from) < SHORT {
        return Ok(None);
    }
    let sql = format!(
        "SELECT DISTINCT ip FROM (SELECT toString(toIPv6(src_ip)) AS ip FROM {} \
         WHERE {DAY} >= {{first:UInt32}} AND {DAY} <= {{last:UInt32}} GROUP BY {DAY}, src_ip \
         HAVING position(toString(src_ip), {{text:String}}) > 0) LIMIT {{limit:UInt64}}",
        table(query.listing),
    );
    let day = |at: Timestamp| at.0 / time::DAY;
    let read = db.read("traffic.found", &sql).param("text", text.to_ascii_lowercase());
    let read = read.param("first", day(window.from)).param("last", day(to));
    let ips: Vec<String> = read.param("limit", MOST + 1).fetch_all().await?;
    let is_few = ips.len() as u64 <= MOST;
    Ok(is_few.then_some(ips))
}
