// Paper, stillness and grey: the page in other circumstances than a screen in colour.
import { Frame } from "../pages/frame";
import { InvestigationPage } from "../pages/investigation";
import { OverviewPage } from "../pages/overview";
import { STUFFER } from "../support/demo";
import { expect, test } from "../support/test";

test("print leaves a clean report", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("nav.nav")).toBeHidden();
  await expect(page.locator(".topbar")).toBeHidden();
  await expect(page.locator(".tabs")).toBeHidden();
  await expect(page.getByRole("button").filter({ visible: true })).toHaveCount(0);
  await expect(investigation.heading).toBeVisible();
  await expect(investigation.ledger).toBeVisible();
  // Generated data must not pass for real on paper.
  await expect(investigation.syntheticNotice).toBeVisible();
  const cut = await page.locator(".table-frame").evaluateAll((frames) =>
    frames.filter((frame) => frame.checkVisibility() && frame.scrollHeight > frame.clientHeight + 1).length,
  );
  expect(cut, "tables cut off by their frame").toBe(0);
});

test("paper is white also for readers of the dark theme", async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: "theme", value: "dark", url: baseURL ?? "" }]);
  await new Frame(page).openHydrated(`/ip/${STUFFER}`);
  await page.emulateMedia({ media: "print" });
  const colours = await page.evaluate(() => {
    const of = (selector: string) => getComputedStyle(document.querySelector(selector) ?? document.body);
    return { page: of("html").backgroundColor, panel: of(".panel").backgroundColor, text: of("body").color };
  });
  const lightness = (colour: string) => Math.max(...(colour.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  expect(lightness(colours.page), `background ${colours.page}`).toBeGreaterThan(230);
  expect(lightness(colours.panel), `panel ${colours.panel}`).toBeGreaterThan(230);
  expect(lightness(colours.text), `text ${colours.text}`).toBeLessThan(80);
});

for (const path of ["/", `/ip/${STUFFER}`]) {
  test(`${path} keeps still for those who ask for it, and never moves for long`, async ({ page }) => {
    const longest = () =>
      page.evaluate(() => {
        const seconds = (list: string) => Math.max(...list.split(",").map((one) => parseFloat(one) * (one.trim().endsWith("ms") ? 0.001 : 1)));
        return Math.max(
          ...[...document.querySelectorAll("*")].map((element) => {
            const style = getComputedStyle(element);
            const animation = style.animationName === "none" ? 0 : seconds(style.animationDuration);
            return Math.max(seconds(style.transitionDuration), animation);
          }),
        );
      });
    await new Frame(page).openHydrated(path);
    expect(await longest(), "longest movement").toBeLessThanOrEqual(0.15);
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await longest(), "longest movement with reduced motion").toBe(0);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe("auto");
  });
}

test("levels are words, not colours alone", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open("/");
  const rows = overview.rows("Worst addresses now");
  await expect(rows.first()).toBeVisible();
  for (const row of await rows.all()) {
    await expect(row.locator(".badge")).toHaveText(/\w{3,}/);
  }
  for (const swatch of await overview.panel("Detections per hour").locator(".legend li").all()) {
    await expect(swatch).toHaveText(/\w{3,}/);
  }
});
