//! The page loads of an address.

use super::Db;
use super::error::{Error, ErrorKind, Result};
use crate::domain::cascade::Cascade;
use crate::domain::ip::Ip;

/// The sessions of an address in 24 hours by what followed their pages, newest first, at most 50.
///
/// # Errors
/// When the query fails; a database without the view has none.
pub async fn cascades(db: &Db, ip: Ip) -> Result<Vec<Cascade>> {
    const SQL: &str = "
        SELECT
            c.window_start AS window_start,
            toString(c.host) AS host,
            toString(c.ja4) AS ja4,
            toUInt64(c.count_pages) AS pages,
            toUInt64(c.count_assets) AS assets,
            toUInt64(c.pages_with_assets) AS pages_with_assets,
            toNullable(toFloat64(c.root_to_first_asset_delay)) AS first_asset_ms,
            toNullable(toFloat64(c.asset_load_stddev)) AS spread_ms
        FROM {processing:Identifier}.view_resource_cascade_1h AS c
        WHERE c.src_ip = {ip:IPv6}
        ORDER BY c.window_start DESC, pages + assets DESC, host, ja4
        LIMIT 50";
    match db.read("ip.cascades", SQL).param("ip", ip.clickhouse_text()).fetch_all().await {
        Err(Error { kind: ErrorKind::MissingTable(_) | ErrorKind::MissingColumn(_), .. }) => {
            Ok(Vec::new())
        }
        answer => answer,
    }
}
