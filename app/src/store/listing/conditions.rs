//! Conditions of a list as SQL: columns of a closed table, values as bound parameters.

use super::found::may_be_in_address;
use crate::domain::listing::{Condition, ListQuery, Operand, Search};
use crate::domain::net::Net;
use crate::domain::time::Timestamp;
use crate::store::Read;

/// The text after WHERE and the values it names.
pub(super) struct Conditions<'a> {
    parts: Vec<String>,
    /// What is searched for may be in an address or in a host.
    either: Option<Either>,
    binds: Vec<Bind<'a>>,
}

/// Two places a text may be in.
struct Either {
    /// The condition on an address.
    address: String,
    /// The condition on a host.
    host: String,
    /// Whether the addresses are named, few of them.
    is_named: bool,
}

/// A value, bound under the name of its place: `p0`, `p1`, ….
pub(super) enum Bind<'a> {
    Text(&'a str),
    Number(i64),
    Made(String),
    Instant(Timestamp),
    Texts(&'a [String]),
}

impl<'a> Conditions<'a> {
    /// Those of a question; `client` is the expression of the client address as IPv6.
    pub(super) fn new(query: &'a ListQuery, now: Timestamp, client: &'static str) -> Self {
        Self::among(query, now, client, None)
    }

    /// Those of a question whose searched text is known to occur in these addresses alone.
    pub(super) fn among(
        query: &'a ListQuery,
        now: Timestamp,
        client: &'static str,
        found: Option<&'a [String]>,
    ) -> Self {
        let mut all = Self { parts: Vec::new(), either: None, binds: Vec::new() };
        let window = query.range.window(now);
        let time = query.listing.time_column();
        let from = all.bound(Bind::Instant(window.from), "DateTime");
        all.parts.push(format!("{time} >= {from}"));
        if let Some(to) = window.to {
            let to = all.bound(Bind::Instant(to), "DateTime");
            all.parts.push(format!("{time} < {to}"));
        }
        for condition in &query.conditions {
            let part = all.condition(condition, client);
            all.parts.push(match condition.is_excluded {
                // What is unknown (NULL) has not the value that is left out.
                true => format!("NOT ifNull({part}, 0)"),
                false => format!("({part})"),
            });
        }
        match &query.search {
            None => {}
            Some(Search::Net(net)) => {
                let part = all.within(*net, client);
                all.parts.push(part);
            }
            Some(Search::Text(text)) => all.contain(text, client, found),
        }
        all
    }

    /// The text after WHERE.
    pub(super) fn sql(&self) -> String {
        let either = self.either.iter();
        let either = either.map(|Either { address, host, .. }| format!("({address} OR {host})"));
        self.parts.iter().cloned().chain(either).collect::<Vec<_>>().join(" AND ")
    }

    /// How many rows of a table fulfil them. Rows of named addresses are quickly found where nothing
    /// else is asked of them; else each address is written once, not for every row, to look for a part
    /// of it.
    pub(super) fn count(&self, table: &str) -> String {
        let count = |conditions: &str| format!("SELECT count() FROM {table} WHERE {conditions}");
        let others = self.parts.join(" AND ");
        match &self.either {
            None => count(&others),
            Some(Either { address, host, is_named: true }) => {
                let in_host = count(&format!("{others} AND {host}"));
                // A host that is unknown (NULL) contains nothing.
                let elsewhere = count(&format!("{others} AND {address} AND NOT ifNull({host}, 0)"));
                format!("SELECT assumeNotNull(({in_host}) + ({elsewhere}))")
            }
            Some(Either { address, host, is_named: false }) => format!(
                "SELECT sum(if({address}, cnt, in_host)) FROM (SELECT src_ip, count() AS cnt, \
                 countIf({host}) AS in_host FROM {table} WHERE {others} GROUP BY src_ip)",
            ),
        }
    }

    /// Binds the values.
    pub(super) fn bind(&self, read: Read) -> Read {
        self.binds.iter().enumerate().fold(read, |read, (at, bind)| {
            let name = format!("p{at}");
            match bind {
                Bind::Text(text) => read.param(&name, text),
                Bind::Number(number) => read.param(&name, number),
                Bind::Made(text) => read.param(&name, text),
                Bind::Instant(at) => read.param(&name, at.0),
                Bind::Texts(texts) => read.param(&name, texts),
            }
        })
    }

    fn condition(&mut self, condition: &'a Condition, client: &'static str) -> String {
        let column = condition.column.key;
        match &condition.operand {
            Operand::Text(text) => {
                format!("{column} = {}", self.bound(Bind::Text(text), "String"))
            }
            Operand::Contains(text) => {
                let text = self.bound(Bind::Text(text), "String");
                format!("positionCaseInsensitive({column}, {text}) > 0")
            }
            Operand::Number(number) => {
                format!("{column} = {}", self.bound(Bind::Number(*number), "Int64"))
            }
            Operand::Net(net) => self.within(*net, client),
        }
    }

    fn contain(&mut self, text: &str, client: &'static str, found: Option<&'a [String]>) {
        let may_be_in_address = may_be_in_address(text);
        let text = self.bound(Bind::Made(text.to_ascii_lowercase()), "String");
        let host = format!("positionCaseInsensitive(host, {text}) > 0");
        // Writing millions of addresses to find a word in none of them takes its time.
        if !may_be_in_address {
            self.parts.push(host);
            return;
        }
        let address = match found {
            Some(found) => {
                format!("{client} IN {}", self.bound(Bind::Texts(found), "Array(IPv6)"))
            }
            // An address is written in lower case.
            None => format!("position(toString(src_ip), {text}) > 0"),
        };
        self.either = Some(Either { address, host, is_named: found.is_some() });
    }

    fn within(&mut self, net: Net, client: &'static str) -> String {
        let first = self.bound(Bind::Made(net.first().clickhouse_text()), "IPv6");
        if net.is_single() {
            return format!("{client} = {first}");
        }
        let last = self.bound(Bind::Made(net.last().clickhouse_text()), "IPv6");
        format!("{client} >= {first} AND {client} <= {last}")
    }

    fn bound(&mut self, value: Bind<'a>, kind: &'static str) -> String {
        self.binds.push(value);
        format!("{{p{}:{kind}}}", self.binds.len() - 1)
    }
}
