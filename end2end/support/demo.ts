// Addresses of the demo that are the same for every seed, and what the pages say of them.

/** Credential stuffing that goes on, from one Linux machine under Windows user agents. */
export const STUFFER = "203.0.113.7";
/** Masscan: its own SYN, one banner request per connection. */
export const MASSCAN = "203.0.113.33";
export const GOOGLEBOT = "66.249.64.5";
/** A person at home. */
export const HUMAN = "100.64.10.20";
export const HUMAN_V6 = "2001:db8:1000:42::1f";
/** A person behind a delivery network: neither TCP nor TLS data. */
export const BEHIND_CDN = "100.80.5.5";
/** Documentation address (RFC 5737) that nothing of the demo uses. */
export const UNKNOWN = "192.0.2.1";

/** Chrome's fingerprint, which the demo's people and impostors share. */
export const CHROME_JA4 = "t13d1516h2_8daaf6152771_d8a2da3f94cd";

export const SHOWCASE = [
  STUFFER,
  "203.0.113.21",
  MASSCAN,
  "203.0.113.54",
  GOOGLEBOT,
  "198.19.7.7",
  HUMAN,
  HUMAN_V6,
  BEHIND_CDN,
];

/** Senders of hostile strings: the demo's population "oddities" has these nine and no other. */
export const ODDITIES = [
  "240.18.82.77",
  "240.18.82.174",
  "240.18.83.15",
  "240.18.83.112",
  "240.18.83.209",
  "240.18.84.50",
  "240.18.84.147",
  "240.18.84.244",
  "240.18.85.85",
];

export interface PageCase {
  readonly path: string;
  readonly status: number;
  readonly title: string;
}

/** One of each kind of page, with what its server must answer. */
export const KINDS_OF_PAGES: readonly PageCase[] = [
  { path: "/", status: 200, title: "Overview · ja4soc" },
  { path: "/ip", status: 200, title: "IP investigation · ja4soc" },
  { path: "/ip?q=shop.example", status: 200, title: "Search · ja4soc" },
  { path: `/ip/${STUFFER}`, status: 200, title: `${STUFFER} · ja4soc` },
  { path: `/ip/${STUFFER}?tab=features`, status: 200, title: `${STUFFER} · ja4soc` },
  { path: `/ip/${UNKNOWN}`, status: 200, title: `${UNKNOWN} · ja4soc` },
  { path: "/detections", status: 200, title: "Detections · ja4soc" },
  { path: "/detections?threat_level=HIGH&not_country_code=FR&range=24h", status: 200, title: "Detections · ja4soc" },
  { path: "/scores", status: 200, title: "Scores · ja4soc" },
  { path: "/traffic", status: 200, title: "Traffic · ja4soc" },
  { path: "/campaigns", status: 200, title: "Campaigns · ja4soc" },
  { path: "/features", status: 200, title: "Features · ja4soc" },
  { path: "/models", status: 200, title: "Models · ja4soc" },
  { path: "/behavior", status: 200, title: "Behaviour · ja4soc" },
  { path: "/fingerprints", status: 200, title: "Fingerprints · ja4soc" },
  { path: "/browsers", status: 200, title: "Browsers · ja4soc" },
  { path: "/geo", status: 200, title: "Geo & ASN · ja4soc" },
  { path: "/heatmap", status: 200, title: "Heat map · ja4soc" },
  { path: `/ja4/${CHROME_JA4}`, status: 200, title: `JA4 ${CHROME_JA4} · ja4soc` },
  { path: "/help", status: 200, title: "Help · ja4soc" },
  { path: "/help/api", status: 200, title: "JSON interface · ja4soc" },
  { path: "/classification", status: 200, title: "Classification · ja4soc" },
  { path: "/detections?range=nonsense", status: 422, title: "Detections · ja4soc" },
  { path: "/ip/nope", status: 422, title: "Not an address · ja4soc" },
  { path: "/no/such/page", status: 404, title: "Not found · ja4soc" },
];
