//! What the segment size tells about the network on the way (domain facts §4).

/// The kind of network a segment size in bytes points to; `None` when there is no such option.
#[must_use]
pub fn network_path(mss: u16) -> Option<&'static str> {
    let path = match mss {
        0 => return None,
        1..=1299 => "low-rate link or GPRS",
        1300..=1379 => "double VPN or mobile network",
        1380..=1419 => "VPN or tunnel (OpenVPN, L2TP)",
        1420..=1435 => "light VPN (WireGuard, IPsec)",
        1436..=1451 => "adjusted PPPoE or DSL",
        1452 => "PPPoE or DSL",
        1453..=1460 => "direct Ethernet",
        1461..=9000 => "Ethernet with jumbo frames",
        _ => "loopback",
    };
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_borders_of_the_table_hold() {
        let expected = [
            (0, None),
            (1, Some("low-rate link or GPRS")),
            (1299, Some("low-rate link or GPRS")),
            (1300, Some("double VPN or mobile network")),
            (1379, Some("double VPN or mobile network")),
            (1380, Some("VPN or tunnel (OpenVPN, L2TP)")),
            (1420, Some("light VPN (WireGuard, IPsec)")),
            (1435, Some("light VPN (WireGuard, IPsec)")),
            (1436, Some("adjusted PPPoE or DSL")),
            (1451, Some("adjusted PPPoE or DSL")),
            (1452, Some("PPPoE or DSL")),
            (1453, Some("direct Ethernet")),
            (1460, Some("direct Ethernet")),
            (1461, Some("Ethernet with jumbo frames")),
            (9000, Some("Ethernet with jumbo frames")),
            (65_495, Some("loopback")),
        ];
        for (mss, path) in expected {
            assert_eq!(network_path(mss), path, "{mss}");
        }
    }
}
