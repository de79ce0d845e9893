// The overview's figures are the API's, and the worst addresses lead to their pages.
import type { APIRequestContext } from "@playwright/test";

import { InvestigationPage } from "../pages/investigation";
import { OverviewPage } from "../pages/overview";
import { numberIn } from "../support/numbers";
import { expect, test } from "../support/test";

interface Overview {
  detections_24h: number;
  scored_24h: number;
  traffic_24h: number;
  unique_ips: number;
  critical_count: number;
  high_count: number;
  legitimate_browsers: number;
  timeline: { hour: string; cnt: number }[];
  threat_distribution: { threat_level: string; cnt: number }[];
}

async function fetchOverview(request: APIRequestContext): Promise<Overview> {
  const response = await request.get("/api/overview");
  expect(response.status()).toBe(200);
  return (await response.json()) as Overview;
}

/** The window moves while we look, so a figure lies between an answer before and one after. */
function expectBetween(what: string, shown: number, before: number, after: number): void {
  expect(shown, what).toBeGreaterThanOrEqual(Math.min(before, after));
  expect(shown, what).toBeLessThanOrEqual(Math.max(before, after));
}

test("every panel says when its figures were asked for, and how long ago that is", async ({ page }, info) => {
  const overview = new OverviewPage(page);
  await overview.open("/");
  const regions = page.locator("section.panel");
  const marks = page.locator(".panel time.fresh");
  await expect(marks).toHaveCount(await regions.count());
  await expect(marks.first()).toHaveText(/^as of \d\d:\d\d:\d\d/);
  if (info.project.name === "no-js") {
    return;
  }
  for (const mark of await marks.all()) {
    await expect(mark).toHaveText(/^as of \d\d:\d\d:\d\d, \d+ s$/, { timeout: 15_000 });
  }
  const first = await marks.first().getAttribute("datetime");
  await page.keyboard.press("r");
  await expect(marks.first()).not.toHaveAttribute("datetime", first ?? "");
  await expect(marks.first()).toHaveText(/^as of \d\d:\d\d:\d\d$/);
});

test("the tiles show what the API answers", async ({ page, request }) => {
  const overview = new OverviewPage(page);
  const before = await fetchOverview(request);
  await overview.open("/");
  const shown = new Map<string, number>();
  for (const label of await overview.labels()) {
    shown.set(label, await overview.count(label));
    // The short number says the same as the whole one behind it.
    const short = await overview.tile(label).locator(".kpi-value").innerText();
    expect(short, label).toMatch(/^<?[\d.\u202f]+(\u202f[kMG%])?$/);
  }
  const after = await fetchOverview(request);
  const tiles: ReadonlyArray<readonly [label: string, key: keyof Overview]> = [
    ["Detections", "detections_24h"],
    ["Critical", "critical_count"],
    ["High", "high_count"],
    ["Detected addresses", "unique_ips"],
    ["Requests", "traffic_24h"],
    ["Scored sessions", "scored_24h"],
    ["Legitimate browsers", "legitimate_browsers"],
  ];
  expect([...shown.keys()]).toEqual(tiles.map(([label]) => label));
  for (const [label, key] of tiles) {
    expectBetween(label, shown.get(label) ?? NaN, before[key] as number, after[key] as number);
  }
  expect(before.traffic_24h).toBeGreaterThan(0);
  expect(before.detections_24h).toBeGreaterThan(0);
});

test("the chart has its numbers as a table, which sum to the tile", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.openHydrated("/");
  const panel = overview.panel("Detections per hour");
  const drawing = panel.getByRole("img", { name: /^Detections per hour, .* UTC; most in one hour: \d+$/ });
  await expect(drawing).toBeVisible();
  const table = panel.getByRole("table");
  await expect(table).toBeHidden();
  await panel.getByText("Show as a table").click();
  await expect(table).toBeVisible();
  const counts = await table.locator("tbody .cell-number").allInnerTexts();
  expect(counts.length).toBeGreaterThanOrEqual(24);
  const sum = counts.map(numberIn).reduce((total, count) => total + count, 0);
  expect(sum).toBe(await overview.count("Detections"));
  // Every hour can be read out.
  const surface = panel.getByRole("group", { name: /^Chart/ });
  await surface.focus();
  for (const key of ["Home", "End"]) {
    await page.keyboard.press(key);
    await expect(panel.getByRole("status")).toHaveText(/^\d\d:00 UTC: \d+/);
  }
});

test("the shares of the levels are of one whole", async ({ page, request }) => {
  const overview = new OverviewPage(page);
  await overview.open("/");
  const rows = overview.rows("Threat levels");
  const api = await fetchOverview(request);
  const words = await rows.locator(".badge").allInnerTexts();
  expect(words).toEqual(api.threat_distribution.map((row) => row.threat_level.replaceAll("_", " ")));
  const counts = await rows.locator("td:last-child").allInnerTexts();
  const sum = counts.map(numberIn).reduce((total, count) => total + count, 0);
  expect(sum).toBe(await overview.count("Scored sessions"));
});

test("the worst addresses stand by risk and lead to their pages", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open("/");
  const worst = await overview.worst();
  expect(worst.length).toBeGreaterThanOrEqual(5);
  const risks = worst.map((row) => row.risk);
  expect(risks).toEqual(risks.toSorted((a, b) => b - a));
  for (const row of worst) {
    expect(row.risk).toBeGreaterThan(0);
    expect(row.href).toBe(`/ip/${row.address}`);
  }
});

test("the risk on the overview is the risk on the address's page", async ({ page, request }) => {
  const overview = new OverviewPage(page);
  await overview.open("/");
  for (const { address, risk } of await overview.worst()) {
    const response = await request.get(`/api/investigation/${address}/summary`);
    const { risk_score } = (await response.json()) as { risk_score: number };
    // One JA4 (3 points) may have left the window between the two answers.
    expect(Math.abs(risk_score - risk), address).toBeLessThanOrEqual(3);
  }
});

test("a click on the worst address opens its page without a new document, and Back returns", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.openHydrated("/");
  const [worst] = await overview.worst();
  if (!worst) {
    throw new Error("there is no worst address");
  }
  let documents = 0;
  page.on("request", (request) => (documents += Number(request.isNavigationRequest())));
  await overview.panel("Worst addresses now").getByRole("link", { name: worst.address, exact: true }).click();
  const investigation = new InvestigationPage(page);
  await expect(page).toHaveURL(`/ip/${worst.address}`);
  await expect(investigation.risk).toBeVisible();
  await expect(page).toHaveTitle(`${worst.address} · ja4soc`);
  expect(Math.abs((await investigation.headline()) - worst.risk)).toBeLessThanOrEqual(3);
  await page.goBack();
  await expect(page).toHaveURL("/");
  await expect(overview.rows("Worst addresses now").first()).toBeVisible();
  expect(documents).toBe(0);
});
