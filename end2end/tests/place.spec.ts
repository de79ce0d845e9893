// Back and Forward: a page is found as it was left.
import type { Page } from "@playwright/test";

import { InvestigationPage } from "../pages/investigation";
import { ListPage } from "../pages/list";
import { MASSCAN, STUFFER } from "../support/demo";
import { expect, test } from "../support/test";

/** Where a page and its longest table are scrolled to. */
async function scrolled(page: Page): Promise<{ page: number; table: number }> {
  return page.evaluate(() => ({
    page: Math.round(window.scrollY),
    table: document.querySelector("main .table-frame:not(details *)")?.scrollTop ?? -1,
  }));
}

/** Scrolls the page and waits until it has noticed. */
async function scroll(page: Page, top: number): Promise<void> {
  await page.evaluate(async (top) => {
    const scrolled = new Promise((done) => document.addEventListener("scroll", done, { once: true }));
    window.scrollTo(0, top);
    await scrolled;
  }, top);
}

async function near(page: Page, expected: { page: number; table: number }): Promise<void> {
  await expect(async () => {
    const now = await scrolled(page);
    expect(Math.abs(now.page - expected.page), `page at ${now.page} of ${expected.page}`).toBeLessThanOrEqual(2);
    expect(Math.abs(now.table - expected.table), `table at ${now.table} of ${expected.table}`).toBeLessThanOrEqual(2);
  }).toPass();
}

for (const path of ["/detections?per_page=100&page=2&range=7d", "/scores?sort=anomaly_score&order=DESC", "/traffic?method=GET"]) {
  test(`${path}: Back finds row and scroll position, Forward the page after it`, async ({ page }) => {
    const list = new ListPage(page);
    await list.openHydrated(path);
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press("j");
    }
    await expect(list.rows.nth(29)).toBeFocused();
    const left = await scrolled(page);
    expect(left.table).toBeGreaterThan(200);
    const ip = await list.rows.nth(29).locator('[data-field="src_ip"]').getAttribute("data-value");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`/ip/${ip}`);
    await expect(page.locator(".skeleton")).toHaveCount(0);
    await scroll(page, 500);

    await page.goBack();
    await expect(page).toHaveURL(path);
    // Rows that are equal in the order may have changed places.
    await expect(page.locator('tr:focus [data-field="src_ip"]')).toHaveAttribute("data-value", ip ?? "");
    await near(page, left);
    await page.keyboard.press("k");
    await expect(page.locator("tr:focus")).toHaveCount(1);

    await page.goForward();
    await expect(page).toHaveURL(`/ip/${ip}`);
    await expect.poll(async () => (await scrolled(page)).page).toBe(500);
    // The address of a link after Forward is written, and Back leads to where it was followed.
    await list.navigation.getByRole("link", { name: "Heat map" }).click();
    await expect(page).toHaveURL("/heatmap");
    await page.goBack();
    await expect(page).toHaveURL(`/ip/${ip}`);
    await expect.poll(async () => (await scrolled(page)).page).toBe(500);
  });
}

test("a link to the page before is an entry of its own, also after Forward", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections");
  await list.rows.locator('[data-field="src_ip"]').first().click();
  await expect(page).toHaveURL(/\/ip\//);
  await page.goBack();
  await page.goForward();
  await expect(page).toHaveURL(/\/ip\//);
  await list.navigation.getByRole("link", { name: "Detections" }).click();
  await expect(list.heading).toHaveText("Detections");
  await expect(page).toHaveURL("/detections");
  await page.goBack();
  await expect(page).toHaveURL(/\/ip\//);
});

for (const path of [InvestigationPage.path(STUFFER), "/behavior"]) {
  test(`${path}: what was unfolded is still so after Back, and after a reload`, async ({ page }) => {
    const investigation = new InvestigationPage(page);
    await investigation.openHydrated(path);
    const folded = page.locator("main details");
    const count = await folded.count();
    const open = () => folded.evaluateAll((all) => all.map((one) => one.hasAttribute("open")));
    const expected = Array.from({ length: count }, (_, at) => at === count - 1);
    await folded.last().locator("summary").click();
    await expect.poll(open).toEqual(expected);
    const left = await scrolled(page);
    await investigation.navigation.getByRole("link", { name: "Overview" }).click();
    await expect(investigation.heading).toHaveText("Overview");
    await page.goBack();
    await expect.poll(open).toEqual(expected);
    await near(page, left);
    await page.reload();
    await expect.poll(open).toEqual(expected);
    await near(page, left);
  });
}

test("two addresses one after the other each have their place", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated("/");
  const worst = page.getByRole("region", { name: "Worst addresses now" }).locator("a[data-field=src_ip]");
  await worst.nth(2).click();
  await expect(page).toHaveURL(/\/ip\//);
  await page.goBack();
  await expect(page.getByRole("region", { name: "Worst addresses now" }).locator("tbody tr").nth(2)).toBeFocused();

  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  await scroll(page, 300);
  await investigation.open(InvestigationPage.path(MASSCAN));
  await page.goBack();
  await expect(page).toHaveURL(`/ip/${STUFFER}`);
  await expect.poll(async () => (await scrolled(page)).page).toBe(300);
});

test("other rows of a list are shown from the first on", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections?per_page=100");
  await list.rows.last().scrollIntoViewIfNeeded();
  await expect.poll(async () => (await scrolled(page)).table).toBeGreaterThan(500);
  const left = (await scrolled(page)).table;
  await page.getByRole("link", { name: "next ›" }).click();
  await expect(list.shown).toHaveText(/^101–/);
  await expect.poll(async () => (await scrolled(page)).table).toBe(0);
  await page.goBack();
  await expect(list.shown).toHaveText(/^1–/);
  await expect.poll(async () => (await scrolled(page)).table).toBe(left);
});

test("a page that is opened anew begins at its top", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/traffic");
  await scroll(page, 400);
  await list.navigation.getByRole("link", { name: "Scores" }).click();
  await expect(page).toHaveURL("/scores");
  await expect.poll(async () => (await scrolled(page)).page).toBe(0);
  await list.navigation.getByRole("link", { name: "Traffic" }).click();
  await expect(page).toHaveURL("/traffic");
  await expect(list.rows.first()).toBeVisible();
  expect((await scrolled(page)).page).toBe(0);
});
