//! What is asked of a long table: which rows, in which order, which of them.

use super::whole::whole;
use super::{Column, Listing, Shape};
use crate::domain::invalid::{Invalid, Rule, invalid, refused};
use crate::domain::net::Net;
use crate::domain::params::Params;
use crate::domain::range::Range;

/// Rows of a page unless asked otherwise, and the most there can be (seed 001).
const PER_PAGE: (u32, u32) = (50, 500);
/// The order of threat levels that seed 001 lacks: there it is that of their words.
pub const SEVERITY: &str = "severity";
/// Farthest a page can begin, rows.
const FARTHEST: u64 = 10_000_000;
/// Most conditions on one column that exclude a value.
const MOST_EXCLUDED: usize = 20;

/// A question to a long table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListQuery {
    /// The table.
    pub listing: Listing,
    /// The span of time.
    pub range: Range,
    /// What every row fulfils.
    pub conditions: Vec<Condition>,
    /// Text or addresses to find, `None` for all.
    pub search: Option<Search>,
    /// The column rows are ordered by.
    pub sort: &'static Column,
    /// Whether threat levels are ordered by how severe they are instead of by their words.
    pub is_by_severity: bool,
    /// Largest first.
    pub is_descending: bool,
    /// Page, from 1.
    pub page: u32,
    /// Rows of a page, 1 to 500.
    pub per_page: u32,
}

/// What a search looks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Search {
    /// Text in the address or the host, ASCII letters of either case.
    Text(String),
    /// An address or a block of them.
    Net(Net),
}

/// A condition on one column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// The column.
    pub column: &'static Column,
    /// Whether rows with the value are left out instead of kept.
    pub is_excluded: bool,
    /// The value as given.
    pub value: String,
    /// What the value means.
    pub operand: Operand,
}

/// What a column's value is compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operand {
    /// Equal to the text.
    Text(String),
    /// Contains the text, ASCII letters of either case.
    Contains(String),
    /// Equal to the number.
    Number(i64),
    /// In the block.
    Net(Net),
}

impl ListQuery {
    /// Reads a query string: the parameters of seed 001, `not_<column>` to leave values out, and
    /// `range` or `from` and `to`. As in the seed an unknown order is the default one.
    ///
    /// # Errors
    /// Names the parameter that cannot be used, and why.
    pub fn parse(listing: Listing, params: &Params) -> Result<Self, Invalid> {
        let page = whole(params, "page", 1, (1, i64::MAX))?;
        let per_page = whole(params, "per_page", PER_PAGE.0.into(), (1, PER_PAGE.1.into()))?;
        let offset = (page.unsigned_abs() - 1).saturating_mul(per_page.unsigned_abs());
        if offset > FARTHEST {
            let reason = "the page begins more than 10,000,000 rows in; narrow the list instead";
            return Err(invalid("page", reason, params.get("page").unwrap_or_default()));
        }
        let asked = params.get("sort");
        let by_severity = listing.column("threat_level").filter(|_| asked == Some(SEVERITY));
        let sorted = by_severity.or_else(|| asked.and_then(|key| listing.column(key)));
        let sort = sorted.filter(|column| column.is_sortable);
        Ok(Self {
            listing,
            range: Range::from_params(params)?.unwrap_or_else(|| listing.default_range()),
            conditions: conditions(listing, params)?,
            search: params.filled("search").map(search),
            sort: sort.unwrap_or_else(|| by_time(listing)),
            is_by_severity: by_severity.is_some(),
            is_descending: !params.get("order").is_some_and(|o| o.eq_ignore_ascii_case("asc")),
            page: u32::try_from(page).unwrap_or(u32::MAX),
            per_page: per_page as u32,
        })
    }

    /// Rows before the page.
    #[must_use]
    pub fn offset(&self) -> u64 {
        u64::from(self.page - 1) * u64::from(self.per_page)
    }
}

fn by_time(listing: Listing) -> &'static Column {
    // Every listing has its time column, see the tests of the columns.
    listing.column(listing.time_column()).unwrap_or(&listing.columns()[0])
}

fn search(text: &str) -> Search {
    text.parse().map_or_else(|_| Search::Text(text.to_owned()), Search::Net)
}

fn conditions(listing: Listing, params: &Params) -> Result<Vec<Condition>, Invalid> {
    let mut conditions = Vec::new();
    for column in listing.columns() {
        let is_host = column.key == "host";
        if let Some(value) = params.filled(column.key).filter(|_| column.is_filter || is_host) {
            let operand = match listing {
                // The seed's filter of requests by host finds parts of it.
                Listing::Traffic if is_host => Operand::Contains(value.to_owned()),
                _ => operand(column, value)?,
            };
            conditions.push(Condition {
                column,
                is_excluded: false,
                value: value.to_owned(),
                operand,
            });
        }
        let name = format!("not_{}", column.key);
        let excluded = params.all(&name).filter(|_| column.is_filter || is_host);
        for (at, value) in excluded.enumerate() {
            if at == MOST_EXCLUDED {
                let reason = "more than 20 values of one column are left out; search instead";
                return Err(invalid(column.key, reason, value));
            }
            let operand = operand(column, value)?;
            conditions.push(Condition {
                column,
                is_excluded: true,
                value: value.to_owned(),
                operand,
            });
        }
    }
    // The seed's name for the HTTP version, empty for requests without one.
    let version = params.get("status").filter(|_| listing == Listing::Traffic);
    if let (Some(version), Some(column)) = (version, listing.column("http_version")) {
        let operand = Operand::Text(version.to_owned());
        conditions.push(Condition {
            column,
            is_excluded: false,
            value: version.to_owned(),
            operand,
        });
    }
    Ok(conditions)
}

fn operand(column: &'static Column, value: &str) -> Result<Operand, Invalid> {
    match column.shape {
        Shape::Address => value.parse().map(Operand::Net).map_err(|_| {
            invalid(column.key, "not an address or a block like 203.0.113.0/24", value)
        }),
        Shape::Count | Shape::Code => value
            .parse()
            .map(Operand::Number)
            .map_err(|_| refused(column.key, Rule::Integer, value)),
        _ => Ok(Operand::Text(value.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::time::{DAY, HOUR};

    fn read(listing: Listing, query: &str) -> Result<ListQuery, Invalid> {
        ListQuery::parse(listing, &Params::parse(query))
    }

    fn refusal(query: &str) -> (&'static str, String) {
        let error = read(Listing::Detections, query).unwrap_err();
        (error.field, error.rule.to_string())
    }

    #[test]
    fn no_parameters_are_the_seeds_defaults() {
        for (listing, days) in
            [(Listing::Detections, 30), (Listing::Scores, 3), (Listing::Traffic, 1)]
        {
            let query = read(listing, "").unwrap();
            assert_eq!((query.page, query.per_page, query.is_descending), (1, 50, true));
            assert_eq!(query.range, Range::Last(days * DAY));
            assert_eq!(query.sort.key, listing.time_column());
            assert!(query.conditions.is_empty() && query.search.is_none());
        }
    }

    #[test]
    fn orders_that_are_none_are_the_default_and_bounds_are_not() {
        for (listing, key, is_by_severity) in [
            (Listing::Scores, "threat_level", true),
            (Listing::Detections, "threat_level", true),
            (Listing::Traffic, "time", false),
        ] {
            let query = read(listing, "sort=severity").unwrap();
            assert_eq!((query.sort.key, query.is_by_severity), (key, is_by_severity));
        }
        let query = read(Listing::Scores, "sort=src_ip;DROP&order=aScending").unwrap();
        assert_eq!((query.sort.key, query.is_descending), ("detected_at", true));
        let query = read(Listing::Scores, "sort=hits&order=Asc&page= 3 &per_page=+500").unwrap();
        assert_eq!((query.sort.key, query.is_descending, query.offset()), ("hits", false, 1_000));
        assert_eq!(read(Listing::Scores, "sort=reason").unwrap().sort.key, "detected_at");
        let below = "Input should be greater than or equal to 1";
        for (text, field, rule) in [
            ("page=0", "page", below),
            ("page=-99999999999999999999", "page", below),
            ("per_page=501", "per_page", "Input should be less than or equal to 500"),
            (
                "page=",
                "page",
                "Input should be a valid integer, unable to parse string as an integer",
            ),
            ("src_ip=nobody", "src_ip", "not an address or a block like 203.0.113.0/24"),
        ] {
            assert_eq!(refusal(text), (field, rule.to_owned()), "{text}");
        }
        assert_eq!(refusal("range=never").0, "range");
        assert_eq!(refusal("page=200002").0, "page");
        let left_out = |count| "not_host=x&".repeat(count);
        assert_eq!(refusal(&left_out(21)).0, "host");
        assert_eq!(read(Listing::Detections, &left_out(20)).unwrap().conditions.len(), 20);
        assert_eq!(refusal("page=999999999999999999999999").0, "page");
    }

    #[test]
    fn filters_keep_or_leave_out() {
        let query = read(
            Listing::Detections,
            "threat_level=HIGH&country_code=&not_country_code=FR&not_country_code=&src_ip=203.0.113.0/24\
             &search=198.51.100.7&range=6h&campaign_id=-1&unknown=1",
        )
        .unwrap();
        let found: Vec<_> = query
            .conditions
            .iter()
            .map(|c| (c.column.key, c.is_excluded, c.value.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("threat_level", false, "HIGH"),
                ("src_ip", false, "203.0.113.0/24"),
                ("country_code", true, "FR"),
                ("country_code", true, ""),
                ("campaign_id", false, "-1"),
            ]
        );
        assert_eq!(query.search, Some(Search::Net("198.51.100.7".parse().unwrap())));
        assert_eq!(query.range, Range::Last(6 * HOUR));
        let query = read(Listing::Traffic, "host=Shop&status=&search=%25_").unwrap();
        assert_eq!(query.conditions[0].operand, Operand::Contains("Shop".to_owned()));
        assert_eq!(query.conditions[1].operand, Operand::Text(String::new()));
        assert_eq!(query.search, Some(Search::Text("%_".to_owned())));
    }

    proptest! {
        #[test]
        fn any_query_is_read_or_refused(query in ".{0,200}") {
            for listing in Listing::ALL {
                let _ = read(listing, &query);
            }
        }
    }
}
