// Every page at every width in both themes: nothing scrolls sideways, overlaps or gets too small.
import { Frame } from "../pages/frame";
import { InvestigationPage } from "../pages/investigation";
import { OverviewPage } from "../pages/overview";
import { KINDS_OF_PAGES } from "../support/demo";
import { misplacedHours, overlappingText, sidewaysOverflow, smallText } from "../support/layout";
import { expect, test } from "../support/test";
import { THEMES } from "../support/theme";

/** Phone, laptop, large screen; 683 is the laptop at 200 % zoom, 320 a reader's 400 %. */
const WIDTHS = [320, 390, 683, 1366, 2560];

for (const { path } of KINDS_OF_PAGES) {
  test(`${path} fits every width in both themes`, async ({ page }) => {
    const frame = new Frame(page);
    await frame.openHydrated(path);
    for (const theme of THEMES) {
      await frame.chooseTheme(theme);
      for (const width of WIDTHS) {
        const where = `${theme}, ${width} px`;
        await page.setViewportSize({ width, height: width < 700 ? 844 : 900 });
        expect.soft(await sidewaysOverflow(page), `sideways: ${where}`).toEqual([]);
        expect.soft(await overlappingText(page), `overlaps: ${where}`).toEqual([]);
        expect.soft(await smallText(page), `small text: ${where}`).toEqual([]);
        await expect.soft(frame.heading).toBeVisible();
        await expect.soft(frame.navigation).toBeVisible();
      }
    }
  });
}

test("nothing moves while the page arrives and comes to life", async ({ page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        shifts.push((entry as PerformanceEntry & { value: number }).value);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const path of ["/", "/ip/203.0.113.7"]) {
    await new Frame(page).openHydrated(path);
    const shifts = await page.evaluate(() => (window as never as { shifts: number[] }).shifts);
    // A long table's columns may settle while its rows stream in; good is below 0.1 (web.dev/cls).
    expect(shifts.reduce((total, shift) => total + shift, 0), path).toBeLessThan(0.05);
  }
});

for (const path of ["/", "/ip/203.0.113.7"]) {
  test(`${path} names the hours under their columns`, async ({ page }) => {
    await new Frame(page).open(path);
    const charts = page.locator("figure.chart");
    await expect(charts).toHaveCount(1);
    for (const width of [390, 1366, 2560]) {
      await page.setViewportSize({ width, height: 900 });
      expect.soft(await misplacedHours(charts), `${width} px`).toEqual([]);
    }
  });
}

test("the ledger is read as a whole: its score is never behind a scroll bar", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.open("/ip/203.0.113.7");
  for (const width of [390, 1366, 2560]) {
    await page.setViewportSize({ width, height: 844 });
    const hidden = await investigation.ledger.evaluate((table) => {
      const frame = table.closest(".table-frame");
      return frame ? frame.scrollHeight - frame.clientHeight : 0;
    });
    expect.soft(hidden, `hidden height at ${width} px`).toBe(0);
  }
});

test("an IPv4 address is never broken in two", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open("/");
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 844 });
    const broken = await overview.rows("Worst addresses now").locator("a").evaluateAll((links) =>
      links.filter((link) => {
        const text = document.createRange();
        text.selectNodeContents(link);
        return !link.textContent?.includes(":") && new Set([...text.getClientRects()].map((box) => box.top)).size > 1;
      }).map((link) => link.textContent),
    );
    expect(broken, `${width} px`).toEqual([]);
  }
});

test("the content of a large screen stays within 1680 px", async ({ page }) => {
  await page.setViewportSize({ width: 2560, height: 1440 });
  await new Frame(page).open("/");
  const box = await page.locator("main .page").boundingBox();
  // 105rem of the larger type of such screens.
  expect(box?.width).toBeLessThanOrEqual(1680 * 1.125);
});
