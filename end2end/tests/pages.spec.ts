// Every page answers, says what it is, and (with JavaScript) comes to life without a complaint.
import { Frame } from "../pages/frame";
import { KINDS_OF_PAGES } from "../support/demo";
import { expect, test } from "../support/test";

for (const { path, status, title } of KINDS_OF_PAGES) {
  test(`${path} answers ${status} and works`, async ({ page, javaScriptEnabled }) => {
    const frame = new Frame(page);
    const response = await frame.open(path);
    expect(response.status()).toBe(status);
    await expect(page).toHaveTitle(title);
    await expect(frame.heading).toHaveCount(1);
    await expect(frame.heading).toBeVisible();
    await expect(frame.syntheticNotice).toBeVisible();
    // Nothing waits for JavaScript: what was asked for has arrived with the page.
    await expect(page.locator(".skeleton")).toHaveCount(0);
    await expect(frame.main.getByRole("alert")).toHaveCount(status === 422 ? 1 : 0);

    if (javaScriptEnabled !== false) {
      await frame.hydrated();
      await frame.themeSwitch.click();
      await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
      await expect(page).toHaveTitle(title);
      await expect(frame.heading).toHaveCount(1);
    }
  });
}

test("a wrong address is named as what it is", async ({ page }) => {
  await new Frame(page).open("/ip/nope");
  await expect(page.getByRole("alert")).toHaveText(/“?nope”? is not an IPv4 or IPv6 address/);
});

test("an address nobody has seen is said to be unknown, not given zeros", async ({ page }) => {
  await new Frame(page).open("/ip/192.0.2.1");
  const main = page.getByRole("main");
  await expect(main).toContainText("no request of it is kept");
  await expect(main).toContainText("network unknown");
  await expect(main).toContainText("country unknown");
  await expect(main).toContainText("No TCP data");
  await expect(main).toContainText("No request of this address in the last 24 hours.");
});

test("the page that does not exist leads back", async ({ page }) => {
  await new Frame(page).open("/no/such/page");
  await page.getByRole("main").getByRole("link", { name: "Go to the overview" }).click();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
});

test("a radar names its axes and reads out every one of them", async ({ page, javaScriptEnabled }) => {
  const frame = new Frame(page);
  await frame.open("/features");
  const radar = page.getByRole("figure").first();
  const names = await radar.locator("ol.axes li").allInnerTexts();
  expect(names).toHaveLength(9);
  await expect(radar.locator(".chart-axes text")).toHaveText(names.map((_, at) => String(at + 1)));
  if (javaScriptEnabled === false) {
    return;
  }
  await frame.hydrated();
  await radar.getByRole("group", { name: /arrow keys/ }).focus();
  for (const name of names) {
    await page.keyboard.press("ArrowRight");
    await expect(radar.locator("output")).toHaveText(new RegExp(`^${name}: human networks [\\d.]+, datacenters [\\d.]+$`));
  }
});

test("a figure says what it means, by click and by key", async ({ page }) => {
  await new Frame(page).open("/detections");
  const button = page.getByRole("button", { name: "What Anomaly (0–1) means" });
  const words = page.getByText("How alone a session stands among the others");
  await expect(words).toBeHidden();
  await button.click();
  await expect(words).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(words).toBeHidden();
  await button.press("Enter");
  await expect(words).toBeVisible();
});

test("every endpoint is described on a page", async ({ page, request }) => {
  await new Frame(page).open("/help/api");
  const { paths } = (await (await request.get("/api/openapi.json")).json()) as { paths: Record<string, object> };
  const listed = await page.getByRole("heading", { level: 2 }).allInnerTexts();
  expect(listed.map((title) => title.split(" ")[1]).sort()).toEqual(Object.keys(paths).sort());
});
