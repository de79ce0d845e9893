//! The rows of a long table under a reader's conditions, one page at a time or as a stream.

mod conditions;
mod edge;
mod export;
mod found;
mod values;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use self::conditions::Conditions;
use self::edge::edge;
pub use self::export::{ListRows, export};
use self::found::found;
pub use self::values::{Value, values};
use super::error::{Error, ErrorKind, Result};
use super::json_rows::{self, JsonRow};
use super::{Db, Read, over_time};
use crate::domain::ip::Ip;
use crate::domain::listing::{Condition, ListQuery, Listing, Search};
use crate::domain::threat::ThreatLevel;
use crate::domain::time::Timestamp;
use crate::domain::zone::Zone;

/// A page of rows, as the seeds answer it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ListPage {
    /// The rows, each with the columns of its table.
    #[schema(value_type = Vec<Object>)]
    pub data: Vec<JsonRow>,
    /// Rows on all pages.
    pub total: u64,
    /// This page, from 1.
    pub page: u32,
    /// Rows of a page.
    pub per_page: u32,
    /// Pages, at least 1.
    pub pages: u64,
}

/// One page of a long table, and how many rows there are in all; both see the same instant.
///
/// # Errors
/// When a query fails.
pub async fn page(db: &Db, query: &ListQuery, now: Timestamp) -> Result<ListPage> {
    let found = found(db, query, now).await?;
    let found = found.as_deref();
    let (data, total) =
        tokio::try_join!(rows(db, query, now, found), total_among(db, query, now, found))?;
    let pages = total.div_ceil(u64::from(query.per_page)).max(1);
    Ok(ListPage { data, total, page: query.page, per_page: query.per_page, pages })
}

/// How many rows fulfil the conditions.
///
/// # Errors
/// When the query fails.
pub async fn total(db: &Db, query: &ListQuery, now: Timestamp) -> Result<u64> {
    total_among(db, query, now, found(db, query, now).await?.as_deref()).await
}

async fn total_among(
    db: &Db,
    query: &ListQuery,
    now: Timestamp,
    found: Option<&[String]>,
) -> Result<u64> {
    let op = ops(query.listing).1;
    as_stored(|client| {
        let conditions = Conditions::among(query, now, client, found);
        conditions.bind(db.read(op, &conditions.count(table(query.listing)))).fetch_one::<u64>()
    })
    .await
}

/// How many rows fulfil the conditions in the same time just before; `None` when that time is not
/// kept in whole.
///
/// # Errors
/// When a query fails.
pub async fn before(db: &Db, query: &ListQuery, now: Timestamp) -> Result<Option<u64>> {
    let earlier = ListQuery { range: query.range.before(now), ..query.clone() };
    let time = query.listing.time_column();
    let sql = format!("SELECT toUInt32(min({time})) FROM {}", table(query.listing));
    let oldest = db.read("list.oldest", &sql).fetch_one::<u32>();
    let (oldest, count) = tokio::try_join!(oldest, total(db, &earlier, now))?;
    // The least of no instants is 1970.
    let is_kept = oldest > 0 && oldest <= earlier.range.window(now).from.0;
    Ok(is_kept.then_some(count))
}

/// The addresses of the rows that fulfil the conditions, those with most rows first.
///
/// # Errors
/// When the query fails.
pub async fn addresses(db: &Db, query: &ListQuery, now: Timestamp, limit: u32) -> Result<Vec<Ip>> {
    #[derive(Deserialize, clickhouse::Row)]
    struct Address {
        ip: Ip,
    }
    let found: Vec<Address> = as_stored(|client| {
        let conditions = Conditions::new(query, now, client);
        let sql = format!(
            "SELECT {client} AS ip FROM {} WHERE {} GROUP BY ip ORDER BY count() DESC, ip \
             LIMIT {{limit:UInt32}}",
            table(query.listing),
            conditions.sql(),
        );
        conditions.bind(db.read("list.addresses", &sql)).param("limit", limit).fetch_all()
    })
    .await?;
    Ok(found.into_iter().map(|row| row.ip).collect())
}

async fn rows(
    db: &Db,
    query: &ListQuery,
    now: Timestamp,
    found: Option<&[String]>,
) -> Result<Vec<JsonRow>> {
    let op = ops(query.listing).0;
    let ask = |ties: &'static str, client: &'static str, columns: &'static str| {
        let conditions = Conditions::among(query, now, client, found);
        let edge = edge(query, &conditions.sql());
        let conditions_sql = format!("{} AND {edge}", conditions.sql());
        let sql = select(query, columns, &conditions_sql, ties);
        let sql = format!("{sql} LIMIT {{limit:UInt32}} OFFSET {{offset:UInt64}}");
        let read = conditions.bind(db.read(op, &sql));
        let read = read.param("limit", query.per_page).param("offset", query.offset());
        let read = read.param("reach", query.offset() + u64::from(query.per_page));
        let read = if is_read_in_order(query) { as_stored_by_time(read) } else { read };
        let read = json(read);
        async move { json_rows::parse(op, &read.bytes(json_rows::FORMAT).await?) }
    };
    let ask_for = |ties| {
        with_columns(query.listing, move |columns| {
            as_stored(move |client| ask(ties, client, columns))
        })
    };
    match ask_for(ties(query.listing)).await {
        // Tables of an older platform have one row for all windows.
        Err(Error { kind: ErrorKind::MissingColumn(column), .. }) if column == "window_start" => {
            ask_for(FEWER_TIES).await
        }
        answer => answer,
    }
}

/// How many rows one column of a chart over time stands for.
#[derive(Debug, Deserialize, clickhouse::Row)]
pub struct Bucket {
    /// Start of the column.
    pub start: Timestamp,
    /// Threat level, empty for requests.
    pub level: ThreatLevel,
    /// Rows.
    pub cnt: u64,
}

/// Rows under the conditions per so many seconds, round on a zone's clock, and threat level,
/// oldest first.
///
/// # Errors
/// When the query fails.
pub async fn timeline(
    db: &Db,
    query: &ListQuery,
    now: Timestamp,
    (step, zone): (u32, Zone),
) -> Result<Vec<Bucket>> {
    let (op, level) = match query.listing {
        Listing::Detections => ("detections.timeline", "toString(threat_level)"),
        Listing::Scores => ("scores.timeline", "toString(threat_level)"),
        Listing::Traffic => ("traffic.timeline", "''"),
    };
    if is_all_requests(query) && step.is_multiple_of(over_time::MINUTE) {
        let window = query.range.window(now);
        let steps = over_time::requests(db, op, window, (step, zone.seconds())).await?;
        let bucket = |step: over_time::Step| Bucket {
            start: step.start,
            level: ThreatLevel::from(""),
            cnt: step.cnt,
        };
        return Ok(steps.into_iter().map(bucket).collect());
    }
    as_stored(|client| {
        let conditions = Conditions::new(query, now, client);
        let sql = format!(
            "SELECT toDateTime(intDiv(toInt64(toUInt32({time})) + {{east:Int32}}, {{step:UInt32}}) \
             * {{step:UInt32}} - {{east:Int32}}) AS start, \
             {level} AS level, count() AS cnt FROM {} WHERE {} GROUP BY start, level \
             ORDER BY start, level",
            table(query.listing),
            conditions.sql(),
            time = query.listing.time_column(),
        );
        let read = conditions.bind(db.read(op, &sql)).param("step", step);
        read.param("east", zone.seconds()).max_rows(100_000).fetch_all()
    })
    .await
}

/// Whether they are the requests of a time span without any other condition.
fn is_all_requests(query: &ListQuery) -> bool {
    query.listing == Listing::Traffic && query.conditions.is_empty() && query.search.is_none()
}

/// Whether they are requests by time, as they are stored, and not those of few addresses.
fn is_read_in_order(query: &ListQuery) -> bool {
    let names = |condition: &Condition| condition.column.key == "src_ip" && !condition.is_excluded;
    let is_of_addresses =
        matches!(query.search, Some(Search::Net(_))) || query.conditions.iter().any(names);
    query.listing == Listing::Traffic && query.sort.key == "time" && !is_of_addresses
}

/// Keeps to the rows by time: those by address beside them would all have to be read and sorted.
fn as_stored_by_time(read: Read) -> Read {
    read.setting("optimize_use_projections", "0")
}

fn json(read: Read) -> Read {
    read.setting("output_format_json_quote_denormals", "0")
        .setting("output_format_json_quote_64bit_integers", "0")
}

/// The columns of a row; requests of another program have no column of our own making.
fn columns(listing: Listing, is_ours: bool) -> &'static str {
    match (listing, is_ours) {
        (Listing::Detections | Listing::Scores, _) => "*, toString(src_ip) AS src_ip_str",
        (Listing::Traffic, true) => {
            "time, src_ip, method, host, path, http_version, header_user_agent, ja4, src_country_code, http_status"
        }
        (Listing::Traffic, false) => {
            "time, src_ip, method, host, path, http_version, header_user_agent, ja4, src_country_code"
        }
    }
}

/// Asks for all columns, and again without ours where there are none.
async fn with_columns<T, F>(listing: Listing, ask: impl Fn(&'static str) -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    match ask(columns(listing, true)).await {
        Err(Error { kind: ErrorKind::MissingColumn(column), .. }) if column == OURS => {
            ask(columns(listing, false)).await
        }
        answer => answer,
    }
}

/// The column of requests that another program's table lacks.
const OURS: &str = "http_status";

fn select(query: &ListQuery, columns: &str, conditions: &str, ties: &str) -> String {
    let (table, (sort, direction)) = (table(query.listing), sort(query));
    format!("SELECT {columns} FROM {table} WHERE {conditions} ORDER BY {sort} {direction}{ties}")
}

/// [`ThreatLevel::severity`] in SQL.
static SEVERITY: LazyLock<String> = LazyLock::new(|| {
    let words = ThreatLevel::ALL.each_ref().map(|level| format!("'{level}'")).join(", ");
    let ranks = ThreatLevel::ALL.each_ref().map(|level| level.severity().to_string()).join(", ");
    format!("transform(toString(threat_level), [{words}], [{ranks}], 0)")
});

fn sort(query: &ListQuery) -> (&'static str, &'static str) {
    let sort = match (query.listing, query.sort.key) {
        _ if query.is_by_severity => &SEVERITY,
        // The seed orders requests by the text of the address.
        (Listing::Traffic, "src_ip") => "toString(src_ip)",
        (_, key) => key,
    };
    (sort, if query.is_descending { "DESC" } else { "ASC" })
}

fn table(listing: Listing) -> &'static str {
    match listing {
        Listing::Detections => "{processing:Identifier}.ml_detected_anomalies",
        Listing::Scores => "{processing:Identifier}.ml_all_scores",
        Listing::Traffic => "{logs:Identifier}.http_logs",
    }
}

/// Names of the question for rows and of the one for their number.
fn ops(listing: Listing) -> (&'static str, &'static str) {
    match listing {
        Listing::Detections => ("detections.rows", "detections.total"),
        Listing::Scores => ("scores.rows", "scores.total"),
        Listing::Traffic => ("traffic.rows", "traffic.total"),
    }
}

/// What orders rows of equal rank, so that no row is on two pages.
fn ties(listing: Listing) -> &'static str {
    match listing {
        Listing::Detections | Listing::Scores => {
            ", detected_at DESC, src_ip, ja4, host, model_name, window_start"
        }
        Listing::Traffic => {
            ", time DESC, src_ip, method, host, path, http_version, header_user_agent, ja4"
        }
    }
}

const FEWER_TIES: &str = ", detected_at DESC, src_ip, ja4, host, model_name";

/// Asks with the client address as our tables have it, else as an older platform's: IPv4.
async fn as_stored<T, F>(ask: impl Fn(&'static str) -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    match ask("src_ip").await {
        Err(Error { kind: ErrorKind::Invalid, .. }) => ask("toIPv6(src_ip)").await,
        answer => answer,
    }
}
