// Theme and navigation stay as the reader left them, from the first byte of the next page.
import { Frame } from "../pages/frame";
import { expect, test } from "../support/test";
import { BACKGROUND } from "../support/theme";

/** Records the background at every change of the document, from its very beginning. */
function recordBackgrounds(): void {
  const seen: string[] = [];
  Object.assign(window, { seen });
  const look = () => {
    const root = document.documentElement as HTMLElement | null;
    const colour = root && getComputedStyle(root).backgroundColor;
    // Transparent until the styles have arrived, when nothing is painted.
    if (colour && colour !== "rgba(0, 0, 0, 0)" && seen.at(-1) !== colour) {
      seen.push(colour);
    }
    requestAnimationFrame(look);
  };
  look();
}

test("the theme that was chosen holds over a reload, without a flash of the other", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.addInitScript(recordBackgrounds);
  const frame = new Frame(page);
  await frame.openHydrated("/");
  await frame.themeSwitch.click();
  expect(await frame.preference("theme")).toBe("dark");
  await page.reload();
  await frame.hydrated();
  expect(await frame.preference("theme")).toBe("dark");
  expect(await page.evaluate(() => (window as never as { seen: string[] }).seen)).toEqual([BACKGROUND.dark]);
  // The server writes it, so that it holds before any script.
  const html = await (await page.request.get("/")).text();
  expect(html).toMatch(/<html[^>]* data-theme="dark"/);

  await frame.themeSwitch.click();
  await page.reload();
  await frame.hydrated();
  expect(await page.evaluate(() => (window as never as { seen: string[] }).seen)).toEqual([BACKGROUND.light]);
});

test("without a choice the system's theme holds, and the first switch is to the other", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  const frame = new Frame(page);
  await frame.openHydrated("/");
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await frame.preference("theme")).toBeNull();
  expect(await background()).toBe(BACKGROUND.dark);
  await frame.themeSwitch.click();
  expect(await background()).toBe(BACKGROUND.light);
});

test("Alt+B and its button make the navigation narrow and wide, also for the next page", async ({ page }) => {
  const frame = new Frame(page);
  await frame.openHydrated("/");
  const width = async () => (await frame.navigation.boundingBox())?.width;
  expect(await width()).toBe(200);
  await page.keyboard.press("Alt+b");
  expect(await width()).toBe(56);
  // Words leave the eye, not the ear.
  await expect(frame.navigation.getByRole("link", { name: "Overview" })).toHaveCount(1);
  await page.reload();
  expect(await width()).toBe(56);
  await frame.open("/ip");
  await frame.hydrated();
  expect(await width()).toBe(56);
  await frame.navigation.getByRole("button", { name: "Wide or narrow navigation" }).click();
  expect(await width()).toBe(200);
});

test("a cookie of nonsense is no preference", async ({ page, context, baseURL }) => {
  await context.addCookies([
    { name: "theme", value: "%22%3E%3Cscript%3E", url: baseURL ?? "" },
    { name: "nav", value: "sideways", url: baseURL ?? "" },
  ]);
  const frame = new Frame(page);
  await frame.openHydrated("/");
  expect(await frame.preference("theme")).toBeNull();
  expect(await frame.preference("nav")).toBeNull();
});
