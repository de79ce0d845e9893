//! One address beside the averages.

use super::error::Result;
use super::view::SESSIONS;
use super::{Db, features};
use crate::domain::ip::Ip;
use crate::domain::part::Part;
use crate::domain::radar::{FEATURES, Radar, RadarValues};

/// Everything `GET /api/ip/{ip}/radar` answers.
///
/// # Errors
/// When a query fails; a view that another program's database lacks is an empty part.
pub async fn radar(db: &Db, ip: Ip) -> Result<Radar> {
    let (values, baselines) = tokio::try_join!(values(db, ip), features::baselines(db))?;
    Ok(Radar {
        features: FEATURES.map(str::to_owned).to_vec(),
        ip_values: Part(values),
        human_baseline: Part(baselines.map(|(human, _)| human)),
        bot_baseline: Part(baselines.map(|(_, bot)| bot)),
    })
}

async fn values(db: &Db, ip: Ip) -> Result<Option<RadarValues>> {
    const SQL: &str = "
        SELECT
            CAST(v.hit_velocity, 'Nullable(Float64)') AS hit_velocity,
            CAST(v.fuzzing_index, 'Nullable(Float64)') AS fuzzing_index,
            CAST(v.post_ratio, 'Nullable(Float64)') AS post_ratio,
            CAST(v.asset_ratio, 'Nullable(Float64)') AS asset_ratio,
            CAST(v.direct_access_ratio, 'Nullable(Float64)') AS direct_access_ratio,
            CAST(v.temporal_entropy, 'Nullable(Float64)') AS temporal_entropy,
            CAST(v.path_diversity_ratio, 'Nullable(Float64)') AS path_diversity_ratio,
            CAST(v.modern_browser_score, 'Nullable(UInt64)') AS modern_browser_score
        FROM {processing:Identifier}.{view:Identifier} AS v
        WHERE v.src_ip = {ip:IPv6}
        ORDER BY v.window_start DESC, v.hits DESC, v.ja4, v.host
        LIMIT 1";
    let question = |view| {
        let read = db.read("radar.values", SQL).param("view", view);
        read.param("ip", ip.clickhouse_text()).fetch_optional()
    };
    let answer = SESSIONS.answer(db, "radar.values", ip.to_string(), &FEATURES, question).await?;
    Ok(answer.flatten())
}
