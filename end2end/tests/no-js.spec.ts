// Without JavaScript every page can be read and gone through.
import { InvestigationPage } from "../pages/investigation";
import { OverviewPage } from "../pages/overview";
import { STUFFER } from "../support/demo";
import { expect, test } from "../support/test";

test("the overview reads in full and leads to an address", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open("/");
  await expect(overview.panel("Detections per hour").locator(".drawing svg")).toBeVisible();
  await overview.panel("Detections per hour").getByText("Show as a table").click();
  await expect(overview.panel("Detections per hour").getByRole("table")).toBeVisible();
  const [worst] = await overview.worst();
  await overview.panel("Worst addresses now").getByRole("link").first().click();
  await expect(page).toHaveURL(`/ip/${worst?.address}`);
});

test("tabs load the page with their rows", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.open(InvestigationPage.path(STUFFER));
  await expect(investigation.rows.locator("thead th").first()).toHaveText("Time");
  await investigation.tab("Scores").click();
  await expect(page).toHaveURL(/\?tab=scores#rows$/);
  await expect(investigation.rows.locator("thead th").first()).toHaveText("Scored");
  await expect(investigation.rows).toBeInViewport();
});

test("a box that cannot work does not look as if it could", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.open(InvestigationPage.path(STUFFER));
  const boxes = investigation.ledger.getByRole("checkbox");
  await expect(boxes).toHaveCount(5);
  for (const box of await boxes.all()) {
    await expect(box).toBeChecked();
    await expect(box).toBeDisabled();
  }
});

test("what needs JavaScript is not offered without it", async ({ page }) => {
  const investigation = new InvestigationPage(page);
  await investigation.open(InvestigationPage.path(STUFFER));
  await expect.soft(page.getByText("Untick a part")).toBeHidden();
  await expect.soft(page.getByRole("button", { name: `Copy ${STUFFER}` })).toBeHidden();
  await expect.soft(investigation.themeSwitch).toBeHidden();
  await expect.soft(investigation.zoneSwitch).toBeHidden();
});
