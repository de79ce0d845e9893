// One key, one verdict: the rows of suggestions without a pointer and without leaving the page.
import { ClassificationPage } from "../pages/classification";
import { expect, test } from "../support/test";

test("keys judge the row with the focus and take it back", async ({ page }) => {
  const desk = new ClassificationPage(page);
  await desk.openHydrated(ClassificationPage.path);
  const address = (row: number) => desk.suggestions.nth(row).getByRole("link").first();
  const said = (row: number) => desk.suggestions.nth(row).locator("output");
  const ip = (await address(1).textContent()) ?? "";
  await page.keyboard.press("j");
  await expect(desk.suggestions.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(desk.suggestions.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await page.keyboard.press("j");
  await page.keyboard.press("s");
  await expect(said(1)).toHaveText("suspicious");
  await expect(desk.suggestions.nth(1).getByRole("button")).toHaveCount(0);
  await expect(desk.suggestions.nth(2)).toBeFocused();
  await expect(page).toHaveURL(ClassificationPage.path);
  const stored = await page.request.get("/api/classifications");
  expect(await stored.json()).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ src_ip: ip, classification: "suspicious", is_current: true })]) });

  // The history follows, and the reader stays where they are.
  await expect(desk.history.first()).toContainText(ip);
  await expect(desk.history.first()).toContainText("none → suspicious");
  await expect(desk.suggestions.nth(2)).toBeFocused();

  await page.keyboard.press("u");
  await expect(said(1)).toHaveText("");
  await expect(desk.suggestions.nth(1).getByRole("button")).toHaveCount(3);
  await expect(desk.history.first()).toContainText("suspicious → none");
  await page.reload();
  await expect(desk.suggestions.filter({ hasText: ip })).toHaveCount(1);
});

test("keys are text while a field is filled in", async ({ page }) => {
  const desk = new ClassificationPage(page);
  await desk.openHydrated(ClassificationPage.path);
  const note = desk.form.getByLabel("Note");
  await note.focus();
  await page.keyboard.type("jkblsu");
  await expect(note).toHaveValue("jkblsu");
  await expect(desk.suggestions.locator("form[data-said]")).toHaveCount(0);
});
