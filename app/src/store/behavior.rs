//! Sessions as points, and their distribution over single features.

use std::mem::take;

use serde::Deserialize;

use super::error::Result;
use super::view::{SECONDS, SESSION_FEATURES, SESSIONS};
use super::{Db, sql};
use crate::domain::behavior::{Behavior, Bucket, Distributions, SessionPoint};
use crate::domain::part::Part;

/// Features with a distribution, in the order of the fields of [`Distributions`].
const DISTRIBUTED: [&str; 6] = [
    "hit_velocity",
    "fuzzing_index",
    "post_ratio",
    "asset_ratio",
    "temporal_entropy",
    "path_diversity_ratio",
];

/// Columns of a point.
const POINTS: [&str; 16] = [
    "src_ip",
    "asn_label",
    "bot_name",
    "hits",
    "hit_velocity",
    "fuzzing_index",
    "post_ratio",
    "asset_ratio",
    "direct_access_ratio",
    "temporal_entropy",
    "path_diversity_ratio",
    "modern_browser_score",
    "header_count",
    "is_ua_rotating",
    "distinct_ja4_count",
    "src_port_density",
];

/// Everything `GET /api/behavior` answers.
///
/// # Errors
/// When a query fails; without the view there are no points and no distributions.
pub async fn behavior(db: &Db) -> Result<Behavior> {
    let (scatter, distributions) = tokio::try_join!(
        SESSION_FEATURES
            .answer(db, "behavior.scatter", String::new(), &POINTS, |view| scatter(db, view)),
        SESSIONS.answer(db, "behavior.distributions", String::new(), &DISTRIBUTED, |view| {
            distributions(db, view)
        }),
    )?;
    Ok(Behavior { scatter: scatter.unwrap_or_default(), distributions: Part(distributions) })
}

/// The inner question finds the addresses among all sessions, the outer one reads the rest of
/// their columns by the sorted key.
async fn scatter(db: &Db, view: &str) -> Result<Vec<SessionPoint>> {
    // Views of other programs have other kinds of numbers.
    const SQL: &str = "
        SELECT
            v.src_ip AS ip,
            toString(v.asn_label) AS asn_label,
            toString(v.bot_name) AS bot_name,
            toUInt64(v.hits) AS hits,
            CAST(v.hit_velocity, 'Nullable(Float64)') AS hit_velocity,
            CAST(v.fuzzing_index, 'Nullable(Float64)') AS fuzzing_index,
            CAST(v.post_ratio, 'Nullable(Float64)') AS post_ratio,
            CAST(v.asset_ratio, 'Nullable(Float64)') AS asset_ratio,
            CAST(v.direct_access_ratio, 'Nullable(Float64)') AS direct_access_ratio,
            CAST(v.temporal_entropy, 'Nullable(Float64)') AS temporal_entropy,
            CAST(v.path_diversity_ratio, 'Nullable(Float64)') AS path_diversity_ratio,
            CAST(v.modern_browser_score, 'Nullable(UInt64)') AS modern_browser_score,
            CAST(v.header_count, 'Nullable(UInt64)') AS header_count,
            CAST(v.is_ua_rotating, 'Nullable(UInt64)') AS is_ua_rotating,
            CAST(v.distinct_ja4_count, 'Nullable(UInt64)') AS distinct_ja4_count,
            CAST(v.src_port_density, 'Nullable(Float64)') AS src_port_density
        FROM {processing:Identifier}.{view:Identifier} AS v
        WHERE v.src_ip IN
        (
            SELECT t.src_ip
            FROM {processing:Identifier}.{ranked:Identifier} AS t
            ORDER BY t.hits DESC, t.window_start DESC, t.src_ip, t.ja4, t.host
            LIMIT 500
        )
        ORDER BY v.hits DESC, v.window_start DESC, v.src_ip, v.ja4, v.host
        LIMIT 500";
    let is_ours = view == SESSION_FEATURES.first();
    let ranked = if is_ours { SESSIONS.first() } else { view };
    let read = db
        .read("behavior.scatter", SQL)
        .param("view", view)
        .param("ranked", ranked)
        .seconds(SECONDS);
    read.fetch_all().await
}

async fn distributions(db: &Db, view: &str) -> Result<Distributions> {
    #[derive(Deserialize, clickhouse::Row)]
    struct Found {
        feature: u8,
        bucket: Option<f64>,
        cnt: u64,
    }
    let mut number = 0_u8;
    let pairs = sql::list(&DISTRIBUTED, |column| {
        number += 1;
        format!("(toUInt8({number}), CAST(round(v.{column}, 2), 'Nullable(Float64)'))")
    });
    let statement = format!(
        "
        SELECT pair.1 AS feature, pair.2 AS bucket, count() AS cnt
        FROM (SELECT arrayJoin({pairs}) AS pair FROM {{processing:Identifier}}.{{view:Identifier}} AS v)
        GROUP BY feature, bucket
        ORDER BY feature, bucket"
    );
    let read = db.read("behavior.distributions", &statement).param("view", view).seconds(SECONDS);
    let rows: Vec<Found> = read.fetch_all().await?;
    let mut lists: [Vec<Bucket>; 6] = Default::default();
    for row in rows {
        if let Some(list) = lists.get_mut(usize::from(row.feature).wrapping_sub(1)) {
            let bucket = row.bucket.filter(|bucket| bucket.is_finite());
            list.push(Bucket { bucket, cnt: row.cnt });
        }
    }
    Ok(Distributions {
        hit_velocity: take(&mut lists[0]),
        fuzzing_index: take(&mut lists[1]),
        post_ratio: take(&mut lists[2]),
        asset_ratio: take(&mut lists[3]),
        temporal_entropy: take(&mut lists[4]),
        path_diversity_ratio: take(&mut lists[5]),
    })
}
