// The search leads to an address however it is written, and explains what is none.
import { Frame } from "../pages/frame";
import { HUMAN_V6, STUFFER } from "../support/demo";
import { expect, test } from "../support/test";

const FOUND: ReadonlyArray<readonly [what: string, typed: string, ip: string]> = [
  ["IPv4", STUFFER, STUFFER],
  ["IPv6", HUMAN_V6, HUMAN_V6],
  ["IPv6 in full and in capitals", "2001:0DB8:1000:0042:0000:0000:0000:001F", HUMAN_V6],
  ["IPv4 mapped into IPv6", `::ffff:${STUFFER}`, STUFFER],
  ["IPv4 mapped, as hexadecimal digits", "0:0:0:0:0:FFFF:cb00:7107", STUFFER],
  ["blanks around it", `  ${STUFFER}\t`, STUFFER],
];

for (const [what, typed, ip] of FOUND) {
  test(`finds an address: ${what}`, async ({ page }) => {
    const frame = new Frame(page);
    await frame.open("/");
    await frame.searchFor(typed);
    await expect(page).toHaveURL(`/ip/${ip}`);
    await expect(frame.heading).toHaveText(ip);
  });
}

for (const typed of ["hello", "203.0.113.7:443", "203.0.113.0/24", "999.1.1.1", "1.2.3", "<b>203.0.113.7</b>"]) {
  test(`explains what is wrong with ${typed}`, async ({ page }) => {
    const frame = new Frame(page);
    await frame.open("/");
    await frame.searchFor(typed);
    const alert = page.getByRole("alert");
    await expect(alert).toContainText(typed);
    await expect(alert).toContainText("is not an IPv4 or IPv6 address");
    // What was typed can be corrected instead of typed again.
    await expect(frame.main.getByRole("searchbox")).toHaveValue(typed);
    await expect(page).toHaveURL(/\/ip\?q=/);
  });
}

test("an empty search is not sent", async ({ page }) => {
  const frame = new Frame(page);
  await frame.open("/");
  await frame.searchFor("");
  await expect(page).toHaveURL("/");
});

test("blanks alone ask for an address without blame", async ({ page }) => {
  const frame = new Frame(page);
  const response = await frame.open("/ip?q=%20%20");
  expect(response.status()).toBe(200);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(frame.heading).toHaveText("Investigate an IP address");
});

test("the field on the page searches like the one above it", async ({ page }) => {
  const frame = new Frame(page);
  await frame.open("/ip");
  await frame.main.getByRole("searchbox").fill(STUFFER);
  await frame.main.getByRole("searchbox").press("Enter");
  await expect(page).toHaveURL(`/ip/${STUFFER}`);
});
