// axe finds no violation of WCAG 2.2 A or AA on any kind of page in either theme.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { Frame } from "../pages/frame";
import { BEHIND_CDN, GOOGLEBOT, KINDS_OF_PAGES, ODDITIES } from "../support/demo";
import { expect, test } from "../support/test";
import { THEMES } from "../support/theme";

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`));
}

const PATHS = [
  ...KINDS_OF_PAGES.map((page) => page.path),
  ...["detections", "scores"].map((tab) => `/ip/203.0.113.7?tab=${tab}`),
  ...[GOOGLEBOT, BEHIND_CDN, ODDITIES[0]].map((ip) => `/ip/${ip}`),
];

for (const path of PATHS) {
  test(`${path} in both themes`, async ({ page }) => {
    const frame = new Frame(page);
    await frame.openHydrated(path);
    // Tables behind switches count as well.
    await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
    for (const theme of THEMES) {
      await frame.chooseTheme(theme);
      expect(await violations(page), theme).toEqual([]);
    }
  });
}

test("on a phone, by system setting in the dark, with a narrow navigation", async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: "nav", value: "narrow", url: baseURL ?? "" }]);
  await page.emulateMedia({ colorScheme: "dark" });
  const frame = new Frame(page);
  await frame.openHydrated("/");
  expect(await violations(page), "narrow navigation").toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await violations(page), "phone").toEqual([]);
  await frame.openHydrated("/ip/203.0.113.7");
  expect(await violations(page), "an address on the phone").toEqual([]);
});
