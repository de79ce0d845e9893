//! How the pages an address loads are followed by what stands on them.

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// Page loads of one session: an hour, a JA4, a host.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct Cascade {
    /// Start of the hour, UTC.
    pub window_start: Timestamp,
    /// Host.
    pub host: String,
    /// Fingerprint, empty when none.
    pub ja4: String,
    /// Pages asked for.
    pub pages: u64,
    /// Images, styles, scripts and fonts asked for.
    pub assets: u64,
    /// Pages whose first asset followed within 30 seconds.
    pub pages_with_assets: u64,
    /// Mean time from a page to its first asset, milliseconds; `None` when none followed.
    pub first_asset_ms: Option<f64>,
    /// Standard deviation of the times from a page to its assets, milliseconds.
    pub spread_ms: Option<f64>,
}

impl Cascade {
    /// What that looks like, in words.
    #[must_use]
    pub fn reading(&self) -> &'static str {
        /// Fewer page loads tell nothing: a browser may have the assets already.
        const FEW: u64 = 3;
        match self {
            Self { pages: 0, assets: 0, .. } => {
                "neither pages nor assets: an API, or other methods"
            }
            Self { pages: 0, .. } => {
                "assets without a page: linked from elsewhere, or fetched one by one"
            }
            Self { pages, .. } if *pages < FEW => "too few pages to tell",
            Self { pages_with_assets: 0, .. } => {
                "pages, never what stands on them: a script, or a browser that has it already"
            }
            Self { pages, pages_with_assets, .. } if pages_with_assets * 2 >= *pages => {
                "pages with what stands on them, as a browser loads them"
            }
            _ => "some pages with what stands on them",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_are_read_by_what_follows_a_page() {
        let read = |pages, assets, pages_with_assets| {
            let cascade = Cascade { pages, assets, pages_with_assets, ..Cascade::default() };
            cascade.reading()
        };
        assert!(read(0, 0, 0).contains("API"));
        assert!(read(0, 9, 0).starts_with("assets without"));
        assert!(read(2, 0, 0).starts_with("too few"));
        assert!(read(40, 0, 0).contains("script"));
        assert!(read(4, 12, 2).contains("as a browser"));
        assert!(read(9, 3, 1).starts_with("some"));
    }
}
