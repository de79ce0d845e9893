//! The lists inside the program: our own tables of facts, and networks made from registry packages.

use std::io::Read;
use std::sync::Arc;

use anyhow::Context;
use app::charts::map::Land;
use app::store::reference::{ReferenceList, ReferenceTable};
use bytes::Bytes;
use flate2::read::GzDecoder;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{file_name, hex, list_of, parse};

/// Made by `.build/reference.mjs`; both empty when the build ran without the registry packages.
const ASN: &[u8] = include_bytes!(concat!(env!("JA4SOC_REFERENCE_BUILD"), "/asn.tsv.gz"));
const ASN_REPUTATION: &[u8] =
    include_bytes!(concat!(env!("JA4SOC_REFERENCE_BUILD"), "/asn_reputation.tsv.gz"));
const WORLD: &str = include_str!(concat!(env!("JA4SOC_REFERENCE_BUILD"), "/world.tsv"));
const ABOUT: &str = include_str!(concat!(env!("JA4SOC_REFERENCE_BUILD"), "/about.json"));

/// Most bytes a built-in list unpacks to.
const LARGEST: u64 = 256 << 20;

/// Where the built-in networks come from; the attribution must be shown with them.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct About {
    /// Packages and versions.
    pub source: String,
    /// Day of the data, `YYYY-MM-DD`.
    pub date: String,
    /// Whose data it is and under which licence.
    pub attribution: String,
}

/// Whether the program carries networks and countries.
#[must_use]
pub fn has_networks() -> bool {
    !ASN.is_empty()
}

/// Where they come from, `None` without them.
#[must_use]
pub fn about() -> Option<About> {
    serde_json::from_str(ABOUT).ok()
}

/// The built-in list for a table, `None` when there is none.
pub(super) fn list(table: ReferenceTable) -> anyhow::Result<Option<ReferenceList>> {
    let text = match table {
        ReferenceTable::Asn => return Ok(packed(table, ASN)),
        ReferenceTable::AsnReputation => return Ok(packed(table, ASN_REPUTATION)),
        ReferenceTable::BotIp => include_str!("bot_ip.csv"),
        ReferenceTable::BotJa4 => include_str!("bot_ja4.csv"),
        ReferenceTable::BrowserJa4 => include_str!("browser_ja4.csv"),
        ReferenceTable::AnubisIp | ReferenceTable::AnubisAsn => "",
    };
    let name = file_name(table);
    let rows = parse::rows(table, name, text.as_bytes()).context("a built-in list is not valid")?;
    Ok(Some(list_of(table, format!("built-in {name}"), rows)))
}

fn packed(table: ReferenceTable, bytes: &'static [u8]) -> Option<ReferenceList> {
    let about = about()?;
    let checksum = hex(&Sha256::digest(bytes));
    let source = format!("{}; {}", about.source, about.attribution);
    let rows = Arc::new(move || {
        let mut rows = Vec::new();
        GzDecoder::new(bytes).take(LARGEST).read_to_end(&mut rows)?;
        Ok(Bytes::from(rows))
    });
    (!bytes.is_empty()).then_some(ReferenceList { table, source, checksum, rows })
}

/// The shapes of the countries; none when the binary was built without them.
#[must_use]
pub fn world() -> Vec<Land> {
    Land::read(WORLD)
}
