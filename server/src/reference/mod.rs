//! The reference lists: those built in, and the operator's files that replace them.

mod builtin;
pub mod networks;
mod parse;
mod schema;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use app::store::reference::{ReferenceList, ReferenceTable};
use bytes::Bytes;
use sha2::{Digest, Sha256};

pub use self::builtin::{About, about, has_networks, world};
pub use self::parse::ParseError;

/// Name of the operator's file for a list.
#[must_use]
pub fn file_name(table: ReferenceTable) -> &'static str {
    match table {
        ReferenceTable::Asn => "asn.csv",
        ReferenceTable::AsnReputation => "asn_reputation.csv",
        ReferenceTable::BotIp => "bot_ip.csv",
        ReferenceTable::BotJa4 => "bot_ja4.csv",
        ReferenceTable::BrowserJa4 => "browser_ja4.csv",
        ReferenceTable::AnubisIp => "anubis_ip.csv",
        ReferenceTable::AnubisAsn => "anubis_asn.csv",
    }
}

/// Every list that is to be held: the operator's file where `dir` has one, else the built-in one.
///
/// # Errors
/// When the folder cannot be read, or a file has an invalid row; names file, line, field, reason.
pub fn lists(dir: Option<&Path>) -> anyhow::Result<Vec<ReferenceList>> {
    if let Some(dir) = dir {
        let known = std::fs::read_dir(dir)
            .with_context(|| format!("--reference-dir {}: cannot be read", dir.display()))?;
        for entry in known.flatten() {
            let name = entry.file_name();
            let is_ours = ReferenceTable::ALL.iter().any(|table| name == *file_name(*table));
            if !is_ours && name.to_string_lossy().ends_with(".csv") {
                tracing::warn!(file = %name.display(), "--reference-dir has a file that is none of our lists");
            }
        }
    }
    let mut lists = Vec::new();
    for table in ReferenceTable::ALL {
        let file = dir.map(|dir| dir.join(file_name(table))).filter(|file| file.exists());
        match file {
            Some(file) => lists.push(of_file(table, &file)?),
            None => lists.extend(builtin::list(table)?),
        }
    }
    Ok(lists)
}

fn of_file(table: ReferenceTable, file: &Path) -> anyhow::Result<ReferenceList> {
    let text =
        std::fs::read(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    let shown = file.display().to_string();
    let rows = parse::rows(table, &shown, &text)?;
    let name = file_name(table);
    Ok(list_of(table, format!("{name} of the operator"), rows))
}

fn list_of(table: ReferenceTable, source: String, rows: Vec<u8>) -> ReferenceList {
    let checksum = hex(&Sha256::digest(&rows));
    let rows = Bytes::from(rows);
    ReferenceList { table, source, checksum, rows: Arc::new(move || Ok(rows.clone())) }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
