//! Server functions of the IP investigation.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::domain::ip_report::IpOrigin;
use crate::domain::ip_rows::{IpRows, RowKind};
use crate::domain::ip_summary::IpSummary;
use crate::error::AppError;
use crate::wire::{Dated, Packed, Text};

/// The summary of an address: risk, its parts, and 24 hours of activity.
#[server(prefix = "/rpc", endpoint = "ip_summary", input = GetUrl, output = Text)]
pub async fn get_ip_summary(
    /// The address, in any spelling.
    ip: String,
) -> Result<Packed<IpSummary>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, failed, now, public, respond};
    use crate::store::ip_summary::summary;
    respond(async { summary(&db()?, address(&ip)?, now()?).await.map_err(failed) }).await
}

/// Where an address comes from and when it was seen.
#[server(prefix = "/rpc", endpoint = "ip_origin", input = GetUrl, output = Text)]
pub async fn get_ip_origin(
    /// The address, in any spelling.
    ip: String,
) -> Result<Packed<Dated<IpOrigin>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, failed, now, public, respond};
    use crate::store::ip_report::origin;
    respond(async {
        let as_of = now()?;
        let body = origin(&db()?, address(&ip)?, as_of).await.map_err(failed)?;
        Ok(Dated { as_of, body })
    })
    .await
}

/// The rows of one kind kept of an address.
#[server(prefix = "/rpc", endpoint = "ip_rows", input = GetUrl, output = Text)]
pub async fn list_ip_rows(
    /// The address, in any spelling.
    ip: String,
    /// Which rows.
    kind: RowKind,
) -> Result<Packed<Dated<IpRows>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, failed, now, public, respond};
    use crate::store::ip_report as rows;
    respond(async {
        let (db, ip, as_of) = (db()?, address(&ip)?, now()?);
        let found = match kind {
            RowKind::Requests => rows::requests(&db, ip, as_of).await.map(IpRows::Requests),
            RowKind::Detections => rows::detections(&db, ip, as_of).await.map(IpRows::Detections),
            RowKind::Scores => rows::scores(&db, ip, as_of).await.map(IpRows::Scores),
            RowKind::Features => rows::features(&db, ip, as_of).await.map(IpRows::Features),
        };
        Ok(Dated { as_of, body: found.map_err(failed)? })
    })
    .await
}
