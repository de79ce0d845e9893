//! SYNs of real programs: what the tools are known to send, and what another reader made of them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::super::capture::{CaptureFile, Next};
use super::super::link::ip_packet;
use super::super::packet::Segment;
use super::super::syn::Syn;
use super::corpus;

/// Every SYN of a capture.
fn syns(path: &Path) -> Vec<Syn> {
    let mut file = CaptureFile::open(fs::File::open(path).unwrap()).unwrap();
    let mut syns = Vec::new();
    while let Next::Frame(frame) = file.next().unwrap() {
        if let Ok(packet) = ip_packet(frame.link, frame.data)
            && let Ok(segment) = Segment::parse(packet, 0)
            && segment.syn
            && !segment.ack
        {
            syns.push(Syn::of(&segment));
        }
    }
    syns
}

/// TTL, DF, total length, window, MSS, scale and options in one line.
fn text(syn: &Syn) -> String {
    format!(
        "{} {} {} {} {} {} {}",
        syn.ip.ttl,
        u8::from(syn.ip.dont_fragment),
        syn.ip.total_length,
        syn.window,
        syn.mss,
        syn.window_scale,
        syn.options
    )
}

#[test]
fn the_syns_of_tools_read_as_they_were_sent() {
    let Some(folder) = corpus() else { return };
    const LINUX: &str = "64 1 60 64240 1460 10 MSS,SACK,TS,NOP,WS";
    // Bytes of each capture, decoded by hand.
    let expected: &[(&str, &[&str])] = &[
        ("curl", &[LINUX]),
        ("wget", &[LINUX]),
        ("python_urllib", &[LINUX]),
        ("node", &[LINUX]),
        ("nmap_sT", &[LINUX, LINUX]),
        (
            "nmap_sS",
            &["56 0 44 1024 1460 0 MSS", "55 0 44 1024 1460 0 MSS", "49 0 44 1024 1460 0 MSS"],
        ),
        ("masscan", &["255 0 40 1024 0 0 ", "255 0 40 1024 0 0 "]),
        ("zmap", &["255 0 40 65535 0 0 "]),
        ("hping3", &["64 0 40 512 0 0 ", "64 0 40 512 0 0 "]),
        (
            "nmap_O",
            &[
                "46 0 44 1024 1460 0 MSS",
                "42 0 44 1024 1460 0 MSS",
                "38 0 60 1 1460 10 WS,NOP,MSS,TS,SACK",
                "51 0 60 63 1400 0 MSS,WS,SACK,TS,EOL",
                "50 0 60 4 640 5 TS,NOP,NOP,WS,NOP,MSS",
                "57 0 56 4 0 10 SACK,TS,WS,EOL",
                "48 0 60 16 536 10 MSS,SACK,TS,WS,EOL",
                "59 0 56 512 265 0 MSS,SACK,TS",
                "40 0 52 3 1460 10 WS,NOP,MSS,SACK,NOP,NOP",
                "58 0 60 256 265 10 WS,NOP,MSS,TS,SACK",
                "44 0 60 31337 265 10 WS,NOP,MSS,TS,SACK",
                "53 0 60 256 265 10 WS,NOP,MSS,TS,SACK",
                "46 0 60 256 265 10 WS,NOP,MSS,TS,SACK",
                "52 0 60 256 265 10 WS,NOP,MSS,TS,SACK",
            ],
        ),
    ];
    let mut total = 0;
    for (name, lines) in expected {
        let path = folder.join(format!("tcp/tool-syn/{name}.pcap"));
        let found: Vec<_> = syns(&path).iter().map(text).collect();
        assert_eq!(&found, lines, "{name}");
        total += found.len();
    }
    eprintln!("tool-syn: {total} of {total} equal");
}

#[test]
fn syns_agree_with_huginn_net() {
    let Some(folder) = corpus() else { return };
    let folder = folder.join("tcp/huginn-net");
    let snapshot = folder.join("snapshots-tcp/macos_tcp_flags.pcap.json");
    let snapshot: Value = serde_json::from_slice(&fs::read(snapshot).unwrap()).unwrap();
    let expected: Vec<_> = snapshot["connections"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|c| c["tcp_analysis"]["syn"]["raw_signature"].as_str())
        .map(|signature| {
            // version:ttl+distance:ip options:mss:window,scale:layout:quirks:class
            let parts: Vec<_> = signature.split([':', '+']).collect();
            (parts[1].to_owned(), parts[4].to_owned(), parts[5].to_owned(), parts[6].to_owned())
        })
        .collect();
    let found: Vec<_> = syns(&folder.join("pcap/macos_tcp_flags.pcap"))
        .iter()
        .map(|syn| {
            let options = syn.options.to_lowercase().replace("sack", "sok");
            let window = format!("{},{}", syn.window, syn.window_scale);
            (syn.ip.ttl.to_string(), syn.mss.to_string(), window, options)
        })
        .collect();
    assert_eq!(found, expected);
    eprintln!("huginn-net SYN: {} of {} equal", found.len(), expected.len());
}
