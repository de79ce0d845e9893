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
  { path: `/ip/${STUFFER}`, status: 200, title: `${STUFFER} · ja4soc` },
  { path: `/ip/${STUFFER}?tab=features`, status: 200, title: `${STUFFER} · ja4soc` },
  { path: `/ip/${UNKNOWN}`, status: 200, title: `${UNKNOWN} · ja4soc` },
  { path: "/ip/nope", status: 422, title: "Not an address · ja4soc" },
  { path: "/no/such/page", status: 404, title: "Not found · ja4soc" },
];
