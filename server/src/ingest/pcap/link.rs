//! From a captured frame to the IP packet inside it.

/// The IP packet of a frame of the given link type, or why there is none.
///
/// Link types are those of tcpdump.org/linktypes.html: Ethernet (1), raw IP
/// (12, 14, 101, 228, 229), BSD loopback (0, 108), Linux cooked v1 (113) and v2 (276).
pub(super) fn ip_packet(link: u32, frame: &[u8]) -> Result<&[u8], &'static str> {
    match link {
        1 => ether_payload(frame.get(12..).ok_or(CUT)?),
        0 | 108 => ip(frame.get(4..).ok_or(CUT)?),
        12 | 14 | 101 | 228 | 229 => ip(frame),
        113 => ether_payload(frame.get(14..).ok_or(CUT)?),
        276 => match frame {
            [high, low, ..] if frame.len() >= 20 => ether_type(*high, *low, &frame[20..]),
            _ => Err(CUT),
        },
        _ => Err("link type not supported"),
    }
}

const CUT: &str = "frame cut off before its IP packet";
const NOT_IP: &str = "not IP";

/// Tags a frame may stack; 802.1ad names two, and no known network uses more than four.
const MAX_TAGS: usize = 8;

/// The packet behind an `EtherType`.
fn ether_payload(bytes: &[u8]) -> Result<&[u8], &'static str> {
    match bytes {
        [high, low, rest @ ..] => ether_type(*high, *low, rest),
        _ => Err(CUT),
    }
}

fn ether_type(high: u8, low: u8, payload: &[u8]) -> Result<&[u8], &'static str> {
    let (mut kind, mut payload) = (u16::from_be_bytes([high, low]), payload);
    for _ in 0..=MAX_TAGS {
        match (kind, payload) {
            (0x0800 | 0x86dd, _) => return ip(payload),
            // 802.1Q, 802.1ad and the two numbers switches used before it.
            (0x8100 | 0x88a8 | 0x9100 | 0x9200, [_, _, high, low, rest @ ..]) => {
                (kind, payload) = (u16::from_be_bytes([*high, *low]), rest);
            }
            // PPPoE session: version, code, session, length, then the PPP protocol.
            (0x8864, [_, _, _, _, _, _, 0x00, 0x21 | 0x57, rest @ ..]) => return ip(rest),
            (0x8100 | 0x88a8 | 0x9100 | 0x9200, _) => return Err(CUT),
            _ => return Err(NOT_IP),
        }
    }
    Err("more VLAN tags than any network stacks")
}

fn ip(packet: &[u8]) -> Result<&[u8], &'static str> {
    match packet.first().map(|byte| byte >> 4) {
        Some(4 | 6) => Ok(packet),
        Some(_) => Err(NOT_IP),
        None => Err(CUT),
    }
}
