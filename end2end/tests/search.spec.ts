// The search leads to what is typed: an address however it is written, a block, a JA4, a page, a host.
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
  ["with its port", `${STUFFER}:51234`, STUFFER],
  ["IPv6 with its port", `[${HUMAN_V6}]:51234`, HUMAN_V6],
  ["in a URL", `https://${STUFFER}:8443/login?from=${"a".repeat(200)}`, STUFFER],
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

const LED: ReadonlyArray<readonly [typed: string, url: string]> = [
  ["heat map", "/heatmap"],
  ["t13d1516h2_8daaf6152771_d8a2da3f94cd", "/ja4/t13d1516h2_8daaf6152771_d8a2da3f94cd"],
];

for (const [typed, url] of LED) {
  test(`${typed} leads to what it names`, async ({ page }) => {
    const frame = new Frame(page);
    await frame.open("/");
    await frame.searchFor(typed);
    await expect(page).toHaveURL(url);
    await expect(frame.main.getByRole("alert")).toHaveCount(0);
  });
}

const UNDERSTOOD: ReadonlyArray<readonly [typed: string, taken: string, ways: readonly string[]]> = [
  ["203.0.113.9/24", "203.0.113.0/24 was taken for a block of addresses.", ["/detections?search=203.0.113.0%2F24", "/scores?search=203.0.113.0%2F24", "/traffic?search=203.0.113.0%2F24"]],
  ["as64500", "64500 was taken for the number of a network (ASN).", ["/detections?asn_number=64500", "/scores?asn_number=64500"]],
  ["/login", "/login was taken for a path.", ["/traffic?path=%2Flogin"]],
  ["login.example", "login.example was taken for a host.", ["/detections?search=login.example", "/detections?host=login.example", "/scores?search=login.example", "/traffic?host=login.example"]],
  ["<b>203.0.113.7</b>", "<b>203.0.113.7</b> was taken for a part of an address or a host.", ["/detections?search=%3Cb%3E203.0.113.7%3C%2Fb%3E", "/scores?search=%3Cb%3E203.0.113.7%3C%2Fb%3E", "/traffic?search=%3Cb%3E203.0.113.7%3C%2Fb%3E", "/detections?bot_name=%3Cb%3E203.0.113.7%3C%2Fb%3E", "/scores?browser_family=%3Cb%3E203.0.113.7%3C%2Fb%3E"]],
  ["https://shop.example.com/login", "shop.example.com was taken for a host.", ["/detections?search=shop.example.com", "/detections?host=shop.example.com", "/scores?search=shop.example.com", "/traffic?host=shop.example.com"]],
  ["203.0.", "203.0. was taken for a part of an address or a host.", ["/detections?search=203.0.", "/scores?search=203.0.", "/traffic?search=203.0."]],
];

for (const [typed, taken, ways] of UNDERSTOOD) {
  test(`${typed} is said what it was taken for, and Enter goes on`, async ({ page }) => {
    const frame = new Frame(page);
    await frame.open("/");
    await frame.searchFor(typed);
    await expect(frame.heading).toHaveText("Where to look");
    await expect(frame.main).toContainText(taken);
    const links = frame.main.locator(".ways a");
    expect(await links.evaluateAll((all) => all.map((one) => one.getAttribute("href")))).toEqual(ways);
    await expect(frame.main.getByRole("searchbox")).toHaveValue(typed);
    await expect(links.first()).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(ways[0] ?? "");
    await expect(frame.main.getByRole("alert")).toHaveCount(0);
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
