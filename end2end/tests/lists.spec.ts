// The long tables: filters, order, pages, the menu of a value, the chart above, and files of them.
import { ListPage } from "../pages/list";
import { expect, test } from "../support/test";

interface Answer {
  total: number;
  data: Record<string, unknown>[];
}

test("a filter narrows the table and the chart, its chip takes it back, and so does Back", async ({ page, request }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections");
  const all = await list.total();
  await list.field("threat_level").selectOption("HIGH");
  await list.filter();
  await expect(page).toHaveURL(/threat_level=HIGH/);
  await expect(list.chips.getByRole("link", { name: "Level = HIGH" })).toBeVisible();
  const { total } = (await (await request.get("/api/detections?threat_level=HIGH")).json()) as Answer;
  expect(total).toBeLessThan(all);
  await expect.poll(() => list.total()).toBe(total);
  const levels = await list.rows.locator(".badge").allInnerTexts();
  expect(new Set(levels)).toEqual(new Set(["HIGH"]));

  await list.chips.getByRole("link", { name: "Level = HIGH" }).click();
  await expect.poll(() => list.total()).toBe(all);
  await page.goBack();
  await expect(page).toHaveURL(/threat_level=HIGH/);
  await expect.poll(() => list.total()).toBe(total);
  await expect(list.field("threat_level")).toHaveValue("HIGH");
});

test("a heading orders the rows, and again the other way", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections");
  for (const order of ["descending", "ascending"]) {
    await list.heading_of("Requests").getByRole("link").click();
    await expect(list.heading_of("Requests")).toHaveAttribute("aria-sort", order);
    await expect(page).toHaveURL(order === "descending" ? /sort=hits&order=DESC/ : /sort=hits&order=ASC/);
  }
});

test("levels are ordered by how severe they are", async ({ page }) => {
  const severity = ["NORMAL", "LEGITIMATE_BROWSER", "LOW", "KNOWN_BOT", "MEDIUM", "HIGH", "ANUBIS_DENY", "CRITICAL"];
  const list = new ListPage(page);
  const ranks = async () => {
    const words = await list.rows.locator(".badge").evaluateAll((all) => all.map((badge) => badge.getAttribute("data-value") ?? ""));
    return words.map((word) => severity.indexOf(word));
  };
  await list.openHydrated("/scores?per_page=200&host=login.example.com");
  expect(new Set(await ranks()).size).toBeGreaterThan(1);
  for (const order of ["descending", "ascending"]) {
    await list.heading_of("Level").getByRole("link").click();
    await expect(list.heading_of("Level")).toHaveAttribute("aria-sort", order);
    const sorted = (all: number[]) => [...all].sort((a, b) => (order === "ascending" ? a - b : b - a));
    await expect.poll(async () => String(await ranks()) === String(sorted(await ranks()))).toBe(true);
  }
});

test("pages lead on and count the same rows as the API", async ({ page, request }) => {
  const list = new ListPage(page);
  await list.openHydrated("/scores?per_page=25");
  await expect(list.rows).toHaveCount(25);
  const first = await list.values("src_ip");
  await page.getByRole("link", { name: "next ›" }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(list.shown).toHaveText(/^26–50 of/);
  expect(await list.values("src_ip")).not.toEqual(first);
  const { total } = (await (await request.get("/api/scores")).json()) as Answer;
  expect(await list.total()).toBe(total);
});

test("a value opens a menu: filter for it, filter it out, copy, its own page", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections");
  const country = list.rows.locator('[data-field="country_code"]').first();
  const value = (await country.getAttribute("data-value")) ?? "";
  await country.click();
  await expect(list.menu).toContainText(value);
  await expect(list.menu).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(list.menu).toHaveCount(0);
  await country.click();
  await list.menu.getByRole("link", { name: "Filter for" }).click();
  await expect(page).toHaveURL(`/detections?country_code=${value}`);
  await expect.poll(async () => new Set(await list.values("country_code"))).toEqual(new Set([value]));
  await page.goBack();
  await list.rows.locator(`[data-field="country_code"][data-value="${value}"]`).first().click();
  await list.menu.getByRole("link", { name: "Filter out" }).click();
  await expect(page).toHaveURL(`/detections?not_country_code=${value}`);
  await expect.poll(async () => (await list.values("country_code")).includes(value)).toBe(false);
});

test("a level has the menu of a value, with the keyboard too", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const list = new ListPage(page);
  await list.openHydrated("/detections?range=7d");
  const level = list.rows.locator('[data-field="threat_level"]').first();
  const value = (await level.getAttribute("data-value")) ?? "";
  await level.focus();
  await page.keyboard.press("Enter");
  await expect(list.menu).toBeFocused();
  await list.menu.getByRole("button", { name: "Copy" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value);
  await level.click();
  await list.menu.getByRole("link", { name: "Filter out" }).click();
  await expect(page).toHaveURL(`/detections?range=7d&not_threat_level=${value}`);
  await expect.poll(async () => (await list.values("threat_level")).includes(value)).toBe(false);
  await list.rows.locator(".badge").first().click();
  await list.menu.getByRole("link", { name: "Filter for" }).click();
  await expect(page).toHaveURL(/&threat_level=/);
  await expect.poll(async () => new Set(await list.values("threat_level")).size).toBe(1);
});

test("a level that is not detected leads to the scores", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/");
  await page.locator('[data-field="threat_level"][data-value="LEGITIMATE_BROWSER"]').first().click();
  await expect(list.menu.getByRole("link", { name: "Open" })).toHaveAttribute("href", "/scores?threat_level=LEGITIMATE_BROWSER");
});

for (const [path, fields] of [
  ["/detections?columns=threat_level.src_ip.bot_name.browser_family.model_name.country_code.campaign_id", ["threat_level", "bot_name", "model_name", "country_code"]],
  ["/scores?columns=threat_level.src_ip.bot_name.browser_family.model_name.country_code", ["threat_level", "browser_family", "model_name", "country_code"]],
  ["/traffic", ["method", "host", "path", "http_version", "header_user_agent", "src_country_code"]],
] as const) {
  test(`${path.split("?")[0]}: every value can be filtered for and out, on its list`, async ({ page }) => {
    const list = new ListPage(page);
    await list.openHydrated(path);
    for (const field of fields) {
      await list.rows.locator(`[data-field="${field}"]`).first().click();
      const link = (name: string) => list.menu.getByRole("link", { name });
      await expect.soft(link("Filter for")).toHaveAttribute("href", new RegExp(`^${path.split("?")[0]}\\?(.*&)?${field}=`));
      await expect.soft(link("Filter out")).toHaveAttribute("href", new RegExp(`^${path.split("?")[0]}\\?(.*&)?not_${field}=`));
      await page.keyboard.press("Escape");
    }
  });
}

test("an address is opened by a click, its menu by the other button", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections");
  const address = list.rows.locator('[data-field="src_ip"]').first();
  const ip = (await address.getAttribute("data-value")) ?? "";
  await address.click({ button: "right" });
  await expect(list.menu).toContainText(ip);
  await expect(list.menu.getByRole("link", { name: "Filter out" })).toHaveAttribute("href", `/detections?not_src_ip=${ip}`);
  await page.keyboard.press("Escape");
  await address.click();
  await expect(page).toHaveURL(`/ip/${ip}`);
});

test("rows are walked with j and k, and Enter opens the address", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections");
  const addresses = await list.values("src_ip");
  await page.keyboard.press("j");
  await expect(list.rows.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(list.rows.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/ip/${addresses[1]}`);
});

test("the chart is read out by keys and becomes the time span", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections?range=24h");
  await list.surface.focus();
  await page.keyboard.press("End");
  await expect(page.locator(".chart-said")).toHaveText(/UTC: \d/);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/from=.*&to=/);
  await expect(page.locator(".as-of")).toContainText(/\d\d:\d\d to \d\d:\d\d/);
  await page.goBack();
  await expect(page).toHaveURL("/detections?range=24h");
});

test("an entry of the legend hides its part of the chart", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections?range=24h");
  const bot = page.locator(".legend").getByRole("button", { name: /known bot/i });
  const parts = () => page.locator('.drawing [fill="var(--known_bot)"]').count();
  expect(await parts()).toBeGreaterThan(0);
  await bot.click();
  await expect(bot).toHaveAttribute("aria-pressed", "false");
  await expect.poll(parts).toBe(0);
  await bot.click();
  await expect.poll(parts).toBeGreaterThan(0);
});

test("a span in words becomes the page's", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/traffic?method=GET");
  await page.getByLabel("Another time span, UTC").fill("last 3 hours");
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(page).toHaveURL("/traffic?method=GET&range=3h");
});

test("a span that cannot be read is told beside its field, and the filters stay", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections?threat_level=HIGH");
  const field = page.getByLabel("Another time span, UTC");
  await field.fill("next <b>Tuesday</b>");
  await field.press("Enter");
  await expect(page.getByRole("alert")).toContainText("next <b>Tuesday</b> is not a time span; write it like");
  await expect(field).toHaveValue("next <b>Tuesday</b>");
  await expect(field).toHaveAccessibleDescription(/is not a time span/);
  await expect(list.field("threat_level")).toHaveValue("HIGH");
  await expect(list.chips.getByRole("link", { name: "Level = HIGH" })).toBeVisible();
  await expect(list.main).toContainText("Correct the time span above");
  await expect(list.main.getByRole("table")).toHaveCount(0);
  await list.hydrated();
  await field.fill("last 3 days");
  await field.press("Enter");
  await expect(page).toHaveURL("/detections?threat_level=HIGH&range=3d");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(list.rows.first()).toBeVisible();
});

test("r asks for newer figures and keeps the place", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections?threat_level=HIGH");
  const asked = page.waitForRequest(/\/rpc\/board/);
  await page.keyboard.press("r");
  await asked;
  await expect(page).toHaveURL("/detections?threat_level=HIGH");
  await expect(list.rows.first()).toBeVisible();
});

test("a click on a format is a download, whoever follows the link", async ({ page }) => {
  const list = new ListPage(page);
  await list.open("/detections?threat_level=MEDIUM");
  for (const format of ["CSV", "NDJSON"]) {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: format, exact: true }).click();
    expect((await download).suggestedFilename()).toMatch(new RegExp(`[.]${format.toLowerCase()}$`));
    await expect(list.rows.first()).toBeVisible();
  }
  await list.open("/help/api");
  await page.getByRole("link", { name: "OpenAPI 3.1" }).click();
  await expect(page).toHaveURL("/api/openapi.json");
  await expect(page.locator("body")).toContainText('"openapi":"3.1');
});

test("a list under its filter is a file of as many rows", async ({ page, request }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections?threat_level=MEDIUM");
  const total = await list.total();
  const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
  const csv = await (await request.get(href ?? "")).text();
  expect(csv.trimEnd().split("\r\n")).toHaveLength(total + 1);
});

test("a field offers the values there are, and those that contain what is typed", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/detections?range=7d&threat_level=HIGH");
  const host = list.field("host");
  const offered = page.locator("#values-host option");
  await expect(offered).toHaveCount(0);
  await host.focus();
  await expect(offered.first()).toHaveAttribute("label", /^[\d\s]+ rows?$/);
  const all = await offered.evaluateAll((options) => options.map((option) => option.getAttribute("value") ?? ""));
  const [first = ""] = all;
  const part = first.slice(1, 5).toUpperCase();
  await host.fill(part);
  const fitting = all.filter((value) => value.toUpperCase().includes(part));
  await expect(offered).toHaveCount(fitting.length);
  await host.fill(first);
  await host.press("Enter");
  await expect(page).toHaveURL(new RegExp(`host=${first}`));
  await expect(list.chips.getByRole("link", { name: `Host = ${first}` })).toBeVisible();
  await expect(list.rows.first()).toContainText(first);
});

test("a field of the requests offers what is seldom there too", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/traffic?range=24h");
  await list.field("path").fill("/wp-");
  const offered = page.locator("#values-path option");
  await expect(offered.first()).toHaveAttribute("value", /\/wp-/);
  await list.field("http_version").focus();
  await expect(page.locator("#values-http_version option").first()).toHaveAttribute("value", /^(HTTP\/)?\d/);
});

test("one field of the requests filters by itself, the status of the answers too", async ({ page }) => {
  const list = new ListPage(page);
  await list.openHydrated("/traffic?range=24h");
  const all = await list.total();
  await list.field("path").fill("/login");
  await list.filter();
  await expect(list.chips.getByRole("link")).toHaveText(["× Path = /login"]);
  const logins = await list.total();
  expect(logins).toBeGreaterThan(0);
  expect(logins).toBeLessThan(all);
  await list.field("http_status").fill("401");
  await list.filter();
  await expect(list.chips.getByRole("link", { name: "Status = 401" })).toBeVisible();
  expect(new Set(await list.values("http_status"))).toEqual(new Set(["401"]));
  expect(new Set(await list.values("path"))).toEqual(new Set(["/login"]));
});
