//! JA4 and JA3 rule by rule, on hellos made for the purpose.

use super::super::client_hello::ClientHello;
use super::super::ja4::{ja3, ja3_hash, ja4, version_text};
use super::build::{Hello, alpn};

fn parse(hello: &Hello) -> ClientHello {
    ClientHello::parse(&hello.message()[4..]).unwrap()
}

fn with_alpn(content: Vec<u8>) -> String {
    let mut hello = Hello::to("a.example");
    hello.extensions.retain(|(number, _)| *number != 0x0010);
    hello.extensions.push((0x0010, content));
    ja4(&parse(&hello))[8..10].to_owned()
}

#[test]
fn grease_is_left_out_everywhere() {
    let hello = parse(&Hello::to("a.example"));
    assert_eq!(ja3(&hello), "771,4865-4866-49195,0-16-43-13-10-11,29,0");
    // printf '1301,1302,c02b' | sha256sum; printf '000a,000b,000d,002b_0403,0804' | sha256sum
    assert_eq!(ja4(&hello), "t13d0306h2_5559582ccdc4_fb71836bce29");
    assert_eq!(hello.server_name.as_deref(), Some("a.example"));
}

#[test]
fn ja3_hash_is_the_md5_of_the_string() {
    // RFC 1321 §A.5
    assert_eq!(ja3_hash("abc"), "900150983cd24fb0d6963f7d28e17f72");
}

#[test]
fn ciphers_and_extensions_count_in_any_order() {
    let straight = Hello::to("a.example");
    let mut shuffled = Hello::to("a.example");
    shuffled.ciphers.reverse();
    shuffled.extensions.reverse();
    assert_eq!(ja4(&parse(&straight)), ja4(&parse(&shuffled)));
    assert_ne!(ja3(&parse(&straight)), ja3(&parse(&shuffled)));
}

#[test]
fn signature_algorithms_keep_their_order() {
    let straight = Hello::to("a.example");
    let mut swapped = Hello::to("a.example");
    for (number, content) in &mut swapped.extensions {
        if *number == 0x000d {
            *content = vec![0, 4, 8, 4, 4, 3];
        }
    }
    assert_ne!(ja4(&parse(&straight)), ja4(&parse(&swapped)));
}

#[test]
fn the_server_name_is_no_part_of_the_hash() {
    let mut nameless = Hello::to("a.example");
    nameless.extensions.retain(|(number, _)| *number != 0);
    let (with, without) = (ja4(&parse(&Hello::to("b.example"))), ja4(&parse(&nameless)));
    assert_eq!(&with[..8], "t13d0306");
    assert_eq!(&without[..8], "t13i0305");
    assert_eq!(with[10..], without[10..]);
}

#[test]
fn a_hello_without_anything_has_empty_hashes() {
    let hello = Hello { version: 0x0301, ciphers: vec![0x0a0a], extensions: vec![] };
    assert_eq!(ja4(&parse(&hello)), "t10i000000_000000000000_000000000000");
    assert_eq!(ja3(&parse(&hello)), "769,,,,");
}

#[test]
fn counts_stop_at_99() {
    let mut hello = Hello::to("a.example");
    hello.ciphers = (0..150).collect();
    hello.extensions = (100..220).map(|number| (number, vec![])).collect();
    assert_eq!(&ja4(&parse(&hello))[..10], "t12i999900");
}

#[test]
fn alpn_shows_its_first_and_last_character() {
    let first = |protocol: &[u8]| with_alpn(alpn(&[protocol, b"http/1.1"]));
    assert_eq!(first(b"h2"), "h2");
    assert_eq!(first(b"H2"), "H2");
    assert_eq!(first(b"http/1.1"), "h1");
    assert_eq!(first(b"spdy/3.1"), "s1");
    // As the reference program prints it, not the `bd` of the written specification.
    assert_eq!(first(&[0xba, 0xad]), "99");
    assert_eq!(first(b"h\xff"), "h9");
    assert_eq!(first(&[0x0a, 0x0a]), "0a");
    assert_eq!(first(b"-2"), "22");
    assert_eq!(first(b"h"), "h0");
}

#[test]
fn alpn_that_is_empty_or_broken_reads_00() {
    for content in [vec![], vec![0], vec![0, 0], vec![0, 9, 2], vec![0, 1, 0], vec![0, 2, 9, 1]] {
        assert_eq!(with_alpn(content.clone()), "00", "{content:?}");
    }
}

#[test]
fn the_version_is_the_highest_offered_and_else_that_of_the_message() {
    let check = |message: u16, offered: Option<Vec<u8>>, code: &str, text: &str| {
        let mut hello = Hello::to("a.example");
        hello.version = message;
        hello.extensions.retain(|(number, _)| *number != 0x002b);
        hello.extensions.extend(offered.map(|content| (0x002b, content)));
        let hello = parse(&hello);
        assert_eq!((&ja4(&hello)[1..3], version_text(&hello).as_str()), (code, text));
    };
    check(0x0303, Some(vec![4, 3, 3, 3, 4]), "13", "1.3");
    check(0x0303, Some(vec![4, 0x7a, 0x7a, 3, 3]), "12", "1.2");
    check(0x0303, Some(vec![2, 0x7a, 0x7a]), "12", "1.2");
    check(0x0303, Some(vec![2, 0x7f, 0x12]), "00", "1.3");
    check(0x0302, None, "11", "1.1");
    check(0x0301, None, "10", "1.0");
    check(0x0300, None, "s3", "SSL3");
    check(0x0002, None, "s2", "SSL2");
    check(0x1234, None, "00", "0x1234");
}

#[test]
fn a_hello_cut_anywhere_never_fails_badly() {
    let message = Hello::to("a.example").message();
    let whole = ClientHello::parse(&message[4..]).unwrap();
    for end in 4..message.len() {
        if let Some(hello) = ClientHello::parse(&message[4..end]) {
            assert_eq!(hello.ciphers, whole.ciphers);
            assert!(whole.extensions.starts_with(&hello.extensions));
        }
    }
}
