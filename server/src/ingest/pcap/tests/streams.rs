//! TCP streams and the `ClientHello`s in them, however they were cut up.

use super::super::table::Limits;
use super::super::{CaptureStats, read_within};
use super::build::{Connection, Hello, START_MS, pcap};
use super::{read, records};
use app::domain::log_record::LogRecord;

/// The JA4 of the one `ClientHello` of a capture.
fn ja4_of(connection: &Connection) -> String {
    let records = records(&connection.pcap());
    assert_eq!(records.len(), 1);
    records[0].ja4.clone()
}

fn whole() -> String {
    ja4_of(&Connection::open().client(&Hello::to("a.example").records(1 << 14)))
}

fn read_limited(file: &[u8], limits: Limits) -> (Vec<LogRecord>, CaptureStats) {
    let mut records = Vec::new();
    let stats = read_within(file, None, limits, &mut |record| records.push(record)).unwrap();
    (records, stats)
}

#[test]
fn a_tls_connection_becomes_one_record_with_its_syn() {
    let hello = Hello::to("a.example").records(1 << 14);
    let connection = Connection::open().client(&hello).server(b"\x16\x03\x03\0\x05").close();
    let records = records(&connection.pcap());
    let [record] = &records[..] else { panic!("{} records", records.len()) };
    assert_eq!(record.host, "a.example");
    assert_eq!(record.tls_sni, "a.example");
    assert_eq!((record.scheme.as_str(), record.orphan_side.as_str()), ("https", "B"));
    assert_eq!((record.correlated, record.source.as_str()), (1, "pcap"));
    assert_eq!((record.tls_version.as_str(), record.tls_alpn.as_str()), ("1.3", "h2"));
    assert_eq!((record.time_ms, record.syn_to_clienthello_ms), (START_MS + 10, 10));
    assert_eq!(record.tcp_meta_options, "MSS,NOP,WS,NOP,NOP,SACK");
    assert_eq!((record.tcp_meta_mss, record.tcp_meta_window_scale), (1_460, 8));
    assert_eq!(record.tcp_meta_window_size, 64_240);
    assert_eq!((record.ip_meta_ttl, record.ip_meta_id, record.ip_meta_df), (57, 4_711, 1));
    assert_eq!(record.ip_meta_total_length, 52);
    assert_eq!(record.conn_id, "203.0.113.7:40000>192.0.2.1:80@1700000000000");
    assert_eq!((record.status, record.bytes), (None, None));
}

#[test]
fn a_hello_cut_into_segments_and_records_of_any_size_is_the_same_hello() {
    let expected = whole();
    for segment in [1, 2, 5, 6, 50, 1_000] {
        for record in [1, 3, 4, 60, 1 << 14] {
            let bytes = Hello::to("a.example").records(record);
            let connection = Connection::open().client_split(&bytes, segment);
            assert_eq!(ja4_of(&connection), expected, "segments {segment}, records {record}");
        }
    }
}

#[test]
fn segments_in_any_order_and_twice_give_the_same_hello() {
    let expected = whole();
    let bytes = Hello::to("a.example").records(1 << 14);
    let mut reversed = Connection::open().client_split(&bytes, 30);
    reversed.packets[2..].reverse();
    assert_eq!(ja4_of(&reversed), expected);
    let mut repeated = Connection::open().client_split(&bytes, 30);
    repeated.packets = repeated.packets.iter().flat_map(|p| [p.clone(), p.clone()]).collect();
    assert_eq!(ja4_of(&repeated), expected);
    // A retransmission that starts earlier and reaches further than what it repeats.
    let mut overlapping = Connection::open().client_split(&bytes, 30);
    let all = Connection::open().client(&bytes).packets.remove(2);
    overlapping.packets.insert(4, all);
    assert_eq!(ja4_of(&overlapping), expected);
}

#[test]
fn sequence_numbers_may_pass_zero() {
    let bytes = Hello::to("a.example").records(1 << 14);
    let mut connection = Connection::open().client_split(&bytes, 30);
    for packet in &mut connection.packets {
        let is_client = packet[12] == 203;
        let sequence = u32::from_be_bytes(packet[24..28].try_into().unwrap());
        let moved = sequence.wrapping_add(if is_client { u32::MAX - 1_050 } else { 0 });
        packet[24..28].copy_from_slice(&moved.to_be_bytes());
    }
    connection.packets[3..6].reverse();
    assert_eq!(ja4_of(&connection), whole());
}

#[test]
fn a_hello_without_its_syn_has_no_tcp_facts() {
    let connection = Connection::unopened(40_000).client(&Hello::to("a.example").records(1 << 14));
    let records = records(&connection.pcap());
    assert_eq!(records[0].ja4, whole());
    assert_eq!((records[0].ip_meta_ttl, records[0].tcp_meta_options.as_str()), (0, ""));
    assert_eq!(records[0].syn_to_clienthello_ms, 0);
}

#[test]
fn tls_that_starts_later_is_found_even_across_segments() {
    let hello = Hello::to("a.example").records(1 << 14);
    let mail = |size| {
        Connection::open()
            .server(b"220 mail.example ESMTP\r\n")
            .client(b"EHLO a.example\r\n")
            .client(b"STARTTLS\r\n")
            .client_split(&hello, size)
    };
    for size in [1, 4, 7, 1_000] {
        assert_eq!(ja4_of(&mail(size)), whole(), "segments of {size}");
    }
    let socks = [&[5, 1, 0][..], &hello].concat();
    assert_eq!(ja4_of(&Connection::open().client(&socks)), whole());
}

#[test]
fn a_hello_with_a_hole_is_counted_not_guessed() {
    let bytes = Hello::to("a.example").records(1 << 14);
    let (first, rest) = bytes.split_at(40);
    let (hole, last) = rest.split_at(20);
    let connection = Connection::open().client(first).client_lost(hole).client(last);
    let (records, stats) = read(&connection.pcap()).unwrap();
    assert!(records.is_empty());
    assert_eq!(stats.skipped["ClientHello not whole in the capture"], 1);
}

#[test]
fn a_new_syn_on_the_same_ports_is_a_new_connection() {
    let hello = |host| Hello::to(host).records(1 << 14);
    let mut packets = Connection::open().client(&hello("a.example")).reset().packets;
    let mut second = Connection::open().client(&hello("b.example")).packets;
    second.iter_mut().for_each(|packet| packet[24] = 0x55);
    packets.extend(second);
    let (records, stats) = read(&pcap(101, &packets)).unwrap();
    assert_eq!(stats.connections, 2);
    let hosts: Vec<_> = records.iter().map(|record| record.host.as_str()).collect();
    assert_eq!(hosts, ["a.example", "b.example"]);
}

#[test]
fn a_repeated_syn_changes_nothing() {
    let mut connection = Connection::open().client(&Hello::to("a.example").records(1 << 14));
    connection.packets.insert(1, connection.packets[0].clone());
    let (records, stats) = read(&connection.pcap()).unwrap();
    assert_eq!(stats.connections, 1);
    assert_eq!(records[0].syn_to_clienthello_ms, 15);
}

#[test]
fn connections_beyond_the_limit_give_up_the_idlest() {
    let mut packets = Vec::new();
    for port in 1..=500 {
        let request = format!("GET /{port} HTTP/1.1\r\nHost: a\r\n\r\n");
        packets.extend(Connection::open_from(port).client(request.as_bytes()).packets);
    }
    let limits = Limits { connections: 10, ..Limits::default() };
    let (records, stats) = read_limited(&pcap(101, &packets), limits);
    assert_eq!((records.len(), stats.connections), (500, 500));
    assert!(records.iter().all(|record| record.correlated == 1));
}

#[test]
fn bytes_beyond_the_limit_give_up_the_idlest() {
    let mut packets = Vec::new();
    for port in 1..=200 {
        let head = format!("GET /{port} HTTP/1.1\r\nX: {}", "x".repeat(10_000));
        packets.extend(Connection::open_from(port).client(head.as_bytes()).packets);
    }
    let limits = Limits { bytes: 100_000, ..Limits::default() };
    let (records, _) = read_limited(&pcap(101, &packets), limits);
    assert_eq!(records.len(), 200, "what was readable of a request is not lost");
}
