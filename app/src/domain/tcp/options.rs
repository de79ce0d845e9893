//! One spelling for the option list of a SYN, whatever sensor wrote it.

/// More options than this do not fit the 40 bytes TCP leaves for them.
const MOST_OPTIONS: usize = 40;

/// The options in order as `MSS,SACK,TS,NOP,WS`, up to the first `EOL`; `None` when none are listed.
///
/// Accepts names in any case with or without values (`mss1460`, `WS=7`), p0f's
/// short names, and option kinds as numbers (`2-4-8-1-3`).
#[must_use]
pub fn layout(options: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for token in options.split([',', '-', ' ', ';']).filter(|token| !token.is_empty()) {
        let name = canonical(token);
        if names.len() == MOST_OPTIONS {
            break;
        }
        names.push(name);
        if name == "EOL" {
            break;
        }
    }
    if names.is_empty() { None } else { Some(names.join(",")) }
}

fn canonical(token: &str) -> &'static str {
    match token {
        "0" => return "EOL",
        "1" => return "NOP",
        "2" => return "MSS",
        "3" => return "WS",
        "4" => return "SACK",
        "8" => return "TS",
        _ => {}
    }
    let end = token.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(token.len());
    match token[..end].to_ascii_uppercase().as_str() {
        "MSS" | "M" => "MSS",
        "NOP" | "N" => "NOP",
        "WS" | "WSCALE" | "WINDOW_SCALE" | "W" => "WS",
        "SACK" | "SACKOK" | "SACK_PERM" | "SACKPERM" | "SACK_OK" | "SOK" | "S" => "SACK",
        "TS" | "TIMESTAMP" | "TIMESTAMPS" | "T" => "TS",
        "EOL" | "EOOL" | "E" => "EOL",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_becomes_one() {
        for text in ["MSS,SACK,TS,NOP,WS", "mss,sok,ts,nop,ws", "2-4-8-1-3", "M1460,S,T,N,W7"] {
            assert_eq!(layout(text).as_deref(), Some("MSS,SACK,TS,NOP,WS"), "{text}");
        }
        assert_eq!(layout("mss,nop,eol,eol,eol").as_deref(), Some("MSS,NOP,EOL"));
        assert_eq!(layout("eol+1").as_deref(), Some("EOL"));
        assert_eq!(layout("MSS,?30,WS").as_deref(), Some("MSS,?,WS"));
    }

    #[test]
    fn nothing_listed_is_none_and_a_flood_is_cut() {
        for text in ["", " ", ",,"] {
            assert_eq!(layout(text), None, "{text:?}");
        }
        assert_eq!(layout(&"é,".repeat(10_000)).map(|text| text.len()), Some(79));
    }
}
