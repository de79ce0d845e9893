// What clients send is text: never markup, never script, never a broken page.
import type { Page } from "@playwright/test";

import { Frame } from "../pages/frame";
import { InvestigationPage } from "../pages/investigation";
import { ODDITIES } from "../support/demo";
import { sidewaysOverflow } from "../support/layout";
import { expect, test } from "../support/test";

/** Marks of the paths and hosts that oddities choose from; one in eight or nine requests has each. */
const KINDS = ["<script>", "onload=", "\u202e", "\\", "日本語", "%00", "<b>bold</b>"];

interface Sent {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly header_user_agent: string;
}

async function sentBy(page: Page, ip: string): Promise<Sent[]> {
  const response = await page.request.get(`/api/ip/${ip}`);
  expect(response.status()).toBe(200);
  return ((await response.json()) as { http_logs: Sent[] }).http_logs;
}

/** Elements and attributes that only injected markup could have brought. */
async function injected(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll("main *")) {
      const isForeign = ["SCRIPT", "IMG", "IFRAME", "B", "OBJECT", "STYLE"].includes(element.tagName);
      const handlers = element.getAttributeNames().filter((name) => /^on|^style$/.test(name));
      const href = element.getAttribute("href") ?? "";
      if (isForeign || handlers.length > 0 || /^\s*(javascript|data):/i.test(href)) {
        found.push(element.outerHTML.slice(0, 200));
      }
    }
    return found;
  });
}

test("the demo's oddities hold every kind of hostile string", async ({ page }) => {
  const everything = [];
  for (const ip of ODDITIES) {
    everything.push(...(await sentBy(page, ip)));
  }
  const text = everything.flatMap(({ host, path }) => [host, path]).join("\n");
  for (const kind of KINDS) {
    expect(text).toContain(kind);
  }
  expect(everything.some((row) => row.host.length >= 200), "a host of 200 characters").toBe(true);
});

for (const ip of ODDITIES) {
  test(`what ${ip} sent is shown as text`, async ({ page }) => {
    // The strings call alert; the fixture fails on a dialog, this on anything quieter.
    await page.addInitScript(() => {
      Object.assign(window, { calls: [] });
      for (const name of ["alert", "prompt", "confirm", "print"]) {
        Object.assign(window, { [name]: (...given: unknown[]) => (window as never as { calls: unknown[] }).calls.push(given) });
      }
    });
    const investigation = new InvestigationPage(page);
    for (const tab of ["requests", "detections"]) {
      await investigation.open(InvestigationPage.path(ip, tab));
      expect(await injected(page)).toEqual([]);
      expect(await page.evaluate(() => (window as { calls?: unknown[] }).calls)).toEqual([]);
      for (const width of [390, 1366]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await sidewaysOverflow(page), `${tab} at ${width} px`).toEqual([]);
      }
    }
  });
}

test("user agents, hosts and paths arrive on the page letter for letter", async ({ page }) => {
  for (const ip of ODDITIES.slice(0, 3)) {
    await new Frame(page).open(`/ip/${ip}`);
    const shown = await page.locator("#rows tbody tr").evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)),
    );
    const sent = await sentBy(page, ip);
    expect(shown.length).toBeGreaterThan(5);
    // The oldest may have left the window in between.
    for (const { path, host, header_user_agent } of sent.slice(0, shown.length - 3)) {
      expect(shown).toContainEqual(
        expect.arrayContaining([path, host === "" ? "none" : host, header_user_agent === "" ? "none sent" : header_user_agent]),
      );
    }
  }
});

test("markup in the address and in the search is text", async ({ page }) => {
  const payload = "<img src=x onerror=alert(1)>";
  const refused = await new Frame(page).open(`/ip/${encodeURIComponent(payload)}`);
  expect(refused.status()).toBe(422);
  await expect(page.getByRole("alert")).toContainText(payload);
  expect(await injected(page)).toEqual([]);
  await new Frame(page).open(`/ip?q=${encodeURIComponent(payload)}`);
  await expect(page.getByRole("main")).toContainText(payload);
  expect(await injected(page)).toEqual([]);
  await page.getByRole("link", { name: /^Detections: .*contain it$/ }).click();
  await expect(page).toHaveURL(/\/detections\?search=%3Cimg/);
  await expect(page.getByRole("main")).toContainText(payload);
  expect(await injected(page)).toEqual([]);
  const response = await new Frame(page).open(`/${encodeURIComponent("<script>alert(1)</script>")}`);
  expect(response.status()).toBe(404);
  expect(await injected(page)).toEqual([]);
});

test("a tab nobody knows opens the first one", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.open(InvestigationPage.path(ODDITIES[0] ?? "", encodeURIComponent("\"><script>alert(1)</script>")));
  await expect(investigation.tab("Requests")).toHaveAttribute("aria-current", "page");
  expect(await injected(page)).toEqual([]);
});
