// Verdicts by plain forms, with and without JavaScript: one address, several, corrections, undo.
import { ClassificationPage } from "../pages/classification";
import { expect, test } from "../support/test";

/** Addresses nothing else judges; the two projects run at the same time. */
function own(javaScriptEnabled: boolean | undefined, last: number): string {
  return `192.0.2.${javaScriptEnabled === false ? 100 + last : last}`;
}

test("an address is judged, found in the history, and the verdict taken back", async ({ page, javaScriptEnabled }) => {
  const desk = new ClassificationPage(page);
  const ip = own(javaScriptEnabled, 10);
  await desk.open(`${ClassificationPage.path}?ip=${ip}`);
  await expect(desk.form.getByLabel("Addresses")).toHaveValue(ip);
  await desk.judge({ target: ip, verdict: "bot", reason: "scraping", note: "<b>prices</b> & more", name: "Ada ☃" });
  await expect(page).toHaveURL(/\/classification\?done=[0-9a-f]{16}$/);
  await expect(desk.panel("Stored")).toContainText(`${ip}`);
  await expect(desk.panel("Stored")).toContainText("none → bot");
  const row = desk.history.filter({ hasText: ip }).first();
  for (const words of ["none → bot", "scraping", "<b>prices</b> & more", "Ada ☃"]) {
    await expect(row).toContainText(words);
  }
  // The name was given once.
  await expect(desk.form.getByLabel("Your name")).toHaveValue("Ada ☃");

  await desk.panel("Stored").getByRole("button", { name: "Undo" }).click();
  await expect(desk.panel("Stored")).toContainText("bot → none");
  await expect(desk.history.filter({ hasText: ip })).toHaveCount(2);
  await expect(desk.history.filter({ hasText: ip }).nth(1)).toContainText("undone");
});

test("several addresses are looked at before they are judged, and taken back at once", async ({ page, javaScriptEnabled }) => {
  const desk = new ClassificationPage(page);
  const [one, other] = [own(javaScriptEnabled, 20), own(javaScriptEnabled, 21)];
  await desk.open(ClassificationPage.path);
  await desk.judge({ target: `${one}\n${other}, nope`, verdict: "suspicious", reason: "scanning", name: "Ada" });
  const before = desk.panel("Before anything is stored");
  await expect(before.getByRole("alert")).toContainText("left out: 1");
  await expect(before).toContainText("not an address and not a network");
  await expect(before).toContainText("2 addresses, none of them judged yet");
  await expect(desk.history.filter({ hasText: one })).toHaveCount(0);
  await before.getByRole("button", { name: "Judge 2 addresses suspicious" }).click();
  await expect(page).toHaveURL(/\/classification\?batch=[0-9a-f]{16}$/);
  const report = desk.panel("Several addresses at once");
  await expect(report).toContainText("2 addresses");
  await expect(report.locator("tbody tr")).toHaveCount(2);
  const address = page.url();
  await report.getByRole("button", { name: "Undo all of it" }).click();
  await expect(page).toHaveURL(address);
  await expect(report.getByRole("button")).toHaveCount(0);
  await page.goto(`/ip/${one}`);
  await expect(page.locator("#verdict")).toContainText("stands now: none");
});

test("verdicts that would be replaced are named first", async ({ page, javaScriptEnabled }) => {
  const desk = new ClassificationPage(page);
  const [one, other] = [own(javaScriptEnabled, 24), own(javaScriptEnabled, 25)];
  await desk.open(ClassificationPage.path);
  await desk.judge({ target: one, verdict: "legitimate" });
  await expect(desk.panel("Stored")).toContainText(one);
  await desk.judge({ target: `${one} ${other}`, verdict: "bot" });
  const before = desk.panel("Before anything is stored");
  await expect(before).toContainText("2 addresses, 1 with a verdict: 1 legitimate");
  await expect(before).toContainText("It replaces 1 that stood as legitimate.");
});

test("a network nobody was seen in judges nobody", async ({ page }) => {
  const desk = new ClassificationPage(page);
  await desk.open(ClassificationPage.path);
  await desk.judge({ target: "192.0.2.0/30", verdict: "bot", note: "kept" });
  const before = desk.panel("Before anything is stored");
  await expect(before).toContainText("no address of it was seen in 30 days");
  await expect(before.getByRole("button")).toHaveCount(0);
  // What was filled in can be corrected instead of filled in again.
  await expect(desk.form.getByLabel("Addresses")).toHaveValue("192.0.2.0/30");
  await expect(desk.form.getByLabel("Note")).toHaveValue("kept");
  await expect(desk.form.getByLabel("bot", { exact: true })).toBeChecked();
});

test("an address is judged on its own page", async ({ page, javaScriptEnabled }) => {
  const ip = own(javaScriptEnabled, 30);
  await page.goto(`/ip/${ip}`);
  const panel = page.locator("#verdict");
  await expect(panel).toContainText("No verdict yet.");
  await panel.getByLabel("legitimate", { exact: true }).check();
  await panel.getByLabel("Reason").selectOption({ label: "monitoring" });
  await panel.getByRole("button", { name: "Judge" }).click();
  await expect(page).toHaveURL(`/ip/${ip}#verdict`);
  await expect(panel).toContainText("stands now: legitimate");
  await expect(panel.locator("tbody tr")).toHaveCount(1);
  await panel.getByRole("button", { name: "Undo" }).click();
  await expect(page).toHaveURL(`/ip/${ip}#verdict`);
  await expect(panel).toContainText("stands now: none");
  await expect(panel.locator("tbody tr")).toHaveCount(2);
});

test("the addresses of a filtered list come to the desk, and are looked at before anything is stored", async ({ page, request }) => {
  const desk = new ClassificationPage(page);
  await desk.open("/detections?threat_level=HIGH");
  await page.getByRole("link", { name: "the addresses of these rows" }).click();
  await expect(page).toHaveURL(/\/classification\?threat_level=HIGH&of=detections$/);
  const answer = await request.get("/api/detections?threat_level=HIGH&per_page=500");
  const { data } = (await answer.json()) as { data: { src_ip: string }[] };
  const some = [...new Set(data.map((row) => row.src_ip))];
  const addresses = (await desk.form.getByLabel("Addresses").inputValue()).split("\n");
  // One address alone would be judged at once.
  expect(addresses.length).toBeGreaterThan(1);
  expect(addresses).toEqual(expect.arrayContaining(some));
  await expect(desk.panel("Addresses of a list")).toContainText(`${addresses.length} addresses`);
  await desk.form.getByRole("radio", { name: "suspicious" }).check();
  await desk.form.getByRole("button", { name: "Judge", exact: true }).click();
  const before = desk.panel("Before anything is stored");
  await expect(before.getByRole("button", { name: `Judge ${addresses.length} addresses suspicious` })).toBeVisible();
});
