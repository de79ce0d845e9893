// Speed and memory of the release binary as ratios within one run, so that they mean the same on
// every machine: `make bench` (1 and 10 million rows), `make bench ARGS="--rows 100000"` (and ten times as many).
import { spawn, spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { browser, interactions, load } from "./bench/browser.mjs";
import { columns, write } from "./bench/files.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const binary = join(root, "target/release/ja4soc");
const at = process.argv.indexOf("--rows");
const small = at > 0 ? Number(process.argv[at + 1]) : 1_000_000;
const large = small * 10;
/** Rows of the files that compare formats. */
const sample = Math.min(small, 200_000);
/** Requests of one measurement of an endpoint, and clients that ask at once. */
const ASKED = 24;
const CLIENTS = 16;
const work = mkdtempSync(join(tmpdir(), "ja4soc-bench-"));
const busiest = "203.0.113.7";
/** Chrome's fingerprint, which most of the generated people show. */
const common = "t13d1516h2_8daaf6152771_d8a2da3f94cd";
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const seconds = (began) => Number(process.hrtime.bigint() - began) / 1e9;
const memoryMb = (pid, kind) => Number(new RegExp(`${kind}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
const peakMb = (pid) => memoryMb(pid, "VmHWM");

/** Runs a command to its end; its wall time and the most memory it held. */
function run(args) {
  return new Promise((done, fail) => {
    const began = process.hrtime.bigint();
    const child = spawn(binary, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, JA4SOC_LOG: "warn" } });
    let text = "";
    let memory = 0;
    child.stderr.on("data", (part) => (text += part));
    const look = setInterval(() => {
      try {
        memory = Math.max(memory, peakMb(child.pid));
      } catch {
        // It has just ended.
      }
    }, 20);
    child.on("exit", (code) => {
      clearInterval(look);
      code === 0 ? done({ time: seconds(began), memory }) : fail(new Error(`${args[0]}: ${text}`));
    });
  });
}

function get(options, body) {
  return new Promise((done, fail) => {
    const request = http.request({ method: body ? "POST" : "GET", agent, ...options }, (response) => {
      let text = "";
      response.on("data", (part) => (text += part));
      response.on("end", () => (response.statusCode === 200 ? done(text) : fail(new Error(text.slice(0, 500)))));
    });
    request.on("error", fail);
    request.end(body);
  });
}

const agent = new http.Agent({ keepAlive: true, maxSockets: CLIENTS });

const share = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** Median and 95th percentile of a call in milliseconds, and answers per second to many clients. */
async function timed(call) {
  await call();
  const alone = [];
  for (let i = 0; i < ASKED; i++) {
    const began = process.hrtime.bigint();
    await call();
    alone.push(seconds(began) * 1000);
  }
  alone.sort((a, b) => a - b);
  const began = process.hrtime.bigint();
  let left = CLIENTS * 6;
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    while (left-- > 0) await call();
  }));
  return { p50: share(alone, 0.5), p95: share(alone, 0.95), rate: (CLIENTS * 6) / seconds(began) };
}

/** Median time of a call in milliseconds, after two that warm up. */
async function median(call, times = 9) {
  const found = [];
  for (let i = -2; i < times; i++) {
    const began = process.hrtime.bigint();
    await call();
    if (i >= 0) found.push(seconds(began) * 1000);
  }
  return found.sort((a, b) => a - b)[Math.floor(times / 2)];
}

/** Starts `serve` on a folder and calls back with its addresses. */
async function serving(folder, measure) {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const server = spawn(binary, ["serve", "--data-dir", folder, "--listen", `127.0.0.1:${port}`, "--detect-every", "off"], {
    stdio: "ignore",
  });
  const began = process.hrtime.bigint();
  for (;;) {
    try {
      await get({ port, path: "/readyz" });
      break;
    } catch {
      await new Promise((wake) => setTimeout(wake, 10));
    }
  }
  const start = seconds(began) * 1000;
  const sql = (text) =>
    get({ socketPath: join(folder, "clickhouse.sock"), path: "/?use_query_condition_cache=0&use_query_cache=0" }, text);
  const result = await measure({ page: (path) => get({ port, path }), sql, port, pid: server.pid });
  const memory = peakMb(server.pid);
  server.kill("SIGTERM");
  await new Promise((done) => server.once("exit", done));
  return { start, memory, ...result };
}

async function prepared(rows) {
  const folder = join(work, `demo-${rows}`);
  const demo = await run(["demo", "--no-serve", "--demo-dir", folder, "--rows", String(rows)]);
  const read = join(work, `read-${rows}`);
  await run(["migrate", "--data-dir", read]);
  const ingest = await run(["ingest", "--data-dir", read, join(folder, "records.ndjson.zst")]);
  rmSync(read, { recursive: true, force: true });
  return { folder, demo, ingest };
}

const pages = [
  "/api/overview", `/api/investigation/${busiest}/summary`, `/api/ip/${busiest}`, `/api/ip/${busiest}/radar`,
  "/api/detections", "/api/detections?search=login&sort=hits", "/api/scores", "/api/scores?sort=src_ip",
  "/api/traffic", "/api/traffic?search=shop", "/api/traffic?search=203.0", `/api/traffic?ja4=${common}`,
  "/api/traffic?sort=path", "/api/traffic?sort=src_ip", "/api/traffic?sort=header_user_agent", "/api/traffic?sort=ja4",
  "/api/features", "/api/geo", "/api/fingerprints", "/api/browsers", "/api/behavior", "/api/heatmap", "/api/models",
  "/api/classifications",
  "/", "/detections", "/scores", "/traffic", "/campaigns", "/features", "/models", "/behavior", "/fingerprints",
  "/browsers", "/geo", "/heatmap", "/classification", "/help", "/help/api", `/ja4/${common}`, `/ip/${busiest}`,
  ...["detections", "scores", "fingerprints", "features", "loads", "neighbours"].map((tab) => `/ip/${busiest}?tab=${tab}`),
];

/** What is made from all sessions of a day: its first answer after each new request is what analysts wait for. */
const fresh = [
  "/api/overview", `/api/ip/${busiest}`, `/api/ip/${busiest}/radar`, "/api/features", "/api/geo", "/api/fingerprints",
  "/api/browsers", "/api/behavior",
];

/** One more request, now, from an address nobody else has. */
const NEW_REQUEST = "INSERT INTO ja4_logs.http_logs (time, time_ms, src_ip, method, host, path) SELECT now(), toUnixTimestamp(now()) * 1000, toIPv6('203.0.113.250'), 'GET', 'www.example', '/bench'";

/** Median time of the first answer after a new request, in milliseconds. */
async function afterChange(page, sql, path) {
  const found = [];
  for (let i = 0; i < 5; i++) {
    await sql(NEW_REQUEST);
    const began = process.hrtime.bigint();
    await page(path);
    found.push(seconds(began) * 1000);
  }
  return found.sort((a, b) => a - b)[2];
}

/** Questions asked through our stack and at the engine's own interface. */
const questions = {
  "one address, aggregates": `SELECT count(), sum(hits) FROM ja4_processing.agg_host_ip_ja4_1h WHERE src_ip = toIPv6('${busiest}')`,
  "requests per hour": "SELECT toStartOfHour(time) AS hour, count() FROM ja4_logs.http_logs GROUP BY hour ORDER BY hour",
  "sessions per network": "SELECT asn_org, count(), avg(anomaly_score) FROM ja4_processing.ml_all_scores GROUP BY asn_org ORDER BY 2 DESC LIMIT 50",
};

async function measured(folder) {
  const result = await serving(folder, async ({ page, sql }) => {
    const times = {};
    for (const path of pages) times[path] = await timed(() => page(path));
    const stack = {};
    for (const [name, text] of Object.entries(questions)) stack[name] = await median(() => sql(text), 15);
    const count = "SELECT count() FROM ja4_processing.agg_host_ip_ja4_1h WHERE";
    const key = await median(() => sql(`${count} src_ip = toIPv6('${busiest}')`));
    const text = await median(() => sql(`${count} replaceRegexpAll(toString(src_ip), '^::ffff:', '') = '${busiest}'`));
    const changed = {};
    for (const path of fresh) changed[path] = await afterChange(page, sql, path);
    return { times, stack, key, text, changed };
  });
  const direct = {};
  for (const [name, text] of Object.entries(questions)) direct[name] = atTheEngine(folder, text);
  return { ...result, direct };
}

/** Rows per second of an export of all requests, and how much memory it took beside what was in use. */
async function exported(folder) {
  return serving(folder, async ({ port, pid }) => {
    await get({ port, path: "/healthz" });
    const before = memoryMb(pid, "VmRSS");
    const began = process.hrtime.bigint();
    let [lines, bytes, most] = [0, 0, 0];
    await new Promise((done, fail) => {
      http.get({ port, path: "/export/traffic.ndjson?range=30d" }, (response) => {
        response.on("data", (part) => {
          bytes += part.length;
          for (const byte of part) lines += byte === 10;
          most = Math.max(most, memoryMb(pid, "VmRSS"));
        });
        response.on("end", () => (response.complete ? done() : fail(new Error("the export broke off"))));
      }).on("error", fail);
    });
    return { lines, bytes, rate: lines / seconds(began), growth: most - before };
  });
}

/** What a browser says of the pages. */
async function looked(folder) {
  const { chromium, missing } = await browser(root);
  if (missing) return { missing };
  const { loads, inputs } = await serving(folder, async ({ port, page }) => {
    const loads = {};
    for (const path of pages.filter((path) => !path.startsWith("/api"))) {
      await page(path);
      loads[path] = await load(chromium, `http://127.0.0.1:${port}${path}`);
    }
    return { loads, inputs: await interactions(chromium, `http://127.0.0.1:${port}`) };
  });
  await chromium.close();
  return { loads, inputs };
}

/** Median time of a question at the engine's C interface, in milliseconds. */
function atTheEngine(folder, text) {
  const library = join(root, "target/engine/libchdb.so");
  const asked = `${text} SETTINGS use_query_condition_cache = 0, use_query_cache = 0`;
  const python = existsSync(join(root, "target/venv/bin/python")) ? join(root, "target/venv/bin/python") : "python3";
  const answer = spawnSync(python, [join(root, ".build/bench/capi.py"), library, folder, asked], { encoding: "utf8" });
  if (answer.status !== 0) throw new Error(`the engine alone: ${answer.stderr}`);
  return Number(answer.stdout);
}

/** Rows per second of each format, and of the engine's own insert of the same rows. */
async function formats(folder) {
  const files = await serving(folder, async ({ sql }) => {
    const made = {};
    for (const format of ["combined", "eve", "pcap", "rows"]) {
      made[format] = join(work, `sample.${format}`);
      await write(sql, format, sample, made[format]);
    }
    return { made, names: await columns(sql) };
  });
  const rates = {};
  for (const format of ["combined", "eve", "pcap"]) {
    const read = join(work, `read-${format}`);
    await run(["migrate", "--data-dir", read]);
    rates[format] = sample / (await run(["ingest", "--data-dir", read, files.made[format]])).time;
    rmSync(read, { recursive: true, force: true });
  }
  const own = join(work, "read-rows");
  await run(["migrate", "--data-dir", own]);
  await serving(own, async () => {
    const path = `/?query=${encodeURIComponent(`INSERT INTO ja4_logs.http_logs (${files.names}) FORMAT JSONEachRow`)}`;
    const began = process.hrtime.bigint();
    await new Promise((done, fail) => {
      const request = http.request({ method: "POST", socketPath: join(own, "clickhouse.sock"), path }, (response) => {
        response.resume();
        response.on("end", () => (response.statusCode === 200 ? done() : fail(new Error(`insert: ${response.statusCode}`))));
      });
      request.on("error", fail);
      createReadStream(files.made.rows).pipe(request);
    });
    rates.engine = sample / seconds(began);
    return {};
  });
  rmSync(own, { recursive: true, force: true });
  return rates;
}

/** Says on standard error what takes its time now. */
function step(text) {
  console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
}

function row(...cells) {
  console.log(cells.map((cell, i) => (i ? String(cell).padStart(20) : String(cell).padEnd(44))).join(""));
}

if (spawnSync(binary, ["--version"]).status !== 0) throw new Error("build first: make build");
console.log(`generated traffic, ${small} and ${large} rows\n`);
step(`generating ${small} rows`);
const first = await prepared(small);
step(`generating ${large} rows`);
const second = await prepared(large);
const rate = (rows, { time }) => Math.round(rows / time);
row("ingest", small, large, "ratio");
row("rows per second", rate(small, first.ingest), rate(large, second.ingest), (rate(large, second.ingest) / rate(small, first.ingest)).toFixed(2));
row("peak memory, MB", first.ingest.memory.toFixed(0), second.ingest.memory.toFixed(0), (second.ingest.memory / first.ingest.memory).toFixed(2));
row("generate, read and score, s", first.demo.time.toFixed(1), second.demo.time.toFixed(1), (second.demo.time / first.demo.time).toFixed(2));

step("reading each format");
const rates = await formats(first.folder);
console.log();
row("rows per second", "ingest", "x engine");
for (const [format, value] of Object.entries({ platform: rate(small, first.ingest), ...rates })) {
  row(format === "engine" ? "INSERT … FORMAT JSONEachRow" : format, Math.round(value), (value / rates.engine).toFixed(2));
}

step(`asking each endpoint and page at ${small}`);
const before = await measured(first.folder);
step(`asking each endpoint and page at ${large}`);
const after = await measured(second.folder);
console.log();
row(`answers at ${small}`, "p50 ms", "p95 ms", `per s, ${CLIENTS} clients`);
for (const path of pages) row(path, ...figures(before.times[path]));
console.log();
row(`answers at ${large}`, "p50 ms", "p95 ms", `per s, ${CLIENTS} clients`, "x p50");
for (const path of pages) row(path, ...figures(after.times[path]), (after.times[path].p50 / before.times[path].p50).toFixed(2));
console.log();
row("first answer after a new request, ms", small, large, "ratio");
for (const path of fresh) row(path, before.changed[path].toFixed(1), after.changed[path].toFixed(1), (after.changed[path] / before.changed[path]).toFixed(2));
step("exports");
const [few, many] = [await exported(first.folder), await exported(second.folder)];
console.log();
row("export of all requests, NDJSON", few.lines, many.lines, "ratio");
row("rows per second", few.rate.toFixed(0), many.rate.toFixed(0), (many.rate / few.rate).toFixed(2));
row("memory beside what was in use, MB", few.growth.toFixed(0), many.growth.toFixed(0), (many.growth / few.growth).toFixed(2));
step("opening each page in a browser");
const seen = await looked(second.folder);
console.log();
if (seen.missing) console.log(`pages in a browser: ${seen.missing}`);
else {
  row(`pages in a browser at ${large}, empty cache`, "LCP ms", "blocked ms", "KB on the wire", "DOM nodes");
  for (const [path, { lcp, blocked, wire, nodes }] of Object.entries(seen.loads)) {
    row(path, lcp.toFixed(0), blocked.toFixed(0), wire.toFixed(0), nodes);
  }
  row(`key or click to paint, ${seen.inputs.count} of them`, `p95 ${seen.inputs.p95} ms`, `worst ${seen.inputs.worst} ms`);
}
console.log();
row("one question, ms", "our stack", "C interface", "ratio");
for (const name of Object.keys(questions)) row(name, after.stack[name].toFixed(2), after.direct[name].toFixed(2), (after.stack[name] / after.direct[name]).toFixed(2));
console.log();
row("serve", small, large, "ratio");
row("cold start to ready, ms", before.start.toFixed(0), after.start.toFixed(0), (after.start / before.start).toFixed(2));
row("most memory, MB", before.memory.toFixed(0), after.memory.toFixed(0), (after.memory / before.memory).toFixed(2));
console.log();
row("address filter, ms", "text", "sorted key", "ratio");
row(`over ${large} rows`, after.text.toFixed(2), after.key.toFixed(2), (after.text / after.key).toFixed(1));
console.log();
row("first page on the wire", "KB, brotli");
for (const [name, bytes] of Object.entries(JSON.parse(readFileSync(join(root, "target/site-size.json"), "utf8")))) {
  row(name, (bytes / 1024).toFixed(1));
}

function figures({ p50, p95, rate: perSecond }) {
  return [p50.toFixed(1), p95.toFixed(1), perSecond.toFixed(0)];
}
