//! The signature table against the fingerprint lists it was drawn from.

use std::path::Path;

use super::*;

/// A p0f signature line: `ver:ittl:olen:mss:wsize,scale:olayout:quirks:pclass`.
struct Published {
    ttl: u8,
    window: u16,
    scale: u8,
    mss: u16,
    options: String,
}

fn published(line: &str) -> Option<Published> {
    let fields: Vec<&str> = line.split(':').collect();
    let [_, ttl, _, mss, sizes, options, ..] = fields[..] else { return None };
    let (window, scale) = sizes.split_once(',')?;
    let mss = if mss == "*" { 1460 } else { mss.parse().ok()? };
    let window = match (window.strip_prefix("mss*"), window) {
        (Some(factor), _) => mss * factor.parse::<u16>().ok()?,
        (None, "*") => 5000,
        (None, exact) => exact.parse().ok()?,
    };
    let scale = if scale == "*" { 11 } else { scale.parse().ok()? };
    let ttl = ttl.trim_end_matches('-').parse().ok()?;
    Some(Published { ttl, window, scale, mss, options: options.to_owned() })
}

#[test]
fn published_signatures_are_of_the_stack_their_label_says() {
    let Some(corpus) = std::env::var_os("JA4SOC_CORPUS") else {
        println!("skipped: JA4SOC_CORPUS is not set");
        return;
    };
    let mut wrong = Vec::new();
    let mut right = 0;
    for file in ["tcp/p0f/p0f.fp", "tcp/huginn-net/p0f.fp"] {
        let text = std::fs::read(Path::new(&corpus).join(file)).expect("is there");
        let text = String::from_utf8_lossy(&text).into_owned();
        let requests = text.split("[tcp:request]").nth(1).unwrap_or_default();
        let requests = requests.split("[tcp:response]").next().unwrap_or_default();
        let mut label = "";
        for line in requests.lines() {
            if let Some(named) = line.strip_prefix("label = ") {
                label = named;
            }
            let Some(sig) = line.strip_prefix("sig   = ") else { continue };
            let expected = match label {
                _ if label.contains("Websense") => continue,
                _ if label.contains(":Windows:") => Stack::Windows,
                _ if label.contains(":Linux:") => Stack::Linux,
                _ if label.contains(":Mac") || label.contains(":iOS") => Stack::Apple,
                _ if label.contains(":NMap:") => Stack::Tool,
                _ if label.contains("BSD:") => Stack::Other,
                _ => continue,
            };
            let Some(one) = published(sig) else { continue };
            let Published { ttl, window, scale, mss, ref options } = one;
            let found = fingerprint(&Syn { ttl, window, scale, mss, options });
            let stacks = found.as_ref().map(|found| found.stacks.clone()).unwrap_or_default();
            match stacks[..] {
                [stack] if stack == expected => right += 1,
                _ => wrong.push(format!("{label} {sig} {:?}", found.map(|found| found.os_name))),
            }
        }
    }
    for line in &wrong {
        println!("{line}");
    }
    // What is left: old kernels that send a segment size and nothing else, as scanners do.
    assert!(wrong.iter().all(|line| line.contains(":Linux:2.") && line.contains(":mss:")));
    assert!(right > 140 && wrong.len() <= 6, "{right} right, {} wrong", wrong.len());
}
