// Speed and memory of the release binary as ratios within one run, so that they mean the same on
// every machine: `make bench`, `make bench ARGS="--rows 1000000"`.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const binary = join(root, "target/release/ja4soc");
const at = process.argv.indexOf("--rows");
const small = at > 0 ? Number(process.argv[at + 1]) : 100_000;
const large = small * 4;
const work = mkdtempSync(join(tmpdir(), "ja4soc-bench-"));
const busiest = "203.0.113.7";
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const seconds = (began) => Number(process.hrtime.bigint() - began) / 1e9;
const peakMb = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

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

const agent = new http.Agent({ keepAlive: true });

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
  const result = await measure({ page: (path) => get({ port, path }), sql });
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

const pages = {
  overview: "/api/overview",
  "overview, as a page": "/",
  "one address": `/api/investigation/${busiest}/summary`,
  "one address, as a page": `/ip/${busiest}`,
  "one address, all rows": `/api/ip/${busiest}`,
};

async function measured(folder) {
  return serving(folder, async ({ page, sql }) => {
    const times = { "select 1": await median(() => sql("SELECT 1")) };
    for (const [name, path] of Object.entries(pages)) times[name] = await median(() => page(path));
    const count = "SELECT count() FROM ja4_processing.agg_host_ip_ja4_1h WHERE";
    times.key = await median(() => sql(`${count} src_ip = toIPv6('${busiest}')`));
    times.text = await median(() => sql(`${count} replaceRegexpAll(toString(src_ip), '^::ffff:', '') = '${busiest}'`));
    return { times };
  });
}

function row(...cells) {
  console.log(cells.map((cell, i) => (i ? String(cell).padStart(14) : String(cell).padEnd(28))).join(""));
}

if (spawnSync(binary, ["--version"]).status !== 0) throw new Error("build first: make build");
console.log(`generated traffic, ${small} and ${large} rows\n`);
const [first, second] = [await prepared(small), await prepared(large)];
const rate = (rows, { time }) => Math.round(rows / time);
row("ingest", small, large, "ratio");
row("rows per second", rate(small, first.ingest), rate(large, second.ingest), (rate(large, second.ingest) / rate(small, first.ingest)).toFixed(2));
row("peak memory, MB", first.ingest.memory.toFixed(0), second.ingest.memory.toFixed(0), (second.ingest.memory / first.ingest.memory).toFixed(2));
row("generate, read and score, s", first.demo.time.toFixed(1), second.demo.time.toFixed(1), (second.demo.time / first.demo.time).toFixed(2));

const [before, after] = [await measured(first.folder), await measured(second.folder)];
console.log();
row("answers, median ms", small, large, "ratio", "x SELECT 1");
for (const name of Object.keys(pages)) {
  const [a, b] = [before.times[name], after.times[name]];
  row(name, a.toFixed(1), b.toFixed(1), (b / a).toFixed(2), (b / after.times["select 1"]).toFixed(1));
}
row("SELECT 1 through the socket", before.times["select 1"].toFixed(2), after.times["select 1"].toFixed(2));
row("cold start to ready", before.start.toFixed(0), after.start.toFixed(0), (after.start / before.start).toFixed(2));
row("memory of serve, MB", before.memory.toFixed(0), after.memory.toFixed(0), (after.memory / before.memory).toFixed(2));
console.log();
row("address filter, ms", "text", "sorted key", "ratio");
row(`over ${large} rows`, after.times.text.toFixed(2), after.times.key.toFixed(2), (after.times.text / after.times.key).toFixed(1));
