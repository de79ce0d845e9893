//! Sessions by country and network.

use serde::Deserialize;

use super::Db;
use super::error::Result;
use super::view::{SECONDS, SESSIONS};
use crate::domain::geo::{CountryCount, Geo, NetworkCount};

/// Networks listed.
const NETWORKS: usize = 50;

/// Everything `GET /api/geo` answers.
///
/// # Errors
/// When the query fails; without the view the lists are empty and `is_available` says so.
pub async fn geo(db: &Db) -> Result<Geo> {
    #[derive(Deserialize, clickhouse::Row)]
    struct Group {
        is_country: u8,
        asn_org: String,
        asn_label: String,
        country_code: String,
        sessions: u64,
        total_hits: u64,
        avg_velocity: Option<f64>,
        avg_fuzz: Option<f64>,
    }
    const SQL: &str = "
        SELECT
            toUInt8(grouping(v.asn_org)) AS is_country,
            toString(v.asn_org) AS asn_org,
            toString(v.asn_label) AS asn_label,
            toString(v.country_code) AS country_code,
            count() AS sessions,
            toUInt64(sum(v.hits)) AS total_hits,
            avgOrNull(v.hit_velocity) AS avg_velocity,
            avgOrNull(v.fuzzing_index) AS avg_fuzz
        FROM {processing:Identifier}.{view:Identifier} AS v
        GROUP BY GROUPING SETS ((v.country_code, v.asn_label), (v.asn_org, v.asn_label, v.country_code))
        ORDER BY is_country, sessions DESC, asn_org, country_code, asn_label
        LIMIT 10000 BY is_country";
    const COLUMNS: [&str; 6] =
        ["asn_org", "asn_label", "country_code", "hits", "hit_velocity", "fuzzing_index"];
    let question = |view| async move {
        let read = db.read("geo", SQL).param("view", view).seconds(SECONDS);
        let groups: Vec<Group> = read.fetch_all().await?;
        let (countries, networks): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.is_country == 1);
        let (countries, nowhere): (Vec<_>, Vec<_>) =
            countries.into_iter().partition(|group| !group.country_code.is_empty());
        let (networks, nobody): (Vec<_>, Vec<_>) =
            networks.into_iter().partition(|group| !group.asn_org.is_empty());
        let sessions = |groups: &[Group]| groups.iter().map(|group| group.sessions).sum();
        Ok(Geo {
            unknown_countries: sessions(&nowhere),
            unknown_networks: sessions(&nobody),
            countries: countries
                .into_iter()
                .map(|group| CountryCount {
                    country_code: group.country_code,
                    asn_label: group.asn_label,
                    sessions: group.sessions,
                    total_hits: group.total_hits,
                })
                .collect(),
            asns: networks
                .into_iter()
                .take(NETWORKS)
                .map(|group| NetworkCount {
                    asn_org: group.asn_org,
                    asn_label: group.asn_label,
                    country_code: group.country_code,
                    sessions: group.sessions,
                    total_hits: group.total_hits,
                    avg_velocity: group.avg_velocity,
                    avg_fuzz: group.avg_fuzz,
                })
                .collect(),
            is_available: true,
        })
    };
    let answer = SESSIONS.answer(db, "geo", String::new(), &COLUMNS, question).await?;
    Ok(answer.unwrap_or_default())
}
