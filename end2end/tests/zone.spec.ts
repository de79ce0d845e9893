// Times in UTC or in the reader's own zone.
import type { Page } from "@playwright/test";

import { ListPage } from "../pages/list";
import { STUFFER } from "../support/demo";
import { expect, test } from "../support/test";

// Half an hour off, so that nothing is right by chance.
test.use({ timezoneId: "Asia/Kolkata" });

const EAST = 330 * 60_000;
const NAME = "UTC+05:30";

/** Every time on the page whose words differ from its machine-readable instant, in minutes east. */
async function wrongTimes(page: Page, east: number, zone: string): Promise<string[]> {
  return page.locator("main :is(time, [data-at])").evaluateAll(
    (all, [east, zone]) =>
      all.flatMap((time) => {
        const at = new Date(Date.parse(time.getAttribute("datetime") ?? time.getAttribute("data-at") ?? "") + Number(east));
        const expected = `${at.toISOString().slice(0, 19).replace("T", " ")} ${zone}`;
        const said = time.getAttribute("title") ?? time.textContent ?? "";
        return said === expected ? [] : [`${said} instead of ${expected}`];
      }),
    [east, zone] as const,
  );
}

test("the switch puts every time of a list into the reader's zone, and keeps it", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections?range=7d");
  expect(await wrongTimes(page, 0, "UTC")).toEqual([]);
  await expect(list.zoneSwitch).toHaveAttribute("aria-pressed", "false");
  const height = await page.evaluate(() => document.documentElement.scrollHeight);

  await list.zoneSwitch.click();
  await expect(list.zoneSwitch).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator(".as-of")).toContainText(NAME);
  expect(await wrongTimes(page, EAST, NAME)).toEqual([]);
  await expect(list.main).not.toContainText(/\bUTC\b(?!\+05:30)/);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(height);

  // From the first byte of the next page, and on pages that are drawn by the browser.
  const html = await (await page.request.get("/detections")).text();
  expect(html).toContain(NAME);
  await list.open("/");
  await expect(list.zoneSwitch).toHaveAttribute("aria-pressed", "true");
  await list.hydrated();
  expect(await wrongTimes(page, EAST, NAME)).toEqual([]);
  await list.navigation.getByRole("link", { name: "Heat map" }).click();
  await expect(list.main.getByText(`by day of the week and hour, ${NAME}`)).toBeVisible();

  await list.zoneSwitch.click();
  await expect(list.main.getByText("by day of the week and hour, UTC;")).toBeVisible();
  expect(await wrongTimes(page, 0, "UTC")).toEqual([]);
});

test("typed spans are read on the clock that is shown", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/traffic");
  await list.zoneSwitch.click();
  await page.getByLabel(`Another time span, ${NAME}`).fill("2026-11-01 02:00 to 04:00");
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(page).toHaveURL("/traffic?from=2026-10-31T20:30:00&to=2026-10-31T22:30:00");
  await expect(page.locator(".as-of")).toContainText("2026-11-01 02:00 to 04:00");
});

test("columns of a day begin at the reader's midnight", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections?range=30d");
  await list.zoneSwitch.click();
  await expect(page.locator(".as-of")).toContainText(NAME);
  const table = page.locator(".chart-table");
  await table.locator("summary").click();
  await expect(table.getByRole("columnheader", { name: `From (${NAME})` })).toBeVisible();
  const starts = await table.locator("tbody th").allInnerTexts();
  expect(starts.length).toBeGreaterThan(1);
  expect(new Set(starts.map((start) => start.slice(11)))).toEqual(new Set(["00:00:00"]));
});

test("the heat map counts the same requests, elsewhere in the week", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/heatmap");
  const read = async () => {
    const cells = await list.main.locator(".chart-table tbody td").evaluateAll((all) => all.map((cell) => Number((cell.textContent ?? "").replace(/\D/g, ""))));
    return { cells, sum: cells.reduce((sum, count) => sum + count, 0) };
  };
  const utc = await read();
  await list.zoneSwitch.click();
  await expect(list.main.getByText(`by day of the week and hour, ${NAME}`)).toBeVisible();
  const local = await read();
  expect(local.sum).toBe(utc.sum);
  expect(local.cells).not.toEqual(utc.cells);
  await expect(list.main.locator(".chart-table tbody th").first()).toHaveText("00:30");
});

test("a reader who moved gets the zone they are in", async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: "zone", value: "-300", url: baseURL ?? "" }]);
  const list = new ListPage(page);
  await list.openHydrated(`/ip/${STUFFER}`);
  await expect(page.locator(".as-of").first()).toContainText(NAME);
});
