//! File formats and link layers: the same packets in every wrapping give the same record.

use super::super::CaptureError;
use super::build::{CLIENT, Connection, SERVER, START_MS, SYN, Tcp, address, block, pcap};
use super::{read, records};

const REQUEST: &[u8] = b"GET /a?b=c HTTP/1.1\r\nHost: a.example\r\n\r\n";

fn packets() -> Vec<Vec<u8>> {
    Connection::open().client(REQUEST).packets
}

/// Puts every packet behind a header of its own.
fn wrapped(header: &[u8]) -> Vec<Vec<u8>> {
    packets().iter().map(|packet| [header, packet].concat()).collect()
}

fn check(link: u32, packets: &[Vec<u8>]) {
    check_file(&pcap(link, packets), &format!("link type {link}"));
}

fn check_file(file: &[u8], what: &str) {
    let (records, stats) = read(file).unwrap();
    let [record] = &records[..] else { panic!("{what}: {stats:?}") };
    assert_eq!((record.src_ip, record.dst_ip), (address(CLIENT), address(SERVER)), "{what}");
    assert_eq!((record.src_port, record.dst_port), (40_000, 80), "{what}");
    assert_eq!(record.host, "a.example", "{what}");
    assert_eq!(record.ip_meta_ttl, 57, "{what}");
    assert_eq!(stats.note, None, "{what}");
}

#[test]
fn ip_is_found_behind_every_link_layer() {
    const MACS: [u8; 12] = [2; 12];
    let ethernet = |tail: &[u8]| wrapped(&[&MACS[..], tail].concat());
    check(1, &ethernet(&[0x08, 0x00]));
    check(1, &ethernet(&[0x81, 0x00, 0, 5, 0x08, 0x00]));
    check(1, &ethernet(&[0x88, 0xa8, 0, 5, 0x81, 0x00, 0, 6, 0x08, 0x00]));
    check(1, &ethernet(&[0x88, 0x64, 0x11, 0, 0, 1, 0, 60, 0x00, 0x21]));
    for raw in [12, 14, 101, 228] {
        check(raw, &packets());
    }
    check(0, &wrapped(&[2, 0, 0, 0]));
    check(108, &wrapped(&[0, 0, 0, 2]));
    check(113, &wrapped(&[0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, 8, 0]));
    check(276, &wrapped(&[8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0]));
    // The length of a frame check sequence in the upper bits of the field.
    check(0x2400_0001, &ethernet(&[0x08, 0x00]));
}

#[test]
fn a_packet_with_padding_behind_it_is_read_without_it() {
    let padded: Vec<_> = packets().iter().map(|p| [p, &[0; 6][..]].concat()).collect();
    check(101, &padded);
}

#[test]
fn ipv6_is_read_with_and_without_extension_headers() {
    for extended in [false, true] {
        let (from, to) = ("2001:db8::7".parse().unwrap(), "2001:db8::1".parse().unwrap());
        let segment = |sequence, flags, payload: &[u8]| Tcp {
            ports: (40_000, 80),
            sequence,
            acknowledgment: 0,
            flags,
            options: vec![],
            payload: payload.to_vec(),
        };
        let packets =
            [segment(5, SYN, b""), segment(6, 16, REQUEST)].map(|tcp| tcp.ipv6(from, to, extended));
        let records = records(&pcap(229, &packets));
        assert_eq!(records[0].src_ip, address(from));
        assert_eq!((records[0].ip_meta_ttl, records[0].ip_meta_df), (58, 0));
        assert_eq!(records[0].ip_meta_total_length, if extended { 68 } else { 60 });
    }
}

#[test]
fn frames_that_are_no_tcp_are_counted_by_reason() {
    let mut fragment = packets()[0].clone();
    fragment[6] = 0x20;
    let mut udp = packets()[0].clone();
    udp[9] = 17;
    let mut icmp = packets()[0].clone();
    icmp[9] = 1;
    let (records, stats) =
        read(&pcap(101, &[fragment, udp, icmp, vec![0x90; 40], vec![0x45, 0], vec![]])).unwrap();
    assert!(records.is_empty());
    let skipped: Vec<_> = stats.skipped.into_iter().collect();
    let expected = [
        ("IP fragment", 1),
        ("IP header not readable", 1),
        ("UDP (QUIC, DTLS, DNS and others)", 1),
        ("frame cut off before its IP packet", 1),
        ("neither TCP nor UDP", 1),
        ("not IP", 1),
    ];
    assert_eq!(skipped, expected);
}

#[test]
fn a_link_type_nobody_reads_is_counted() {
    let (_, stats) = read(&pcap(147, &packets())).unwrap();
    assert_eq!(stats.skipped["link type not supported"], 3);
}

#[test]
fn pcap_is_read_in_both_byte_orders_and_both_resolutions() {
    for (magic, per_ms) in [(0xa1b2_c3d4u32, 1_000), (0xa1b2_3c4d, 1_000_000)] {
        let mut file = magic.to_be_bytes().to_vec();
        file.extend([0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 101]);
        for packet in packets() {
            let length = u32::try_from(packet.len()).unwrap();
            for number in [1_700_000_000, 250 * per_ms, length, length] {
                file.extend(number.to_be_bytes());
            }
            file.extend(packet);
        }
        assert_eq!(records(&file)[0].time_ms, START_MS + 250);
    }
}

/// A pcapng with one interface and its packets at `ticks`.
fn pcapng(big_endian: bool, options: &[u8], ticks: u64) -> Vec<u8> {
    let order = |n: u32| if big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
    let half = |n: u16| if big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
    let section = [&order(0x1a2b_3c4d)[..], &half(1), &half(0), &[255; 8]].concat();
    let mut file = block(0x0a0d_0d0a, &section, big_endian);
    // An interface of another kind comes first, so that the numbers matter.
    file.extend(block(1, &[&half(147)[..], &half(0), &order(0)].concat(), big_endian));
    file.extend(block(1, &[&half(101)[..], &half(0), &order(0), options].concat(), big_endian));
    file.extend(block(5, &[1; 13], big_endian));
    for packet in packets() {
        let length = order(u32::try_from(packet.len()).unwrap());
        let (high, low) = ((ticks >> 32) as u32, (ticks & 0xffff_ffff) as u32);
        let head = [order(1), order(high), order(low), length, length].concat();
        file.extend(block(6, &[&head[..], &packet].concat(), big_endian));
    }
    file
}

#[test]
fn pcapng_clocks_tick_as_the_interface_says() {
    let check = |big_endian: bool, options: &[u8], ticks: u64, time_ms: u64| {
        let file = pcapng(big_endian, options, ticks);
        check_file(&file, "pcapng");
        assert_eq!(records(&file)[0].time_ms, time_ms, "{options:?}");
    };
    for big_endian in [false, true] {
        let option = |code: u16, value: &[u8]| {
            let half = |n: u16| if big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
            let mut bytes =
                [&half(code)[..], &half(u16::try_from(value.len()).unwrap()), value].concat();
            bytes.resize(bytes.len().next_multiple_of(4), 0);
            bytes
        };
        check(big_endian, &[], START_MS * 1_000, START_MS);
        check(big_endian, &option(9, &[9]), START_MS * 1_000_000 + 999_999, START_MS);
        check(big_endian, &option(9, &[3]), START_MS, START_MS);
        check(big_endian, &option(9, &[0x80 | 10]), 1_700_000_000 << 10 | 512, START_MS + 500);
        let offset = if big_endian { (-3i64).to_be_bytes() } else { (-3i64).to_le_bytes() };
        let both = [option(2, b"eth0!"), option(14, &offset)].concat();
        check(big_endian, &both, START_MS * 1_000, START_MS - 3_000);
    }
}

#[test]
fn sections_follow_each_other_and_may_change_their_byte_order() {
    let ticks = START_MS * 1_000;
    let file = [pcapng(false, &[], ticks), pcapng(true, &[], ticks)].concat();
    let (records, stats) = read(&file).unwrap();
    assert_eq!((stats.packets, stats.note), (6, None));
    // The second section repeats the connection, which retransmission handling drops.
    assert_eq!(records.len(), 1);
}

#[test]
fn simple_packets_and_unknown_interfaces_do_no_harm() {
    let mut file = pcapng(false, &[], START_MS * 1_000);
    let packet = packets()[0].clone();
    let length = u32::try_from(packet.len()).unwrap().to_le_bytes();
    file.extend(block(3, &[&length[..], &packet].concat(), false));
    file.extend(block(6, &[&[9, 0, 0, 0][..], &[0; 16]].concat(), false));
    let (_, stats) = read(&file).unwrap();
    assert_eq!(stats.packets, 4);
    assert_eq!(stats.skipped["packet of an interface the file does not describe"], 1);
}

#[test]
fn a_file_cut_anywhere_gives_what_was_read_and_a_note() {
    let files = [pcap(101, &packets()), pcapng(false, &[], START_MS * 1_000), pcapng(true, &[], 0)];
    for file in files {
        let whole = read(&file).unwrap().1;
        assert_eq!((whole.packets, whole.note), (3, None));
        for end in 0..file.len() {
            match read(&file[..end]) {
                Ok((_, stats)) => assert!(stats.packets <= 3),
                Err(CaptureError::Empty) => assert!(end < 4),
                Err(CaptureError::HeaderCut) => assert!(end < 28),
                Err(error) => panic!("{error}"),
            }
        }
        let cut = read(&file[..file.len() - 1]).unwrap().1;
        assert_eq!(cut.packets, 2);
        assert!(cut.note.unwrap().starts_with("the file is cut off in the record at byte"));
    }
}

#[test]
fn a_record_that_cannot_be_true_ends_the_reading_with_a_note() {
    let mut file = pcap(101, &packets());
    let second = 24 + 16 + packets()[0].len();
    file[second + 8..second + 12].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f]);
    let (_, stats) = read(&file).unwrap();
    assert_eq!(stats.packets, 1);
    assert!(stats.note.unwrap().contains("says it is 2147483647 bytes long"));
}

#[test]
fn what_is_no_capture_is_refused_by_name() {
    assert!(matches!(read(b""), Err(CaptureError::Empty)));
    let error = read(b"GET / HTTP/1.1").unwrap_err();
    assert_eq!(error.to_string(), "neither pcap nor pcapng: the file begins with 47 45 54 20");
    assert!(matches!(read(&[0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0]), Err(CaptureError::HeaderCut)));
}
