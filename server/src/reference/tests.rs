//! The built-in lists, and what becomes of good and bad files.

use std::collections::HashSet;

use app::domain::crawler::{Claim, RANGE_OWNERS, claim};
use app::store::reference::ReferenceTable as Table;

use super::networks::{self, Network};
use super::*;

fn text_of(list: &ReferenceList) -> String {
    String::from_utf8((list.rows)().expect("can be made").to_vec()).expect("is text")
}

fn parsed(table: Table, text: &str) -> Result<String, String> {
    parse::rows(table, "list.csv", text.as_bytes())
        .map(|rows| String::from_utf8(rows).expect("is text"))
        .map_err(|error| error.to_string())
}

#[test]
fn every_built_in_list_is_valid_and_has_rows() {
    let lists = lists(None).expect("are valid");
    for table in [Table::BotIp, Table::BotJa4, Table::BrowserJa4] {
        let list = lists.iter().find(|list| list.table == table).expect("is built in");
        let rows = text_of(list).lines().count() - 1;
        assert!(rows > 30, "{table:?} has {rows}");
        assert_eq!(list.checksum.len(), 64);
    }
}

#[test]
fn built_in_fingerprints_are_of_a_browser_or_a_bot_never_both() {
    let lists = lists(None).expect("are valid");
    let keys = |table: Table| -> Vec<String> {
        let list = lists.iter().find(|list| list.table == table).expect("is built in");
        let text = text_of(list);
        text.lines().skip(1).map(|line| line.split('\t').next().unwrap_or("").to_owned()).collect()
    };
    let (bots, browsers) = (keys(Table::BotJa4), keys(Table::BrowserJa4));
    let distinct: HashSet<_> = bots.iter().chain(&browsers).collect();
    assert_eq!(distinct.len(), bots.len() + browsers.len());
}

#[test]
fn every_name_in_the_bot_ranges_has_an_operator() {
    let lists = lists(None).expect("are valid");
    let list = lists.iter().find(|list| list.table == Table::BotIp).expect("is built in");
    let text = text_of(list);
    let names: HashSet<_> =
        text.lines().skip(1).filter_map(|line| line.split('\t').nth(1)).collect();
    let owned: HashSet<_> = RANGE_OWNERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, owned);
}

#[test]
fn a_file_may_name_its_columns_in_any_order_and_have_more() {
    let text = "# comment\nnote,bot_name,NETWORK\nx,\"Bot, a\",203.0.113.9/24\ny,B,2001:DB8::1\n";
    assert_eq!(
        parsed(Table::BotIp, text).as_deref(),
        Ok("prefix\tbot_name\n203.0.113.0/24\tBot, a\n2001:db8::1/128\tB\n")
    );
}

#[test]
fn a_file_without_header_has_the_columns_of_the_table() {
    assert_eq!(
        parsed(Table::AsnReputation, "AS64496,Human\n64497,vpn\n").as_deref(),
        Ok("src_asn\tlabel\n64496\thuman\n64497\tvpn\n")
    );
    assert_eq!(
        parsed(Table::Asn, "::ffff:192.0.2.0/120,64496,fr,NAME,Org,a.example\n").as_deref(),
        Ok("prefix\tasn\tcountry_code\tname\torg\tdomain\n\
            192.0.2.0/24\t64496\tFR\tNAME\tOrg\ta.example\n")
    );
}

#[test]
fn an_empty_file_is_an_empty_list() {
    for text in ["", "# nothing\n", "prefix,bot_name\n", "\u{feff}prefix,bot_name\n"] {
        let rows = parsed(Table::BotIp, text).expect("is valid");
        assert_eq!(rows.lines().count(), 1, "{text:?}");
    }
}

#[test]
fn a_bad_row_is_named_by_file_line_field_and_reason() {
    let cases = [
        (
            Table::BotIp,
            "# a\n\n# b\nprefix,bot_name\n# c\r\n\r\n192.0.2.0/24,x\r\n#\r\nz,x\r\n",
            "line 9, field prefix",
        ),
        (
            Table::BotIp,
            "prefix,bot_name\n192.0.2.0/33,x\n",
            "line 2, field prefix: \"192.0.2.0/33\" is longer",
        ),
        (
            Table::BotIp,
            "prefix,bot_name\n\n192.0.2.0/24,\n",
            "line 3, field bot_name: \"\" is empty",
        ),
        (
            Table::BotIp,
            "prefix,bot_name\nnope,x\n",
            "line 2, field prefix: \"nope\" is not an address",
        ),
        (Table::BotIp, "bot_name\nx\n", "line 1, field prefix: the header does not name it"),
        (Table::BotIp, "192.0.2.0/24\n", "line 1, field bot_name: the header does not name it"),
        (
            Table::BotIp,
            "prefix,bot_name\n192.0.2.0/24,x,y\n",
            "line 2: has 3 fields, the first line has 2",
        ),
        (Table::BotJa4, "ja4,bot_name\nt13d1516h2_8daaf6152771,x\n", "line 2, field ja4:"),
        (Table::AsnReputation, "asn,label\n99999999999,human\n", "line 2, field src_asn:"),
        (Table::AsnReputation, "asn,label\n1,two words\n", "line 2, field label:"),
        (
            Table::AnubisAsn,
            "asn,bot_name,action\n1,x,EAT\n",
            "line 2, field action: \"EAT\" is not ALLOW",
        ),
        (Table::Asn, "prefix,asn,country\n192.0.2.0/24,1,FRA\n", "line 2, field country_code:"),
        (Table::BotIp, "prefix,bot_name\n192.0.2.0/24,a\u{7}b\n", "line 2, field bot_name:"),
    ];
    for (table, text, expected) in cases {
        let error = parsed(table, text).expect_err(text);
        assert!(error.starts_with("list.csv ") && error.contains(expected), "{text:?}: {error}");
    }
}

#[test]
fn no_bytes_whatever_break_the_reader() {
    let mut state = 7_u32;
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..60)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                b"1.2/,\"\n#:a\\\t\xff_"[(state >> 24) as usize % 14]
            })
            .collect();
        for table in Table::ALL {
            let _ = parse::rows(table, "noise", &bytes);
        }
    }
}

#[test]
fn the_operators_file_takes_the_place_of_the_built_in_list() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("bot_ip.csv"), "192.0.2.0/24,Mine\n").expect("written");
    let replaced = lists(Some(dir.path())).expect("is valid");
    let list = replaced.iter().find(|list| list.table == Table::BotIp).expect("is there");
    assert_eq!(text_of(list), "prefix\tbot_name\n192.0.2.0/24\tMine\n");
    assert_eq!(list.source, "bot_ip.csv of the operator");
    assert!(replaced.iter().any(|list| list.table == Table::BotJa4));

    std::fs::write(dir.path().join("bot_ip.csv"), "192.0.2.0/99,Mine\n").expect("written");
    let error = lists(Some(dir.path())).expect_err("is not valid").to_string();
    assert!(error.contains("bot_ip.csv line 1, field prefix"), "{error}");
    assert!(lists(Some(&dir.path().join("absent"))).is_err());
}

#[test]
fn networks_given_as_rows_become_both_lists() {
    let home = Network {
        prefix: "100.64.0.0/14",
        asn: 64_496,
        country_code: "FR",
        name: "A\tB",
        org: "O",
        domain: "d.example",
        label: "human",
    };
    let [networks, labels] =
        networks::lists("synthetic", &[home, Network { prefix: "2001:db8::/36", ..home }]);
    assert_eq!(
        text_of(&networks).lines().nth(1),
        Some("100.64.0.0/14\t64496\tFR\tA B\tO\td.example")
    );
    assert_eq!(text_of(&labels), "src_asn\tlabel\n64496\thuman\n");
}

#[test]
fn googlebots_of_a_real_log_are_told_from_those_that_only_say_so() {
    let Some(corpus) = std::env::var_os("JA4SOC_CORPUS") else {
        println!("skipped: JA4SOC_CORPUS is not set");
        return;
    };
    let log = Path::new(&corpus).join("logs/elastic-apache-2015.log");
    let log = String::from_utf8_lossy(&std::fs::read(log).expect("is there")).into_owned();
    let lists = lists(None).expect("are valid");
    let list = lists.iter().find(|list| list.table == Table::BotIp).expect("is built in");
    let text = text_of(list);
    let ranges: Vec<(u32, u32, &str)> = text.lines().skip(1).filter_map(v4_range).collect();
    let (mut verified, mut fake) = (0, HashSet::new());
    for line in log.lines() {
        let (ip, agent) = (line.split(' ').next(), line.rsplit('"').nth(1));
        let (Some(ip), Some(agent)) = (ip, agent) else { continue };
        let Ok(address) = ip.parse::<std::net::Ipv4Addr>() else { continue };
        let address = address.to_bits();
        let name = ranges.iter().find(|(from, to, _)| (*from..=*to).contains(&address));
        match claim(agent, name.map_or("", |(_, _, name)| name)) {
            Claim::Verified(crawler) if crawler.name == "Googlebot" => verified += 1,
            Claim::Fake(crawler) if crawler.name == "Googlebot" => {
                fake.insert(ip);
            }
            _ => {}
        }
    }
    assert_eq!((verified, fake.len()), (539, 3));
}

fn v4_range(line: &str) -> Option<(u32, u32, &str)> {
    let mut fields = line.split('\t');
    let (address, length) = fields.next()?.split_once('/')?;
    let from = address.parse::<std::net::Ipv4Addr>().ok()?.to_bits();
    let size = 1_u64 << (32 - length.parse::<u32>().ok()?);
    Some((from, (u64::from(from) + size - 1) as u32, fields.next()?))
}
