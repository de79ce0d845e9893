//! The rows behind one address, found by its sorted key.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::{Error, ErrorKind, Result};
use super::json_rows::{self, JsonRow};
use super::view::AI;
use super::{Db, Read};
use crate::domain::feature::Feature;
use crate::domain::ip::Ip;
use crate::domain::ip_report::{
    Bounded, CrawlerClaim, DetectionRow, FeatureValue, IpOrigin, RequestRow, ScoreRow,
    SessionFeatures, SessionName,
};
use crate::domain::time::Timestamp;

/// Rows a list on the page shows.
const SHOWN: u64 = 50;
/// Detections and scores the JSON answer lists.
const LISTED: u64 = 1_000;

/// Answer of `GET /api/ip/{ip}` (seed 001): whole rows, bounded, with totals.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IpReport {
    /// The address as it was asked for.
    pub ip: String,
    /// Newest detections of 30 days.
    #[schema(value_type = Vec<Object>)]
    pub detections: Vec<JsonRow>,
    /// Newest scores of 3 days.
    #[schema(value_type = Vec<Object>)]
    pub scores: Vec<JsonRow>,
    /// Newest 100 requests of a day.
    #[schema(value_type = Vec<Object>)]
    pub http_logs: Vec<JsonRow>,
    /// The newest feature window with most requests, if any.
    #[schema(value_type = Vec<Object>)]
    pub ai_features: Vec<JsonRow>,
    /// Its row of `view_ip_recurrence`, if any.
    #[schema(value_type = Vec<Object>)]
    pub recurrence: Vec<JsonRow>,
    /// All detections of 30 days.
    pub detections_total: u64,
    /// All scores of 3 days.
    pub scores_total: u64,
}

/// Everything `GET /api/ip/{ip}` answers.
///
/// # Errors
/// When a query fails; a view that another program's database lacks is an empty list.
pub async fn report(db: &Db, ip: Ip, now: Timestamp) -> Result<IpReport> {
    const DETECTIONS: &str = "
        SELECT *, toString(src_ip) AS src_ip_str
        FROM {processing:Identifier}.ml_detected_anomalies
        WHERE src_ip = {ip:IPv6}
          AND detected_at >= {now:DateTime} - INTERVAL 30 DAY
        ORDER BY detected_at DESC, ja4, host, model_name
        LIMIT {limit:UInt64}";
    const SCORES: &str = "
        SELECT *, toString(src_ip) AS src_ip_str
        FROM {processing:Identifier}.ml_all_scores
        WHERE src_ip = {ip:IPv6}
          AND detected_at >= {now:DateTime} - INTERVAL 3 DAY
        ORDER BY detected_at DESC, window_start DESC, ja4, host, model_name
        LIMIT {limit:UInt64}";
    const REQUESTS: &str = "
        SELECT time, method, host, path, http_version, header_user_agent, ja4
        FROM {logs:Identifier}.http_logs
        WHERE src_ip = {ip:IPv6}
          AND time >= {now:DateTime} - INTERVAL 1 DAY
        ORDER BY time DESC
        LIMIT 100";
    const RECURRENCE: &str = "
        SELECT *
        FROM {processing:Identifier}.view_ip_recurrence
        WHERE src_ip = {ip:IPv6}";
    let ask = |op, sql: &str| about(db, op, sql, ip, now);
    let (detections, scores, http_logs, ai_features, recurrence, detections_total, scores_total) =
        tokio::try_join!(
            rows(
                "ip.report.detections",
                ask("ip.report.detections", DETECTIONS).param("limit", LISTED)
            ),
            rows("ip.report.scores", ask("ip.report.scores", SCORES).param("limit", LISTED)),
            either(REQUESTS, |sql| rows("ip.report.requests", ask("ip.report.requests", sql))),
            features_row(db, ip, now),
            optional(rows("ip.report.recurrence", ask("ip.report.recurrence", RECURRENCE))),
            count(ask("ip.detections.count", DETECTIONS_COUNT)),
            count(ask("ip.scores.count", SCORES_COUNT)),
        )?;
    Ok(IpReport {
        ip: ip.to_string(),
        detections,
        scores,
        http_logs,
        ai_features,
        recurrence,
        detections_total,
        scores_total,
    })
}

/// All columns of the newest feature window with most requests, kept until the data changes: the
/// database takes long to plan the view.
async fn features_row(db: &Db, ip: Ip, now: Timestamp) -> Result<Vec<JsonRow>> {
    const OP: &str = "ip.report.features";
    const SQL: &str = "
        SELECT *
        FROM {processing:Identifier}.view_ai_features_1h
        WHERE src_ip = {ip:IPv6}
        ORDER BY window_start DESC, hits DESC, ja4, host
        LIMIT 1";
    let question = |_| rows(OP, about(db, OP, SQL, ip, now));
    Ok(AI.answer(db, OP, ip.to_string(), &["src_ip"], question).await?.unwrap_or_default())
}

const DETECTIONS_COUNT: &str = "
    SELECT count() AS total
    FROM {processing:Identifier}.ml_detected_anomalies
    WHERE src_ip = {ip:IPv6}
      AND detected_at >= {now:DateTime} - INTERVAL 30 DAY";

const SCORES_COUNT: &str = "
    SELECT count() AS total
    FROM {processing:Identifier}.ml_all_scores
    WHERE src_ip = {ip:IPv6}
      AND detected_at >= {now:DateTime} - INTERVAL 3 DAY";

/// Where the address comes from and when it was seen.
///
/// # Errors
/// When the query fails.
pub async fn origin(db: &Db, ip: Ip, now: Timestamp) -> Result<IpOrigin> {
    #[derive(Deserialize, clickhouse::Row)]
    struct Found {
        asn: u32,
        asn_org: String,
        asn_label: String,
        country_code: String,
        bot_name: String,
        first_seen: Timestamp,
        last_seen: Timestamp,
        requests: u64,
        user_agents: Vec<String>,
    }
    const SQL: &str = "
        WITH
            dictGetOrDefault({asn_dictionary:String}, 'asn', {ip:IPv6}, toUInt32(0)) AS number,
            dictGetOrDefault({asn_dictionary:String}, 'org', {ip:IPv6}, '') AS org
        SELECT
            number AS asn,
            if(org = '', dictGetOrDefault({asn_dictionary:String}, 'name', {ip:IPv6}, ''), org) AS asn_org,
            dictGetOrDefault({reputation_dictionary:String}, 'label', toUInt64(number), 'unknown') AS asn_label,
            dictGetOrDefault({asn_dictionary:String}, 'country_code', {ip:IPv6}, '') AS country_code,
            dictGetOrDefault({bot_dictionary:String}, 'bot_name', {ip:IPv6}, '') AS bot_name,
            min(a.first_seen) AS first_seen,
            max(a.last_seen) AS last_seen,
            toUInt64(sum(a.hits)) AS requests,
            groupUniqArray(100)(toString(a.first_ua)) AS user_agents
        FROM {processing:Identifier}.agg_host_ip_ja4_1h AS a
        WHERE a.src_ip = {ip:IPv6}
          AND a.window_start <= {now:DateTime}";
    let dictionary = |name: &str| format!("{}.{name}", db.names().processing());
    let ask = |sql: &str| {
        about(db, "ip.origin", sql, ip, now)
            .param("asn_dictionary", dictionary("dict_iplocate_asn"))
            .param("reputation_dictionary", dictionary("dict_asn_reputation"))
            .param("bot_dictionary", dictionary("dict_bot_ip"))
            .fetch_one::<Found>()
    };
    let found = match ask(SQL).await {
        // Tables of an older platform know the hour alone.
        Err(Error { kind: ErrorKind::MissingColumn(_), .. }) => {
            let by_hour = SQL.replace("a.first_seen", "a.window_start");
            ask(&by_hour.replace("a.last_seen", "a.window_start")).await?
        }
        answer => answer?,
    };
    let seen = |at: Timestamp| (found.requests > 0).then_some(at);
    Ok(IpOrigin {
        asn: Some(found.asn).filter(|asn| *asn > 0),
        first_seen: seen(found.first_seen),
        last_seen: seen(found.last_seen),
        requests: found.requests,
        asn_org: found.asn_org,
        asn_label: found.asn_label,
        country_code: found.country_code,
        crawler: CrawlerClaim::worst(found.user_agents.iter().map(String::as_str), &found.bot_name),
        bot_name: found.bot_name,
    })
}

/// The newest detections of 30 days.
///
/// # Errors
/// When a query fails.
pub async fn detections(db: &Db, ip: Ip, now: Timestamp) -> Result<Bounded<DetectionRow>> {
    const SQL: &str = "
        SELECT ?fields
        FROM {processing:Identifier}.ml_detected_anomalies
        WHERE src_ip = {ip:IPv6}
          AND detected_at >= {now:DateTime} - INTERVAL 30 DAY
        ORDER BY detected_at DESC, ja4, host, model_name
        LIMIT {limit:UInt64}";
    let ask = |op, sql| about(db, op, sql, ip, now);
    let (rows, total) = tokio::try_join!(
        ask("ip.detections", SQL).param("limit", SHOWN).fetch_all(),
        count(ask("ip.detections.count", DETECTIONS_COUNT)),
    )?;
    Ok(Bounded { rows, total })
}

/// The newest scores of 3 days.
///
/// # Errors
/// When a query fails.
pub async fn scores(db: &Db, ip: Ip, now: Timestamp) -> Result<Bounded<ScoreRow>> {
    const SQL: &str = "
        SELECT ?fields
        FROM {processing:Identifier}.ml_all_scores
        WHERE src_ip = {ip:IPv6}
          AND detected_at >= {now:DateTime} - INTERVAL 3 DAY
        ORDER BY detected_at DESC, window_start DESC, ja4, host, model_name
        LIMIT {limit:UInt64}";
    let ask = |op, sql| about(db, op, sql, ip, now);
    let (rows, total) = tokio::try_join!(
        ask("ip.scores", SQL).param("limit", SHOWN).fetch_all(),
        count(ask("ip.scores.count", SCORES_COUNT)),
    )?;
    Ok(Bounded { rows, total })
}

/// The newest requests of a day.
///
/// # Errors
/// When a query fails.
pub async fn requests(db: &Db, ip: Ip, now: Timestamp) -> Result<Bounded<RequestRow>> {
    const SQL: &str = "
        SELECT ?fields
        FROM {logs:Identifier}.http_logs
        WHERE src_ip = {ip:IPv6}
          AND time >= {now:DateTime} - INTERVAL 1 DAY
        ORDER BY time DESC
        LIMIT {limit:UInt64}";
    const COUNT: &str = "
        SELECT count() AS total
        FROM {logs:Identifier}.http_logs
        WHERE src_ip = {ip:IPv6}
          AND time >= {now:DateTime} - INTERVAL 1 DAY";
    let ask = |op, sql: &str| about(db, op, sql, ip, now);
    let (rows, total) = tokio::try_join!(
        either(SQL, |sql| ask("ip.requests", sql).param("limit", SHOWN).fetch_all()),
        either(COUNT, |sql| count(ask("ip.requests.count", sql))),
    )?;
    Ok(Bounded { rows, total })
}

/// The features of the newest window with most requests, beside the averages of the sessions
/// scored in the last day.
///
/// # Errors
/// When a query fails.
pub async fn features(db: &Db, ip: Ip, now: Timestamp) -> Result<SessionFeatures> {
    let columns: Vec<&'static str> =
        Feature::BEHAVIOR.iter().map(|feature| feature.column()).collect();
    let values = format!(
        "
        SELECT toString(window_start) AS hour, toString(ja4) AS session_ja4, toString(host) AS session_host, {}
        FROM {{processing:Identifier}}.view_ai_features_1h
        WHERE src_ip = {{ip:IPv6}}
        ORDER BY window_start DESC, hits DESC, ja4, host
        LIMIT 1",
        columns.join(", ")
    );
    let averages: Vec<String> = columns
        .iter()
        .flat_map(|column| {
            [
                format!("avgIf({column}, asn_label = 'human') AS human_{column}"),
                format!(
                    "avgIf({column}, asn_label IN ('datacenter', 'hosting')) AS datacenter_{column}"
                ),
            ]
        })
        .collect();
    let averages = format!(
        "
        SELECT {}
        FROM {{processing:Identifier}}.ml_all_scores
        WHERE detected_at >= {{now:DateTime}} - INTERVAL 1 DAY",
        averages.join(", ")
    );
    let (values, averages) = tokio::try_join!(
        AI.answer(db, "ip.features", ip.to_string(), &columns, |_| {
            rows("ip.features", about(db, "ip.features", &values, ip, now))
        }),
        optional(rows(
            "ip.features.averages",
            db.read("ip.features.averages", &averages).param("now", now.0)
        )),
    )?;
    let number = |row: Option<&JsonRow>, name: &str| {
        row.and_then(|row| row.get(name)).and_then(Value::as_f64)
    };
    let values = values.unwrap_or_default();
    let (own, average) = (values.first(), averages.first());
    let session = own.and_then(|row| {
        let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
        let hour = Timestamp::parse(&text("hour")?)?;
        Some(SessionName { hour, ja4: text("session_ja4")?, host: text("session_host")? })
    });
    let values = Feature::BEHAVIOR
        .iter()
        .map(|feature| (feature.column(), feature))
        .map(|(column, feature)| FeatureValue {
            name: column.to_owned(),
            label: feature.label().to_owned(),
            meaning: feature.description().meaning.to_owned(),
            value: number(own, column),
            human_average: number(average, &format!("human_{column}")),
            datacenter_average: number(average, &format!("datacenter_{column}")),
        })
        .collect();
    Ok(SessionFeatures { session, values })
}

/// Asks about requests in our terms, else in those of an older platform: `src_ip` there is IPv4,
/// and a request has no status.
async fn either<T, F>(sql: &str, ask: impl Fn(&str) -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    match ask(sql).await {
        Err(Error { kind: ErrorKind::MissingColumn(_) | ErrorKind::Invalid, .. }) => {
            const COLUMNS: &str = "time, toString(method) AS method, toString(host) AS host, path, \
                toString(http_version) AS http_version, header_user_agent, ja4, \
                CAST(NULL, 'Nullable(UInt16)') AS status, '' AS orphan_side";
            let theirs = sql
                .replace("src_ip = {ip:IPv6}", "toIPv6(src_ip) = {ip:IPv6}")
                .replace("?fields", COLUMNS);
            ask(&theirs).await
        }
        answer => answer,
    }
}

fn about(db: &Db, op: &'static str, sql: &str, ip: Ip, now: Timestamp) -> Read {
    db.read(op, sql).param("ip", ip.clickhouse_text()).param("now", now.0)
}

async fn rows(op: &'static str, read: Read) -> Result<Vec<JsonRow>> {
    let bytes = read
        .setting("output_format_json_quote_denormals", "0")
        .setting("output_format_json_quote_64bit_integers", "0")
        .bytes(json_rows::FORMAT)
        .await?;
    json_rows::parse(op, &bytes)
}

async fn count(read: Read) -> Result<u64> {
    read.fetch_one().await
}

/// A view or column that is not there is an empty list, any other failure stays one.
async fn optional(rows: impl Future<Output = Result<Vec<JsonRow>>>) -> Result<Vec<JsonRow>> {
    match rows.await {
        Err(Error { kind: ErrorKind::MissingTable(_) | ErrorKind::MissingColumn(_), .. }) => {
            Ok(Vec::new())
        }
        answer => answer,
    }
}
