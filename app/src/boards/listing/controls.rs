//! What stands around a long table: filters, headings that order it, pages, columns, exports.

use crate::board::{Block, Choice, Field, FormBlock, Head};
use crate::domain::listing::{Column, Condition, ListQuery, Listing, SEVERITY, Search, Shape};
use crate::domain::metric;
use crate::domain::params::Params;
use crate::domain::threat::ThreatLevel;
use crate::store::listing::ListPage;
use crate::ui::number::exact;

/// Rows of a page that are offered.
const PER_PAGE: [u32; 4] = [25, 50, 100, 200];

/// The fields a list can be narrowed with.
pub(super) fn form(query: &ListQuery, path: &str, params: &Params) -> Block {
    let names: &[&str] = match query.listing {
        Listing::Detections | Listing::Scores => &[
            "search",
            "threat_level",
            "country_code",
            "asn_org",
            "host",
            "ja4",
            "bot_name",
            "browser_family",
        ],
        Listing::Traffic => &[
            "search",
            "method",
            "http_status",
            "host",
            "path",
            "http_version",
            "ja4",
            "header_user_agent",
        ],
    };
    let fields = names
        .iter()
        .filter(|name| is_offered(query.listing, name))
        .map(|name| Field {
            name: (*name).to_owned(),
            label: match *name {
                "search" => "Address, block or host".to_owned(),
                key => query.listing.column(key).map_or(key, |column| column.label).to_owned(),
            },
            value: params.get(name).unwrap_or_default().to_owned(),
            hint: match (*name, query.listing) {
                ("search", _) | ("host", Listing::Traffic) => "all or part of it",
                ("country_code", _) => "such as FR",
                _ => "the whole value",
            }
            .to_owned(),
            options: if *name == "threat_level" { levels() } else { Vec::new() },
            has_values: query.listing.column(name).is_some_and(Column::has_values),
        })
        .collect();
    let kept = params
        .pairs()
        .filter(|(name, _)| !names.contains(name) && *name != "page")
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Block::Form(FormBlock { action: path.to_owned(), kept, fields, submit: "Filter".to_owned() })
}

fn is_offered(listing: Listing, name: &str) -> bool {
    matches!(name, "search" | "host") || listing.column(name).is_some_and(|column| column.is_filter)
}

fn levels() -> Vec<(String, String)> {
    let any = (String::new(), "any".to_owned());
    let word = |level: &ThreatLevel| (level.to_string(), level.as_str().replace('_', " "));
    [any].into_iter().chain(ThreatLevel::ALL.iter().map(word)).collect()
}

/// The conditions that hold, each with the page's address without it.
pub(super) fn chips(query: &ListQuery, path: &str, params: &Params) -> Vec<Choice> {
    let bare = params.without("page");
    let words = conditions(query);
    let mut chips: Vec<Choice> = query
        .conditions
        .iter()
        .zip(&words)
        .map(|(condition, words)| {
            let key = condition.column.key;
            let without = match condition.is_excluded {
                true => bare.without_pair(&format!("not_{key}"), &condition.value),
                // The seed's name for the HTTP version.
                false if key == "http_version" => bare.without(key).without("status"),
                false => bare.without(key),
            };
            chip(format!("× {words}"), without.href(path))
        })
        .collect();
    if query.search.is_some() {
        let text = words.last().map_or("", String::as_str);
        chips.push(chip(format!("× {text}"), bare.without("search").href(path)));
    }
    if chips.len() > 1 {
        let span = ["range", "from", "to", "sort", "order", "per_page", "columns", "density"];
        let kept = params.pairs().filter(|(name, _)| span.contains(name));
        let cleared = kept.fold(Params::default(), |all, (name, value)| all.and(name, value));
        chips.push(chip("remove all".to_owned(), cleared.href(path)));
    }
    chips
}

/// What every row fulfils, in words; what is searched for stands last.
pub(super) fn conditions(query: &ListQuery) -> Vec<String> {
    let condition = |condition: &Condition| {
        let sign = if condition.is_excluded { "≠" } else { "=" };
        let value = match condition.column.shape {
            _ if condition.value.is_empty() => "nothing".to_owned(),
            Shape::Level => condition.value.replace('_', " "),
            _ => condition.value.clone(),
        };
        format!("{} {sign} {value}", condition.column.label)
    };
    let search = query.search.as_ref().map(|search| match search {
        Search::Text(text) => format!("address or host contains {text}"),
        Search::Net(net) if net.is_single() => format!("address is {net}"),
        Search::Net(net) => format!("address in {net}"),
    });
    query.conditions.iter().map(condition).chain(search).collect()
}

fn chip(text: String, href: String) -> Choice {
    Choice { text, href, is_current: false }
}

/// A heading; following it orders the rows by its column, largest first, and again the other way.
pub(super) fn heading(
    column: &'static Column,
    query: &ListQuery,
    path: &str,
    params: &Params,
) -> Head {
    let key = if column.shape == Shape::Level { SEVERITY } else { column.key };
    let order = (query.sort.key == column.key).then_some(query.is_descending);
    // An old link orders levels by their words; the heading then begins with the most severe.
    let is_same = query.is_by_severity == (key == SEVERITY);
    let next = if order == Some(true) && is_same { "ASC" } else { "DESC" };
    let sort = match column.is_sortable {
        true => params.without("page").with("sort", key).with("order", next).href(path),
        false => String::new(),
    };
    let about = metric::of_column(column.key, column.label).unwrap_or_default().to_owned();
    Head { text: column.label.to_owned(), align: super::align(column.shape), sort, order, about }
}

/// Where in the list the page is, and the way to the others.
pub(super) fn pager(query: &ListQuery, page: &ListPage, path: &str, params: &Params) -> Block {
    let to = |number: u64| match number {
        1 => params.without("page").href(path),
        _ => params.with("page", &number.to_string()).href(path),
    };
    let link = |text: String, number: u64| Choice {
        text,
        href: to(number),
        is_current: number == u64::from(page.page),
    };
    let (current, last) = (u64::from(page.page), page.pages);
    let mut links = Vec::new();
    if current > 1 {
        links.push(link("‹ previous".to_owned(), (current - 1).min(last)));
    }
    let near = current.saturating_sub(2).max(1)..=(current + 2).min(last);
    if !near.contains(&1) {
        links.push(link("1".to_owned(), 1));
    }
    links.extend(near.clone().map(|number| link(exact(number), number)));
    if !near.contains(&last) {
        links.push(link(exact(last), last));
    }
    if current < last {
        links.push(link("next ›".to_owned(), current + 1));
    }
    links.extend(PER_PAGE.iter().map(|rows| Choice {
        text: format!("{rows} rows"),
        href: params.without("page").with("per_page", &rows.to_string()).href(path),
        is_current: query.per_page == *rows,
    }));
    let first = query.offset() + 1;
    let end = query.offset() + page.data.len() as u64;
    let label = match page.data.is_empty() {
        true => format!("none of {}", exact(page.total)),
        false => format!("{}–{} of {}", exact(first), exact(end), exact(page.total)),
    };
    Block::Links { label, links, is_folded: false }
}

/// A switch for each column.
pub(super) fn column_chooser(
    listing: Listing,
    shown: &[&'static Column],
    path: &str,
    params: &Params,
) -> Block {
    let links = listing
        .columns()
        .iter()
        .map(|column| {
            let is_current = shown.iter().any(|other| other.key == column.key);
            let keys: Vec<&str> = listing
                .columns()
                .iter()
                .filter(|other| match other.key == column.key {
                    true => !is_current,
                    false => shown.iter().any(|s| s.key == other.key),
                })
                .map(|other| other.key)
                .collect();
            let href = params.with("columns", &keys.join(".")).href(path);
            Choice { text: column.label.to_owned(), href, is_current }
        })
        .collect();
    Block::Links { label: "Columns".to_owned(), links, is_folded: true }
}

/// How high rows are.
pub(super) fn density(is_compact: bool, path: &str, params: &Params) -> Block {
    let choice = |word: &str, is_current| Choice {
        text: word.to_owned(),
        href: params.with("density", word).href(path),
        is_current,
    };
    let links = vec![choice("comfortable", !is_compact), choice("compact", is_compact)];
    Block::Links { label: "Rows".to_owned(), links, is_folded: false }
}

/// The list under its filters as files.
pub(super) fn exports(listing: Listing, total: u64, params: &Params) -> Block {
    let names = ["page", "per_page", "columns", "density"];
    let bare = names.iter().fold(params.clone(), |p, name| p.without(name));
    let links = [("CSV", "csv"), ("NDJSON", "ndjson")]
        .into_iter()
        .map(|(text, format)| Choice {
            text: text.to_owned(),
            href: bare.href(&format!("/export/{}.{format}", listing.key())),
            is_current: false,
        })
        .collect();
    let label = format!("Export all {} rows", exact(total));
    Block::Links { label, links, is_folded: false }
}
