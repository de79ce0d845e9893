//! Where a page of a list ends, found before its rows are read.

use super::{is_all_requests, sort, table};
use crate::domain::listing::{ListQuery, Listing};

/// Most rows up to the end of a page whose instants are looked up one by one.
const MOST_INSTANTS: u64 = 10_000;

/// A condition that no row fulfils which comes after the page: found from the column of the order
/// and the time alone, so that the wide rest is read for the rows of the page and little else.
///
/// It is put as a negation, since a number that is none (NaN) is neither more nor less; a foreign
/// table's NULL is neither too, and comes last.
pub(super) fn edge(query: &ListQuery, conditions: &str) -> String {
    let time = query.listing.time_column();
    let (table, (sort, direction)) = (table(query.listing), sort(query));
    if sort == time {
        let (last, side) = if query.is_descending { ("min", ">=") } else { ("max", "<=") };
        return format!(
            "{time} {side} (SELECT {last}({time}) FROM (SELECT {time} FROM {table} \
             WHERE {conditions} ORDER BY {time} {direction} LIMIT {{reach:UInt64}}))"
        );
    }
    let (last, side) = match query.is_descending {
        true => ("min((edge_key, edge_time))", "<"),
        false => ("argMax((edge_key, edge_time), (edge_key, -toInt64(edge_time)))", ">"),
    };
    let few = few_addresses(query, conditions);
    let reached = format!(
        "SELECT {sort} AS edge_key, {time} AS edge_time FROM {table} WHERE {conditions}{few} \
         ORDER BY edge_key {direction}, edge_time DESC LIMIT {{reach:UInt64}}"
    );
    // Asked for twice in the same words it runs once.
    let last = format!("(SELECT ({last}, {}) FROM ({reached}))", instants(query));
    let after = format!("{sort} {side} {last}.1.1");
    let among = format!("{sort} = {last}.1.1 AND {time} < {last}.1.2");
    let edge = format!("ifNull(NOT ({after} OR ({among})), 1)");
    match is_stored_by_time(query) {
        true => format!("{time} IN (SELECT arrayJoin({last}.2)) AND {edge}"),
        false => edge,
    }
}

/// Whether few instants lead to few rows: those of a page, in a table stored by time.
fn is_stored_by_time(query: &ListQuery) -> bool {
    let reach = query.offset() + u64::from(query.per_page);
    query.listing == Listing::Traffic && reach <= MOST_INSTANTS
}

fn instants(query: &ListQuery) -> &'static str {
    if is_stored_by_time(query) { "groupUniqArray(edge_time)" } else { "[]" }
}

/// By address, other conditions let the first addresses through alone: writing each of them once
/// takes less than writing that of every row.
fn few_addresses(query: &ListQuery, conditions: &str) -> String {
    // Another program's table has no such order beside it, and is sorted.
    let is_kept_in_order = is_all_requests(query);
    if query.listing != Listing::Traffic || query.sort.key != "src_ip" || is_kept_in_order {
        return String::new();
    }
    let (table, (sort, direction)) = (table(query.listing), sort(query));
    format!(
        " AND src_ip IN (SELECT src_ip FROM (SELECT src_ip, sum(cnt) OVER (ORDER BY {sort} {direction} \
         ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - cnt AS before FROM \
         (SELECT src_ip, count() AS cnt FROM {table} WHERE {conditions} GROUP BY src_ip)) \
         WHERE before < {{reach:UInt64}})"
    )
}
