// How high the rows of the long tables are.
import { ListPage } from "../pages/list";
import { expect, test } from "../support/test";

test("rows become narrow and comfortable again, and stay as chosen", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/traffic?range=24h");
  const heights = async () => new Set(await list.rows.evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height))));
  const shown = async () => list.rows.evaluateAll((rows) => {
    const frame = rows[0]?.closest(".table-frame")?.getBoundingClientRect().bottom ?? 0;
    return rows.filter((row) => row.getBoundingClientRect().bottom <= frame).length;
  });
  expect(Math.min(...(await heights()))).toBeGreaterThanOrEqual(32);
  const before = await shown();
  await page.getByRole("link", { name: "compact" }).scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => window.scrollY);
  expect(place).toBeGreaterThan(0);
  await page.getByRole("link", { name: "compact" }).click();
  await expect(page.getByRole("link", { name: "compact" })).toHaveAttribute("aria-current", "true");
  await expect.poll(heights).toEqual(new Set([26]));
  expect(await shown()).toBeGreaterThan(before);
  expect(await page.evaluate(() => window.scrollY)).toBe(place);

  // On the next list, from the first byte.
  await list.openHydrated("/detections");
  expect(await heights()).toEqual(new Set([26]));
  const html = await (await page.request.get("/scores")).text();
  expect(html).toContain('class="table-frame compact"');

  await page.getByRole("link", { name: "comfortable" }).click();
  await expect.poll(async () => Math.min(...(await heights()))).toBeGreaterThanOrEqual(32);
  expect(await (await page.request.get("/scores")).text()).not.toContain("compact\" role");
});
