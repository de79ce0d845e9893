//! The columns of each list and what a valid field is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use app::store::reference::ReferenceTable;

/// Longest text a field may have, bytes.
const LONGEST_TEXT: usize = 256;
/// Actions of an Anubis rule.
const ACTIONS: [&str; 4] = ["ALLOW", "DENY", "CHALLENGE", "WEIGH"];

/// One column of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Name in the table and in the file.
    pub(super) name: &'static str,
    /// Other names files use for it.
    pub(super) aliases: &'static [&'static str],
    /// What is valid.
    pub(super) kind: Kind,
    /// Whether a file must have it.
    pub(super) is_required: bool,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Address range; a single address is its own range.
    Prefix,
    /// Number of an autonomous system, with or without `AS`.
    Asn,
    /// Two letters, or empty.
    Country,
    /// JA4 fingerprint.
    Ja4,
    /// Lower-case word.
    Label,
    /// Action of an Anubis rule.
    Action,
    /// Text that may be empty.
    Text,
    /// Text that may not.
    Name,
    /// `YYYY-MM-DD`, or empty.
    Date,
}

const SOURCE: Column = optional("source", &[], Kind::Text);
const ADDED: Column = optional("added", &["date"], Kind::Date);
const PREFIX: Column = required("prefix", &["network", "cidr", "ip", "range"], Kind::Prefix);
const BOT_NAME: Column = required("bot_name", &["name", "bot"], Kind::Name);
const JA4: Column = required("ja4", &["fingerprint"], Kind::Ja4);
const ACTION: Column = required("action", &[], Kind::Action);
const CATEGORY: Column = optional("category", &[], Kind::Text);

/// The columns of a list, in the order of a file without a header line.
pub(super) fn columns(table: ReferenceTable) -> &'static [Column] {
    match table {
        ReferenceTable::Asn => {
            const {
                &[
                    PREFIX,
                    required("asn", &["as", "src_asn"], Kind::Asn),
                    optional("country_code", &["country"], Kind::Country),
                    optional("name", &["as_name", "asn_name"], Kind::Text),
                    optional("org", &["organization", "organisation"], Kind::Text),
                    optional("domain", &[], Kind::Text),
                    SOURCE,
                    ADDED,
                ]
            }
        }
        ReferenceTable::AsnReputation => {
            const {
                &[
                    required("src_asn", &["asn", "as"], Kind::Asn),
                    required("label", &[], Kind::Label),
                    SOURCE,
                    ADDED,
                ]
            }
        }
        ReferenceTable::BotIp => const { &[PREFIX, BOT_NAME, SOURCE, ADDED] },
        ReferenceTable::BotJa4 => const { &[JA4, BOT_NAME, SOURCE, ADDED] },
        ReferenceTable::BrowserJa4 => {
            const {
                &[
                    JA4,
                    required("browser_family", &["family", "browser"], Kind::Name),
                    optional("tls_library", &[], Kind::Text),
                    optional("context", &[], Kind::Text),
                    SOURCE,
                    ADDED,
                ]
            }
        }
        ReferenceTable::AnubisIp => const { &[PREFIX, BOT_NAME, ACTION, CATEGORY, SOURCE, ADDED] },
        ReferenceTable::AnubisAsn => {
            const {
                &[
                    required("asn", &["src_asn", "as"], Kind::Asn),
                    BOT_NAME,
                    ACTION,
                    CATEGORY,
                    SOURCE,
                    ADDED,
                ]
            }
        }
    }
}

const fn required(name: &'static str, aliases: &'static [&'static str], kind: Kind) -> Column {
    Column { name, aliases, kind, is_required: true }
}

const fn optional(name: &'static str, aliases: &'static [&'static str], kind: Kind) -> Column {
    Column { name, aliases, kind, is_required: false }
}

impl Kind {
    /// The field as the table takes it, or why it is not valid.
    pub(super) fn checked(self, field: &str) -> Result<String, &'static str> {
        let field = field.trim();
        if field.len() > LONGEST_TEXT {
            return Err("longer than 256 bytes");
        }
        if field.chars().any(char::is_control) {
            return Err("with a control character");
        }
        match self {
            Self::Prefix => prefix(field),
            Self::Asn => {
                let digits = field.strip_prefix("AS").or(field.strip_prefix("as")).unwrap_or(field);
                let number = digits.parse::<u32>();
                number
                    .map(|asn| asn.to_string())
                    .map_err(|_| "not the number of an autonomous system")
            }
            Self::Country => match field.as_bytes() {
                [] => Ok(String::new()),
                [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                    Ok(field.to_ascii_uppercase())
                }
                _ => Err("not a country code of two letters"),
            },
            Self::Ja4 => {
                if is_ja4(field) {
                    Ok(field.to_owned())
                } else {
                    Err("not a JA4 fingerprint")
                }
            }
            Self::Label => {
                let is_word = !field.is_empty()
                    && field.len() <= 32
                    && field.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
                if is_word {
                    Ok(field.to_ascii_lowercase())
                } else {
                    Err("not a word of at most 32 letters")
                }
            }
            Self::Action => {
                let action = field.to_ascii_uppercase();
                if ACTIONS.contains(&action.as_str()) {
                    Ok(action)
                } else {
                    Err("not ALLOW, DENY, CHALLENGE or WEIGH")
                }
            }
            Self::Text => Ok(field.to_owned()),
            Self::Name => {
                if field.is_empty() {
                    Err("empty")
                } else {
                    Ok(field.to_owned())
                }
            }
            Self::Date => {
                if is_date(field) {
                    Ok(field.to_owned())
                } else {
                    Err("not a date YYYY-MM-DD")
                }
            }
        }
    }
}

/// The range in canonical text, host bits cleared, mapped IPv4 as IPv4.
fn prefix(field: &str) -> Result<String, &'static str> {
    let (address, length) = match field.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (field, None),
    };
    let address: IpAddr = address.parse().map_err(|_| "not an address range")?;
    let widest = if address.is_ipv4() { 32 } else { 128 };
    let length: u32 = match length {
        Some(text) => text.parse().map_err(|_| "without a number of bits after the slash")?,
        None => widest,
    };
    if length > widest {
        return Err("longer than its address");
    }
    match address {
        IpAddr::V4(v4) => Ok(v4_prefix(v4, length)),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) if length >= 96 => Ok(v4_prefix(v4, length - 96)),
            _ => {
                let bits = v6.to_bits() & u128::MAX.checked_shl(128 - length).unwrap_or(0);
                Ok(format!("{}/{length}", Ipv6Addr::from_bits(bits)))
            }
        },
    }
}

fn v4_prefix(address: Ipv4Addr, length: u32) -> String {
    let bits = address.to_bits() & u32::MAX.checked_shl(32 - length).unwrap_or(0);
    format!("{}/{length}", Ipv4Addr::from_bits(bits))
}

/// `t13d1516h2_8daaf6152771_02713d6af862` (JA4 specification, `FoxIO`).
fn is_ja4(text: &str) -> bool {
    let parts: Vec<&[u8]> = text.split('_').map(str::as_bytes).collect();
    let [head, ciphers, extensions] = parts[..] else { return false };
    let is_hash = |part: &[u8]| {
        part.len() == 12 && part.iter().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(b))
    };
    head.len() == 10
        && matches!(head[0], b't' | b'q' | b'd')
        && matches!(head[3], b'd' | b'i')
        && head[4..8].iter().all(u8::is_ascii_digit)
        && head.iter().all(u8::is_ascii_alphanumeric)
        && is_hash(ciphers)
        && is_hash(extensions)
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return text.is_empty() };
    let within = |text: &str, digits: usize, from: u16, to: u16| {
        text.len() == digits && text.parse().is_ok_and(|number| (from..=to).contains(&number))
    };
    within(year, 4, 1970, 2149) && within(month, 2, 1, 12) && within(day, 2, 1, 31)
}
