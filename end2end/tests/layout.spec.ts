// Every page at every width in both themes: nothing scrolls sideways, overlaps or gets too small.
import { Frame } from "../pages/frame";
import { KINDS_OF_PAGES } from "../support/demo";
import { overlappingText, sidewaysOverflow, smallText } from "../support/layout";
import { expect, test } from "../support/test";
import { BACKGROUND, THEMES, chooseTheme } from "../support/theme";

/** Phone, laptop, large screen; 683 is the laptop at 200 % zoom, 320 a reader's 400 %. */
const WIDTHS = [320, 390, 683, 1366, 2560];

for (const theme of THEMES) {
  for (const { path } of KINDS_OF_PAGES) {
    test(`${path} fits every width, ${theme}`, async ({ page, context, baseURL }) => {
      await chooseTheme(context, baseURL ?? "", theme);
      const frame = new Frame(page);
      await frame.openHydrated(path);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: width < 700 ? 844 : 900 });
        expect.soft(await sidewaysOverflow(page), `sideways at ${width} px`).toEqual([]);
        expect.soft(await overlappingText(page), `overlaps at ${width} px`).toEqual([]);
        expect.soft(await smallText(page), `small text at ${width} px`).toEqual([]);
        await expect.soft(frame.heading).toBeVisible();
        await expect.soft(frame.navigation).toBeVisible();
      }
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
        BACKGROUND[theme],
      );
    });
  }
}

test("nothing moves once it is there: hydration shifts no layout", async ({ page }) => {
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
    expect(shifts.reduce((total, shift) => total + shift, 0), path).toBeLessThan(0.01);
  }
});

test("the content of a large screen stays within 1680 px", async ({ page }) => {
  await page.setViewportSize({ width: 2560, height: 1440 });
  await new Frame(page).open("/");
  const box = await page.locator("main .page").boundingBox();
  // 105rem of the larger type of such screens.
  expect(box?.width).toBeLessThanOrEqual(1680 * 1.125);
});
