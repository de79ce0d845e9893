//! Server functions of the IP investigation.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};

use crate::domain::ip_report::IpOrigin;
use crate::domain::ip_rows::{IpRows, RowKind};
use crate::domain::ip_summary::IpSummary;
use crate::error::AppError;
use crate::wire::{Dated, Packed};

/// The summary of an address: risk, its parts, and 24 hours of activity.
#[server(prefix = "/rpc", endpoint = "ip_summary", input = GetUrl, output = Json)]
pub async fn get_ip_summary(
    /// The address, in any spelling.
    ip: String,
) -> Result<Packed<IpSummary>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, now, public, respond};
    respond(crate::store::ip_summary::summary(&db()?, address(&ip)?, now()?).await)
}

/// Where an address comes from and when it was seen.
#[server(prefix = "/rpc", endpoint = "ip_origin", input = GetUrl, output = Json)]
pub async fn get_ip_origin(
    /// The address, in any spelling.
    ip: String,
) -> Result<Packed<Dated<IpOrigin>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, now, public, respond_dated};
    let at = now()?;
    respond_dated(at, crate::store::ip_report::origin(&db()?, address(&ip)?, at).await)
}

/// The rows of one kind kept of an address.
#[server(prefix = "/rpc", endpoint = "ip_rows", input = GetUrl, output = Json)]
pub async fn list_ip_rows(
    /// The address, in any spelling.
    ip: String,
    /// Which rows.
    kind: RowKind,
) -> Result<Packed<Dated<IpRows>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, now, public, respond_dated};
    use crate::store::ip_report as rows;
    let (db, ip, at) = (db()?, address(&ip)?, now()?);
    let found = match kind {
        RowKind::Requests => rows::requests(&db, ip, at).await.map(IpRows::Requests),
        RowKind::Detections => rows::detections(&db, ip, at).await.map(IpRows::Detections),
        RowKind::Scores => rows::scores(&db, ip, at).await.map(IpRows::Scores),
        RowKind::Features => rows::features(&db, ip, at).await.map(IpRows::Features),
    };
    respond_dated(at, found)
}
