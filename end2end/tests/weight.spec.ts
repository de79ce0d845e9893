// What a first visit costs: bytes on the wire and nodes in the document.
import type { Page } from "@playwright/test";

import { Frame } from "../pages/frame";
import { KINDS_OF_PAGES, STUFFER } from "../support/demo";
import { expect, test } from "../support/test";

const WIRE_BUDGET = 225 * 1024;
const NODE_BUDGET = 1_500;

interface Transfer {
  readonly url: string;
  bytes: number;
}

/** Loads a page with an empty cache and lists what came over the wire, headers included. */
async function coldLoad(page: Page, path: string): Promise<Transfer[]> {
  const devtools = await page.context().newCDPSession(page);
  const transfers = new Map<string, Transfer>();
  devtools.on("Network.requestWillBeSent", ({ requestId, request }) => {
    transfers.set(requestId, { url: request.url, bytes: 0 });
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const transfer = transfers.get(requestId);
    if (transfer) {
      transfer.bytes = encodedDataLength;
    }
  });
  await devtools.send("Network.enable");
  await new Frame(page).openHydrated(path);
  await page.waitForLoadState("networkidle");
  return [...transfers.values()].filter((transfer) => transfer.url.startsWith("http"));
}

async function countNodes(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelectorAll("*").length);
}

test("the first visit of the overview stays within its budget, and nothing is fetched twice", async ({ page }) => {
  const transfers = await coldLoad(page, "/");
  const total = transfers.reduce((sum, { bytes }) => sum + bytes, 0);
  const list = transfers.map(({ url, bytes }) => `${new URL(url).pathname} ${bytes}`);
  console.log(`      first visit: ${(total / 1024).toFixed(1)} KB on the wire`);
  expect(total, list.join("\n")).toBeLessThanOrEqual(WIRE_BUDGET);
  expect(new Set(transfers.map(({ url }) => url)).size, list.join("\n")).toBe(transfers.length);
});

test("hydration asks for nothing the page already brought", async ({ page }) => {
  const transfers = await coldLoad(page, `/ip/${STUFFER}`);
  expect(transfers.filter(({ url }) => /\/(rpc|api)\//.test(url))).toEqual([]);
});

test("the document of every page stays small", async ({ page }) => {
  const frame = new Frame(page);
  const tabs = ["detections", "scores", "fingerprints", "features", "loads", "neighbours"];
  const paths = [...KINDS_OF_PAGES.map(({ path }) => path), ...tabs.map((tab) => `/ip/${STUFFER}?tab=${tab}`)];
  const counts = [];
  for (const path of paths) {
    await frame.openHydrated(path);
    counts.push({ path, nodes: await countNodes(page) });
  }
  counts.sort((a, b) => b.nodes - a.nodes);
  const [first] = counts;
  console.log(`      document nodes: ${first?.nodes ?? 0} at most, on ${first?.path ?? ""}`);
  expect(counts.filter(({ nodes }) => nodes > NODE_BUDGET)).toEqual([]);
});
