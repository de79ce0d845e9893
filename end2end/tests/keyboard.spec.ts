// Everything can be reached and worked without a pointer, and one sees where one is.
import type { Page } from "@playwright/test";

import { Frame } from "../pages/frame";
import { InvestigationPage } from "../pages/investigation";
import { MASSCAN, STUFFER } from "../support/demo";
import { expect, test } from "../support/test";

interface Stop {
  readonly name: string;
  readonly tag: string;
  readonly outline: number;
  readonly isCovered: boolean;
}

/** What has the focus, how it shows, and whether something lies over all of it. */
async function focused(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.x + box.width * x, box.y + box.height * y] as const));
    const isSeen = points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && (element.contains(top) || top.contains(element));
    });
    const label = element.getAttribute("aria-label") ?? element.textContent ?? "";
    return {
      name: (element.id ? `#${element.id}` : label.trim()).slice(0, 60),
      tag: element.tagName.toLowerCase(),
      outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
      isCovered: !isSeen,
    };
  });
}

/** Tabs through a page until the focus leaves it. */
async function tour(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    if (stop.tag === "body") {
      break;
    }
    stops.push(stop);
  }
  return stops;
}

for (const path of ["/", "/ip", `/ip/${STUFFER}`]) {
  test(`${path} shows every stop of the Tab key, in the order of reading`, async ({ page }) => {
    const frame = new Frame(page);
    await frame.openHydrated(path);
    await page.evaluate(() => document.querySelector<HTMLElement>(".nav-name")?.focus());
    await page.keyboard.press("Shift+Tab");
    expect((await focused(page)).name).toBe("Skip to the content");
    const stops = await tour(page);
    const names = stops.map((stop) => stop.name);
    const pages = (await page.locator(".nav-word").allInnerTexts()).map((word) => word.trim());
    const frameStops = ["JA4SOC", ...pages, "Wide or narrow navigation", "#search", "Investigate", "Ask for newer figures (r)", "live", "local time", "Switch between light and dark", "Help"];
    expect(names.slice(0, frameStops.length)).toEqual(frameStops);
    expect(stops.filter((stop) => stop.outline < 2).map((stop) => stop.name), "without a visible ring").toEqual([]);
    expect(stops.filter((stop) => stop.isCovered).map((stop) => stop.name), "covered by something").toEqual([]);
    const positive = await page.locator("[tabindex]").evaluateAll((all) => all.filter((one) => Number(one.getAttribute("tabindex")) > 0).length);
    expect(positive).toBe(0);
  });
}

test("the skip link leads past the frame", async ({ page }) => {
  const frame = new Frame(page);
  await frame.openHydrated("/");
  await page.evaluate(() => document.querySelector<HTMLElement>(".nav-name")?.focus());
  await page.keyboard.press("Shift+Tab");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await frame.main.evaluate((main) => main.contains(document.activeElement))).toBe(true);
});

test("an address is found, read and taken apart with keys alone", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.openHydrated("/");
  await page.keyboard.press("/");
  await page.keyboard.type(MASSCAN);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/ip/${MASSCAN}`);
  await investigation.hydrated();
  const whole = await investigation.read();
  await investigation.part("TCP spoofing").focus();
  await page.keyboard.press("Space");
  await expect(investigation.part("TCP spoofing")).not.toBeChecked();
  expect((await investigation.read()).score).toBeLessThan(whole.score);
  await investigation.tab("Scores").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/tab=scores/);
});

test("Alt+1 and Alt+2 jump to the pages, Ctrl+K to the search", async ({ page }) => {
  const frame = new Frame(page);
  await frame.openHydrated("/");
  await page.keyboard.press("Alt+2");
  await expect(page).toHaveURL("/detections");
  await expect(frame.heading).toHaveText("Detections");
  await page.keyboard.press("Alt+1");
  await expect(page).toHaveURL("/");
  await expect(frame.heading).toHaveText("Overview");
  await page.keyboard.press("Control+k");
  await expect(frame.search.getByRole("searchbox")).toBeFocused();
});

test("keys are text while something is typed", async ({ page }) => {
  const frame = new Frame(page);
  await frame.openHydrated("/ip");
  const field = frame.main.getByRole("searchbox");
  await field.focus();
  await page.keyboard.type("10.0.0.0/8 b 1");
  await expect(field).toHaveValue("10.0.0.0/8 b 1");
  expect(await frame.preference("nav")).toBeNull();
});

test("long tables scroll by key in their own frame", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await investigation.openHydrated(InvestigationPage.path(STUFFER));
  const frame = investigation.rows.locator(".table-frame");
  await frame.focus();
  for (let presses = 0; presses < 5; presses += 1) {
    await page.keyboard.press("ArrowRight");
  }
  await expect.poll(() => frame.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
});
