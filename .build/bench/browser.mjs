// What a reader waits for: pages in a real browser with an empty cache, and keys and clicks on them.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Loads of each page; the figure is their median. */
const LOADS = 3;
const SETTLE_MS = 800;
/** Between two keys: that of a keyboard whose key is held down. More at once only queue for the next frame. */
const REPEAT_MS = 33;

const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs inside the page: collects what the browser says about painting and long tasks. */
function watch() {
  const seen = { lcp: 0, blocked: 0, inputs: [] };
  globalThis.seen = seen;
  const on = (type, take, more) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  on("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
  on("longtask", (entry) => (seen.blocked += Math.max(0, entry.duration - 50)));
  on("event", (entry) => entry.interactionId && seen.inputs.push(entry.duration), { durationThreshold: 16 });
}

/** Starts Chromium, or says why it cannot. */
export async function browser(root) {
  const modules = join(root, "end2end/node_modules/@playwright/test");
  const executablePath = process.env.JA4SOC_CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(modules) || !existsSync(executablePath)) {
    return { missing: "not measured: no Chromium or no end2end/node_modules, which make test installs" };
  }
  const { chromium } = createRequire(import.meta.url)(modules);
  return { chromium: await chromium.launch({ executablePath, args: ["--no-sandbox"] }) };
}

async function opened(chromium, address) {
  const context = await chromium.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await page.addInitScript(watch);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  let bytes = 0;
  devtools.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await page.goto(address, { waitUntil: "networkidle" });
  await page.waitForTimeout(SETTLE_MS);
  return { context, page, bytes: () => bytes };
}

/** Median LCP and blocking time (ms), bytes on the wire (KB) and DOM nodes of a page. */
export async function load(chromium, address) {
  const found = { lcp: [], blocked: [], wire: [], nodes: [] };
  for (let i = 0; i < LOADS; i++) {
    const { context, page, bytes } = await opened(chromium, address);
    const [seen, nodes] = await page.evaluate(() => [globalThis.seen, document.querySelectorAll("*").length]);
    found.lcp.push(seen.lcp);
    found.blocked.push(seen.blocked);
    found.wire.push(bytes() / 1024);
    found.nodes.push(nodes);
    await context.close();
  }
  return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, middle(values)]));
}

/** 95th percentile from key or click to the next paint (ms), and how many were measured. */
export async function interactions(chromium, site) {
  const { context, page } = await opened(chromium, `${site}/detections?range=7d`);
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press("j");
    await page.waitForTimeout(REPEAT_MS);
  }
  for (let i = 0; i < 10; i++) await page.getByRole("button", { name: "Switch between light and dark" }).click();
  for (let i = 0; i < 5; i++) {
    await page.locator("tbody [data-field=host]").first().click();
    await page.keyboard.press("Escape");
  }
  await page.waitForTimeout(SETTLE_MS);
  // What took less than the browser's own threshold is not reported; it took at most that.
  const inputs = await page.evaluate(() => globalThis.seen.inputs);
  await context.close();
  const asked = 30 + 10 + 10;
  const all = [...inputs, ...Array(Math.max(0, asked - inputs.length)).fill(16)].sort((a, b) => a - b);
  return { p95: all[Math.floor(all.length * 0.95)], worst: all.at(-1), count: all.length };
}
