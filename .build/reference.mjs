// Makes the address data the program carries from registry packages: target/reference/asn.tsv.gz
// (prefix, asn, country, organisation) and asn_reputation.tsv.gz (asn, label).
// Runs again only when a package or a rule changed; without the packages it only says so.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const rules = join(root, "server/src/reference");
const out = join(root, "target/reference");
/** More prefixes than this would make the dictionary too large. */
const MOST_PREFIXES = 1_200_000;
const PACKAGES = ["asn", "geo-whois-asn-country", "asn-country"];
const WORD_ORDER = ["cdn", "vpn", "hosting", "human"];

const started = performance.now();
/** Private and other special IPv4 blocks (RFC 6890): nobody's network, so of no country either. */
const RESERVED = [
  [0, 8], [10, 8], [100 * 256 + 64, 10, 16], [127, 8], [169 * 256 + 254, 16, 16], [172 * 256 + 16, 12, 16],
  [192 * 65536, 24, 8], [192 * 65536 + 2, 24, 8], [192 * 256 + 168, 16, 16], [198 * 256 + 18, 15, 16],
  [198 * 65536 + 51 * 256 + 100, 24, 8], [203 * 65536 + 113, 24, 8], [224, 3],
].map(([number, width, shift = 24]) => [number * 2 ** shift, number * 2 ** shift + 2 ** (32 - width) - 1]);

const folders = PACKAGES.map((name) => join(here, "node_modules/@ip-location-db", name));
if (folders.every((folder) => existsSync(join(folder, "package.json")))) {
  main(...folders);
} else {
  console.log("reference: packages @ip-location-db are not installed; addresses will have no network or country");
}

function main(asnFolder, whoisFolder, registryFolder) {
  const versions = folders.map((folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version);
  const key = createHash("sha256").update(JSON.stringify(versions));
  for (const file of [fileURLToPath(import.meta.url), join(rules, "asn_rules.csv"), join(rules, "datacenter_asn.csv")]) {
    key.update(readFileSync(file));
  }
  const wanted = key.digest("hex");
  const stamp = join(out, "stamp");
  const made = ["asn.tsv.gz", "asn_reputation.tsv.gz", "about.json"];
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && made.every((f) => existsSync(join(out, f)))) return;
  mkdirSync(out, { recursive: true });

  const organisations = new Map();
  const v4 = withoutReserved(merged(
    ranges(join(asnFolder, "asn-ipv4-num.csv"), Number, organisations),
    ranges(join(whoisFolder, "geo-whois-asn-country-ipv4-num.csv"), Number),
    1,
  ));
  // The registry's countries for IPv6: the finer package has ranges that overlap others' networks.
  const v6 = merged(
    ranges(join(asnFolder, "asn-ipv6-num.csv"), BigInt, organisations),
    ranges(join(registryFolder, "asn-country-ipv6-num.csv"), BigInt),
    1n,
  );
  // An IPv6 range that no network announces sends nothing, and there are many.
  const routed6 = v6.filter(([, , asn]) => asn !== "0");
  const lines = [
    ...prefixes(v4, blocks4, text4, 32, organisations),
    ...prefixes(routed6, blocks6, text6, 128, organisations),
  ];
  if (lines.length > MOST_PREFIXES) throw new Error(`${lines.length} prefixes are more than the dictionary should hold`);
  const labels = labelled(organisations);
  write("asn.tsv.gz", `prefix\tasn\tcountry_code\tname\n${lines.join("\n")}\n`);
  write("asn_reputation.tsv.gz", `src_asn\tlabel\n${[...labels].map((row) => row.join("\t")).join("\n")}\n`);
  const dated = /(\d{4})(\d{2})(\d{2})\d*$/.exec(versions[0])?.slice(1).join("-") ?? "";
  const about = {
    source: PACKAGES.map((name, i) => `@ip-location-db/${name} ${versions[i]}`).join(", "),
    date: dated,
    attribution: "IP Geolocation by DB-IP (https://db-ip.com), routing data by RouteViews (routeviews.org), "
      + "registry data by NRO (nro.net); networks CC BY 4.0, countries CC0",
  };
  writeFileSync(join(out, "about.json"), JSON.stringify(about));
  writeFileSync(stamp, wanted);
  report(v4, lines, labels, organisations);
}

/** Rows of a `start,end,value[,name]` file in order; names go into `names` by value. */
function ranges(file, parse, names) {
  const rows = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const first = line.indexOf(",");
    const second = line.indexOf(",", first + 1);
    const third = names ? line.indexOf(",", second + 1) : line.length;
    const value = line.slice(second + 1, third === -1 ? line.length : third).trim();
    if (names && third !== -1 && !names.has(value)) names.set(value, unquoted(line.slice(third + 1)));
    rows.push([parse(line.slice(0, first)), parse(line.slice(first + 1, second)), value]);
  }
  rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] > b[1] ? -1 : a[1] < b[1] ? 1 : 0));
  return disjoint(rows, parse(1));
}

/** Rows that overlap no more: where two do, the one that begins later (the narrower) wins. */
function disjoint(rows, one) {
  const result = [];
  const open = [];
  let at = null;
  const closeUntil = (limit) => {
    while (open.length > 0) {
      const [, end, value] = open.at(-1);
      const last = limit === null || end < limit ? end : limit - one;
      if (at <= last) {
        result.push([at, last, value]);
        at = last + one;
      }
      if (limit !== null && end >= limit) return;
      open.pop();
    }
  };
  for (const row of rows) {
    closeUntil(row[0]);
    at = row[0];
    open.push(row);
  }
  closeUntil(null);
  return result;
}

function unquoted(text) {
  const trimmed = text.trim();
  const inner = trimmed.startsWith('"') && trimmed.endsWith('"') ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
  return inner.replace(/[\t\r\n\\]/g, " ");
}

/** Both lists as disjoint ranges [start, end, asn, country]; a part known to one list only is kept. */
function merged(networks, countries, one) {
  const result = [];
  const push = (start, end, asn, country) => {
    const last = result.at(-1);
    if (last && last[1] + one === start && last[2] === asn && last[3] === country) last[1] = end;
    else result.push([start, end, asn, country]);
  };
  let i = 0;
  let j = 0;
  let at = one - one;
  while (i < networks.length || j < countries.length) {
    const network = networks[i];
    const country = countries[j];
    if (network && network[1] < at) { i += 1; continue; }
    if (country && country[1] < at) { j += 1; continue; }
    const inNetwork = network !== undefined && network[0] <= at;
    const inCountry = country !== undefined && country[0] <= at;
    if (!inNetwork && !inCountry) {
      at = !country || (network && network[0] < country[0]) ? network[0] : country[0];
      continue;
    }
    let end = inNetwork ? network[1] : country[1];
    if (inNetwork && inCountry && country[1] < end) end = country[1];
    if (!inNetwork && network && network[0] <= end) end = network[0] - one;
    if (!inCountry && country && country[0] <= end) end = country[0] - one;
    push(at, end, inNetwork ? network[2] : "0", inCountry ? country[2] : "");
    at = end + one;
  }
  return result;
}

/** The rows [start, end, …] without what lies in reserved blocks. */
function withoutReserved(rows) {
  return RESERVED.reduce(
    (kept, [first, last]) =>
      kept.flatMap((row) => {
        const [start, end, ...rest] = row;
        if (end < first || start > last) return [row];
        const parts = [];
        if (start < first) parts.push([start, first - 1, ...rest]);
        if (end > last) parts.push([last + 1, end, ...rest]);
        return parts;
      }),
    rows,
  );
}

/**
 * Rows of the dictionary: each aligned block of a network with the country most of it is in, and
 * the parts in other countries as smaller blocks within, as the longest prefix wins.
 */
function* prefixes(rows, blocks, text, width, names) {
  const line = (at, size, asn, country) =>
    `${text(at)}/${width - Math.log2(Number(size))}\t${asn}\t${country}\t${names.get(asn) ?? ""}`;
  for (const network of networksOf(rows)) {
    let piece = 0;
    for (const [at, size, last] of blocks(network[0][0], network.at(-1)[1])) {
      while (network[piece][1] < at) piece += 1;
      const within = [];
      const weight = new Map();
      for (let i = piece; i < network.length && network[i][0] <= last; i += 1) {
        const [start, end, , country] = network[i];
        const part = [start < at ? at : start, end > last ? last : end, country];
        within.push(part);
        weight.set(country, (weight.get(country) ?? 0) + Number(part[1] - part[0]) + 1);
      }
      const most = [...weight].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
      yield line(at, size, network[0][2], most);
      for (const [start, end, country] of within) {
        if (country === most) continue;
        for (const [inner, innerSize] of blocks(start, end)) yield line(inner, innerSize, network[0][2], country);
      }
    }
  }
}

/** Groups of neighbouring rows of one network. */
function* networksOf(rows) {
  let group = [];
  for (const row of rows) {
    const last = group.at(-1);
    if (last && (last[2] !== row[2] || Number(row[0] - last[1]) !== 1)) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** The aligned blocks a range is made of: [first, size, last]. */
function* blocks4(start, end) {
  for (let at = start; at <= end;) {
    let size = at === 0 ? 2 ** 32 : (at & -at) >>> 0;
    while (at + size - 1 > end) size /= 2;
    yield [at, size, at + size - 1];
    at += size;
  }
}

function* blocks6(start, end) {
  for (let at = start; at <= end;) {
    let size = 1n;
    while ((at & (2n * size - 1n)) === 0n && at + 2n * size - 1n <= end) size *= 2n;
    yield [at, size, at + size - 1n];
    at += size;
  }
}

function text4(address) {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join(".");
}

/** An address with its zero tail shortened, enough for network addresses. */
function text6(address) {
  const groups = address.toString(16).padStart(32, "0").match(/.{4}/g).map((group) => group.replace(/^0{1,3}/, ""));
  let length = 8;
  while (length > 0 && groups[length - 1] === "0") length -= 1;
  const head = groups.slice(0, length).join(":");
  return length === 8 ? head : length === 7 ? `${head}:0` : `${head}::`;
}

/** Label of every network a rule names, by number. */
function labelled(names) {
  const table = (file) => readFileSync(join(rules, file), "utf8").split("\n")
    .filter((line) => line !== "" && !line.startsWith("#")).slice(1).map((line) => line.split(","));
  const labels = new Map(table("datacenter_asn.csv").map(([asn]) => [asn, "datacenter"]));
  const words = [];
  for (const [label, kind, value] of table("asn_rules.csv")) {
    if (kind === "asn") labels.set(value, label);
    else words.push([label, ` ${value.endsWith("$") ? `${value.slice(0, -1)} ` : value}`]);
  }
  words.sort((a, b) => WORD_ORDER.indexOf(a[0]) - WORD_ORDER.indexOf(b[0]));
  for (const [asn, name] of names) {
    if (labels.has(asn)) continue;
    const plain = ` ${name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, " ")} `;
    const rule = words.find(([, word]) => plain.includes(word));
    if (rule) labels.set(asn, rule[0]);
  }
  labels.delete("0");
  return new Map([...labels].sort((a, b) => Number(a[0]) - Number(b[0])));
}

function write(name, text) {
  writeFileSync(join(out, `${name}.new`), gzipSync(text, { level: 6 }));
  renameSync(join(out, `${name}.new`), join(out, name));
}

function report(v4, lines, labels, names) {
  const counts = {};
  for (const label of labels.values()) counts[label] = (counts[label] ?? 0) + 1;
  const addresses = {};
  for (const [start, end, asn] of v4) {
    const label = asn === "0" ? "no network" : labels.get(asn) ?? "unknown";
    addresses[label] = (addresses[label] ?? 0) + (end - start + 1) / 1e6;
  }
  const said = (map) => Object.entries(map).map(([name, n]) => `${name} ${Math.round(n)}`).join(", ");
  console.log(`reference: ${lines.length} prefixes, ${names.size} networks in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  console.log(`reference: networks by label: ${said(counts)}; million IPv4 addresses: ${said(addresses)}`);
}
