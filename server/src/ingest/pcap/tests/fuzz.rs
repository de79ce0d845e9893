//! Arbitrary and damaged input: no panic, no hang, no growth.

use proptest::prelude::*;

use super::super::client_hello::ClientHello;
use super::super::ja4::{ja3, ja4};
use super::super::read_within;
use super::super::stream::{Piece, Stream};
use super::super::table::Limits;
use super::build::{Connection, Hello, block, pcap};
use super::{corpus, read};

/// A capture with TLS, HTTP and answers in it.
fn valid() -> Vec<u8> {
    let mut packets = Connection::open_from(1)
        .client_split(&Hello::to("a.example").records(50), 40)
        .close()
        .packets;
    packets.extend(
        Connection::open_from(2)
            .client(
                b"POST /1?q HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            )
            .server(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
            .client_split(b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 9)
            .server(b"HTTP/1.1 200 OK\r\n\r\n")
            .client(&Hello::to("b.example").records(1 << 14))
            .packets,
    );
    pcap(101, &packets)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_bytes_behind_a_pcap_header_are_read(
        link in prop::sample::select(vec![0u32, 1, 12, 101, 108, 113, 228, 229, 276]),
        packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20),
    ) {
        let count = packets.len() as u64;
        prop_assert_eq!(read(&pcap(link, &packets)).unwrap().1.packets, count);
    }

    #[test]
    fn any_pcapng_blocks_are_read(
        big_endian in any::<bool>(),
        blocks in prop::collection::vec(
            (0u32..8, prop::collection::vec(any::<u8>(), 0..80)), 0..20),
    ) {
        let magic = if big_endian { [0x1a, 0x2b, 0x3c, 0x4d] } else { [0x4d, 0x3c, 0x2b, 0x1a] };
        let mut file = block(0x0a0d_0d0a, &[&magic[..], &[0, 1, 0, 0], &[255; 8]].concat(), big_endian);
        for (kind, body) in blocks {
            file.extend(block(kind, &body, big_endian));
        }
        read(&file).unwrap();
    }

    #[test]
    fn any_tcp_payloads_are_read(
        payloads in prop::collection::vec(
            (any::<bool>(), "[\\x00-\\x03\\x16GET/HP1. :a0-9\r\n]{0,60}"), 0..12),
    ) {
        let mut connection = Connection::open();
        for (client, payload) in payloads {
            let bytes = payload.as_bytes();
            connection = if client { connection.client(bytes) } else { connection.server(bytes) };
        }
        read(&connection.pcap()).unwrap();
    }

    #[test]
    fn a_damaged_capture_is_read_as_far_as_it_goes(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut file = valid();
        for (place, byte) in damage {
            let place = place.index(file.len());
            file[place] = byte;
        }
        let _ = read(&file);
    }

    #[test]
    fn any_client_hello_has_a_fingerprint_of_fixed_form(
        body in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        if let Some(hello) = ClientHello::parse(&body) {
            let ja4 = ja4(&hello);
            prop_assert_eq!(ja4.len(), 36);
            prop_assert_eq!(ja4.split('_').count(), 3);
            prop_assert_eq!(ja3(&hello).split(',').count(), 5);
        }
    }

    #[test]
    fn a_damaged_client_hello_does_no_harm(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut body = Hello::to("a.example").message()[4..].to_vec();
        for (place, byte) in damage {
            let place = place.index(body.len());
            body[place] = byte;
        }
        if let Some(hello) = ClientHello::parse(&body) {
            prop_assert_eq!(ja4(&hello).len(), 36);
        }
    }

    #[test]
    fn segments_in_any_order_give_the_bytes_that_were_sent(
        cuts in prop::collection::btree_set(1usize..200, 0..20),
        start in any::<u32>(),
        order in any::<u64>(),
    ) {
        let sent: Vec<u8> = (0..200).collect();
        let mut edges: Vec<usize> = cuts.into_iter().collect();
        edges.insert(0, 0);
        edges.push(200);
        let mut parts: Vec<_> = edges.windows(2).map(|w| (w[0], w[1])).collect();
        // Every part may reach back into the one before, as retransmissions do.
        parts.sort_by_key(|(from, _)| (*from as u64 + 1).wrapping_mul(order | 1) >> 7);
        let mut stream = Stream::after_syn(start);
        let mut received = Vec::new();
        for (from, to) in parts {
            let from = from.saturating_sub(usize::from(order as u8 % 4));
            let sequence = start.wrapping_add(1).wrapping_add(from as u32);
            stream.push(sequence, &sent[from..to], 0, 0, &mut |piece| {
                if let Piece::Data(bytes, _) = piece {
                    received.extend_from_slice(bytes);
                }
            });
        }
        prop_assert_eq!(received, sent);
        prop_assert_eq!(stream.held(), 0);
    }

    #[test]
    fn a_stream_never_holds_more_than_its_limit(
        segments in prop::collection::vec((any::<u16>(), 0usize..3_000), 0..300),
    ) {
        let mut stream = Stream::after_syn(0);
        for (place, length) in segments {
            stream.push(u32::from(place) * 64 + 2, &vec![0; length], 0, 0, &mut |_| {});
            prop_assert!(stream.held() < (128 << 10) + 128 * 64);
        }
    }
}

#[test]
fn a_flood_of_half_open_requests_stays_within_the_limit() {
    let mut packets = Vec::new();
    for port in 1..=2_000 {
        let connection = Connection::open_from(port).client(b"GET / HTTP/1.1\r\nX: ");
        packets.extend(connection.client(&[b'x'; 4_000]).packets);
    }
    let file = pcap(101, &packets);
    let limits = Limits { connections: 100, bytes: 200_000 };
    let mut records = 0;
    let stats = read_within(&file[..], None, limits, &mut |_| records += 1).unwrap();
    assert_eq!((records, stats.connections), (2_000, 2_000));
}

#[test]
fn a_hundred_thousand_tiny_pipelined_requests_end_in_time() {
    let many = b"GET / HTTP/1.0\n\n".repeat(100_000);
    let connection = Connection::open().client_split(&many, 60_000);
    assert_eq!(read(&connection.pcap()).unwrap().1.requests, 100_000);
    let drip = b"GET / HTTP/1.0\r\nA: b\r\n\r\n".repeat(500);
    let connection = Connection::open().client_split(&drip, 1);
    assert_eq!(read(&connection.pcap()).unwrap().1.requests, 500);
}

#[test]
fn damaged_reference_captures_are_read_as_far_as_they_go() {
    let Some(folder) = corpus() else { return };
    // A fixed sequence (Knuth's MMIX generator), so that a failure can be repeated.
    let mut state = 1u64;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for folder in ["ja4/foxio/pcap", "ja4/arkime"].map(|part| folder.join(part)) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            if bytes.len() > 40_000 || read(&bytes).is_err() {
                continue;
            }
            for _ in 0..40 {
                let mut damaged = bytes.clone();
                for _ in 0..=random(60) {
                    let place = 24 + random(bytes.len() - 24);
                    damaged[place] = random(256) as u8;
                }
                damaged.truncate(bytes.len() - random(bytes.len() / 8));
                let _ = read(&damaged);
            }
        }
    }
}
