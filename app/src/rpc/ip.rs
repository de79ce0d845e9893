//! Server functions of the IP investigation.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};

use super::Dated;
use crate::domain::ip_report::{
    Bounded, DetectionRow, FeatureValue, IpOrigin, RequestRow, ScoreRow,
};
use crate::domain::ip_summary::IpSummary;
use crate::error::AppError;

/// The summary of an address: risk, its parts, and 24 hours of activity.
#[server(prefix = "/rpc", endpoint = "ip_summary", input = GetUrl, output = Json)]
pub async fn get_ip_summary(
    /// The address, in any spelling.
    ip: String,
) -> Result<IpSummary, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, now, public, respond};
    respond(crate::store::ip_summary::summary(&db()?, address(&ip)?, now()?).await)
}

/// Where an address comes from and when it was seen.
#[server(prefix = "/rpc", endpoint = "ip_origin", input = GetUrl, output = Json)]
pub async fn get_ip_origin(
    /// The address, in any spelling.
    ip: String,
) -> Result<Dated<IpOrigin>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, now, public, respond_dated};
    let at = now()?;
    respond_dated(at, crate::store::ip_report::origin(&db()?, address(&ip)?, at).await)
}

/// The newest detections of an address.
#[server(prefix = "/rpc", endpoint = "ip_detections", input = GetUrl, output = Json)]
pub async fn list_ip_detections(
    /// The address, in any spelling.
    ip: String,
) -> Result<Dated<Bounded<DetectionRow>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, now, public, respond_dated};
    let at = now()?;
    respond_dated(at, crate::store::ip_report::detections(&db()?, address(&ip)?, at).await)
}

/// The newest scored sessions of an address.
#[server(prefix = "/rpc", endpoint = "ip_scores", input = GetUrl, output = Json)]
pub async fn list_ip_scores(
    /// The address, in any spelling.
    ip: String,
) -> Result<Dated<Bounded<ScoreRow>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, now, public, respond_dated};
    let at = now()?;
    respond_dated(at, crate::store::ip_report::scores(&db()?, address(&ip)?, at).await)
}

/// The newest requests of an address.
#[server(prefix = "/rpc", endpoint = "ip_requests", input = GetUrl, output = Json)]
pub async fn list_ip_requests(
    /// The address, in any spelling.
    ip: String,
) -> Result<Dated<Bounded<RequestRow>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, now, public, respond_dated};
    let at = now()?;
    respond_dated(at, crate::store::ip_report::requests(&db()?, address(&ip)?, at).await)
}

/// The behavioural features of an address beside the averages.
#[server(prefix = "/rpc", endpoint = "ip_features", input = GetUrl, output = Json)]
pub async fn list_ip_features(
    /// The address, in any spelling.
    ip: String,
) -> Result<Dated<Vec<FeatureValue>>, AppError> {
    public("there are no accounts yet")?;
    use super::context::{address, db, now, public, respond_dated};
    let at = now()?;
    respond_dated(at, crate::store::ip_report::features(&db()?, address(&ip)?, at).await)
}
