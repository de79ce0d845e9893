//! Networks that are given as rows instead of a file, as the demo's synthetic ones are.

use std::collections::BTreeMap;

use app::store::reference::{ReferenceList, ReferenceTable};

use super::list_of;

/// One network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network<'a> {
    /// Address range, `203.0.113.0/24`.
    pub prefix: &'a str,
    /// Autonomous system number.
    pub asn: u32,
    /// ISO country code.
    pub country_code: &'a str,
    /// Name of the autonomous system.
    pub name: &'a str,
    /// Organisation.
    pub org: &'a str,
    /// Domain of the organisation.
    pub domain: &'a str,
    /// Kind of its users: `human`, `datacenter`, ….
    pub label: &'a str,
}

/// The lists of networks and of labels that hold exactly these; they take the built-in ones' place.
#[must_use]
pub fn lists(source: &str, networks: &[Network<'_>]) -> [ReferenceList; 2] {
    let mut rows = String::from("prefix\tasn\tcountry_code\tname\torg\tdomain\n");
    let mut labels = BTreeMap::new();
    for network in networks {
        let fields = [network.country_code, network.name, network.org, network.domain];
        rows.push_str(&format!("{}\t{}", network.prefix, network.asn));
        for field in fields {
            rows.push('\t');
            rows.push_str(&escaped(field));
        }
        rows.push('\n');
        labels.insert(network.asn, escaped(network.label));
    }
    let mut reputation = String::from("src_asn\tlabel\n");
    for (asn, label) in labels {
        reputation.push_str(&format!("{asn}\t{label}\n"));
    }
    [
        list_of(ReferenceTable::Asn, source.to_owned(), rows.into_bytes()),
        list_of(ReferenceTable::AsnReputation, source.to_owned(), reputation.into_bytes()),
    ]
}

fn escaped(field: &str) -> String {
    field.replace('\\', "\\\\").replace(['\t', '\n', '\r'], " ")
}
