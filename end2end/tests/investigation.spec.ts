// One address: a score that adds up, evidence beside it, rows behind it.
import type { APIRequestContext } from "@playwright/test";

import { InvestigationPage } from "../pages/investigation";
import type { LedgerReading } from "../pages/investigation";
import { BEHIND_CDN, HUMAN, MASSCAN, SHOWCASE, STUFFER, UNKNOWN } from "../support/demo";
import { hundredths, roundHalfEven } from "../support/numbers";
import { expect, test } from "../support/test";

interface Summary {
  risk_score: number;
  risk: { parts: { points: number }[] };
}

async function fetchSummary(request: APIRequestContext, ip: string): Promise<Summary> {
  const response = await request.get(`/api/investigation/${ip}/summary`);
  expect(response.status()).toBe(200);
  return (await response.json()) as Summary;
}

function sum(lines: readonly { points: number }[]): number {
  return hundredths(lines.reduce((total, line) => total + line.points, 0));
}

function expectToAddUp(reading: LedgerReading): void {
  expect(sum([...reading.parts, ...reading.corrections]), "parts, rounding and cap").toBe(reading.score);
}

for (const ip of [...SHOWCASE, UNKNOWN]) {
  test(`the ledger of ${ip} sums to its score, which is the API's`, async ({ page, request }) => {
    const investigation = new InvestigationPage(page);
    const before = await fetchSummary(request, ip);
    const response = await investigation.openHydrated(InvestigationPage.path(ip));
    expect(response.status()).toBe(200);
    await expect(page).toHaveTitle(`${ip} · ja4soc`);
    await expect(investigation.heading).toHaveText(ip);
    const reading = await investigation.read();
    const after = await fetchSummary(request, ip);

    expectToAddUp(reading);
    expect(await investigation.headline()).toBe(reading.score);
    expect([before.risk_score, after.risk_score]).toContain(reading.score);
    expect(reading.parts).toHaveLength(5);
    const points = reading.parts.map((part) => part.points);
    expect([before, after].map(({ risk }) => risk.parts.map((part) => hundredths(part.points)))).toContainEqual(points);
    for (const part of reading.parts) {
      expect(part.evidence, `evidence of ${part.name}`).not.toBe("");
    }
  });
}

test("the demo's villains stand above its people", async ({ request }) => {
  const risk = async (ip: string) => (await fetchSummary(request, ip)).risk_score;
  expect(await risk(STUFFER)).toBeGreaterThanOrEqual(70);
  expect(await risk(MASSCAN)).toBeGreaterThanOrEqual(50);
  expect(await risk(HUMAN)).toBeLessThan(30);
  expect(await risk(UNKNOWN)).toBe(0);
});

test("unticking a part shows the score without it, at once and without asking the server", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  const whole = await investigation.read();
  await expect(investigation.part("ML anomaly")).toBeEnabled();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));

  for (const part of whole.parts) {
    await investigation.part(part.name).uncheck();
    const rest = sum(whole.parts.filter((other) => other !== part));
    const without = await investigation.read();
    expect(without.score, `without ${part.name}`).toBe(Math.min(roundHalfEven(rest), 100));
    expect(sum(without.corrections), `rounding and cap without ${part.name}`).toBe(hundredths(without.score - rest));
    await investigation.part(part.name).check();
    expect(await investigation.read(), `with ${part.name} again`).toEqual(whole);
  }

  for (const part of whole.parts) {
    await investigation.part(part.name).uncheck();
  }
  expect((await investigation.read()).score).toBe(0);
  // The heading keeps the score that counts.
  expect(await investigation.headline()).toBe(whole.score);
  for (const part of whole.parts) {
    await investigation.part(part.name).check();
  }
  expect(await investigation.read()).toEqual(whole);
  expect(asked).toEqual([]);
});

test("a reload forgets what was unticked, in the score and in the boxes", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  const whole = await investigation.read();
  await investigation.part("Brute force").uncheck();
  await page.reload();
  await expect(investigation.part("Brute force")).toBeEnabled();
  await expect(investigation.part("Brute force")).toBeChecked();
  expect((await investigation.read()).score).toBe(whole.score);
});

test("without TCP data the page says so in words", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.open(InvestigationPage.path(BEHIND_CDN));
  await expect(investigation.card("TCP handshake")).toContainText("No TCP data");
  const { parts } = await investigation.read();
  const tcp = parts.find((part) => part.name === "TCP spoofing");
  expect(tcp).toMatchObject({ points: 0, evidence: "no TCP data" });
  await expect(investigation.card("JA4 rotation")).toContainText("one JA4, or none known");
});

test("masscan is named as a scan tool", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.open(InvestigationPage.path(MASSCAN));
  const card = investigation.card("TCP handshake");
  await expect(card).toContainText("scan tool");
  await expect(card).toContainText(/masscan/i);
  const { parts } = await investigation.read();
  const tcp = parts.find((part) => part.name === "TCP spoofing");
  expect(tcp?.points).toBe(30);
  expect(tcp?.evidence).toMatch(/masscan/i);
});

test("tabs are links: the URL holds the tab, no document is loaded, Back and Forward return", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  await expect(investigation.tab("Requests")).toHaveAttribute("aria-current", "page");
  let documents = 0;
  page.on("request", (request) => (documents += Number(request.isNavigationRequest())));

  const tables = [
    ["Detections", "detections", "Detected"],
    ["Scores", "scores", "Scored"],
    ["Features", "features", "Feature"],
  ] as const;
  for (const [word, key, firstColumn] of tables) {
    await investigation.tab(word).click();
    await expect(page).toHaveURL(new RegExp(`\\?tab=${key}$`));
    await expect(investigation.tab(word)).toHaveAttribute("aria-current", "page");
    await expect(investigation.rows.locator("thead th").first()).toHaveText(firstColumn);
    await expect(investigation.tabs.locator("[aria-current]")).toHaveCount(1);
  }
  await page.goBack();
  await expect(page).toHaveURL(/\?tab=scores/);
  await expect(investigation.rows.locator("thead th").first()).toHaveText("Scored");
  await page.goBack();
  await page.goBack();
  await expect(investigation.tab("Requests")).toHaveAttribute("aria-current", "page");
  await expect(investigation.rows.locator("thead th").first()).toHaveText("Time");
  await page.goForward();
  await expect(investigation.rows.locator("thead th").first()).toHaveText("Detected");
  expect(documents).toBe(0);
});

test("a tab changes neither the place on the page nor what was unticked", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  await investigation.part("Brute force").uncheck();
  await investigation.tab("Scores").scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => window.scrollY);
  await investigation.tab("Scores").click();
  await expect(investigation.rows.locator("thead th").first()).toHaveText("Scored");
  expect(await page.evaluate(() => window.scrollY)).toBe(place);
  await expect(investigation.part("Brute force")).not.toBeChecked();
});

test("while a tab's rows are on their way the old ones stay, marked busy", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/rpc/**", async (route) => {
    await held;
    await route.continue();
  });
  await investigation.tab("Scores").click();
  await expect(investigation.rows.locator("[aria-busy=true]")).toBeVisible();
  await expect(investigation.rows.locator("thead th").first()).toHaveText("Time");
  release();
  await expect(investigation.rows.locator("thead th").first()).toHaveText("Scored");
  await expect(investigation.rows.locator("[aria-busy]")).toHaveCount(0);
});

test("a tab whose rows cannot be had says so in its place, and the rest of the page stays", async ({ page, complaints }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  const score = await investigation.headline();
  await page.route("**/rpc/**", (route) => route.abort());
  await investigation.tab("Scores").click();
  const alert = investigation.rows.getByRole("alert");
  await expect(alert).toContainText("The server could not be reached.");
  await expect(alert.getByRole("link", { name: "Try again" })).toBeVisible();
  expect(await investigation.headline()).toBe(score);
  await page.unroute("**/rpc/**");
  await alert.getByRole("link", { name: "Try again" }).click();
  await expect(investigation.rows.locator("thead th").first()).toHaveText("Scored");
  // What the browser said of the request that this test cut off, and of nothing else.
  expect(complaints.every((complaint) => complaint.includes("/rpc/"))).toBe(true);
  complaints.length = 0;
});

test("a link with a tab opens that tab", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER, "features"));
  await expect(investigation.tab("Features")).toHaveAttribute("aria-current", "page");
  await expect(investigation.rows.getByRole("table")).toContainText("Human average");
});

test("the copy button copies the address and says so", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  await page.getByRole("button", { name: `Copy ${STUFFER}` }).click();
  await expect(page.getByText("copied", { exact: true })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(STUFFER);
});

test("the hours of the chart sum to the requests of the day", async ({ page, request }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  const panel = page.getByRole("region", { name: "Last 24 hours" });
  await panel.getByText("Show as a table").click();
  const hours = panel.getByRole("table").locator("tbody tr");
  await expect(hours).toHaveCount(24);
  const shown = await hours.locator("td:nth-child(2)").allInnerTexts();
  const response = await request.get(`/api/investigation/${STUFFER}/summary`);
  const { timeline_24h } = (await response.json()) as { timeline_24h: { hits: number }[] };
  expect(shown.map((text) => Number(text.replaceAll("\u202f", "")))).toEqual(timeline_24h.map((hour) => hour.hits));
});

test("from one address to the next by search, everything changes with it", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  await investigation.searchFor(MASSCAN);
  await expect(page).toHaveURL(`/ip/${MASSCAN}`);
  await expect(investigation.heading).toHaveText(MASSCAN);
  await expect(investigation.card("TCP handshake")).toContainText("scan tool");
});

test("page loads and neighbours are read aloud and lead on", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  await investigation.tab("Page loads").click();
  // Which host of the current hour comes first changes with the minute.
  await expect(investigation.rows.locator("tbody tr").filter({ hasText: "login.example.com" }).first()).toBeVisible();
  await expect(investigation.rows.locator("tbody")).toContainText("pages, never what stands on them");
  await investigation.tab("Neighbours").click();
  await expect(investigation.rows).toContainText("Scored in 203.0.113.0/24");
  await expect(investigation.rows).toContainText("in no campaign with others");
});
