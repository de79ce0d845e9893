// Three ways of looking at a running demo: a whole browser, one without JavaScript, plain HTTP.
import { defineConfig, devices } from "@playwright/test";

const baseURL = process.env["JA4SOC_TEST_URL"];
if (!baseURL) {
  throw new Error("JA4SOC_TEST_URL is not set: give it the address of a running `ja4soc demo`");
}

const chrome = {
  ...devices["Desktop Chrome"],
  viewport: { width: 1366, height: 768 },
  launchOptions: {
    executablePath: process.env["JA4SOC_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  },
};

/** What reads the same with and without JavaScript. */
const eitherWay = ["classification.spec.ts", "pages.spec.ts", "search.spec.ts"];

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  workers: 2,
  retries: 0,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 30_000,
  expect: { timeout: 8_000, toPass: { timeout: 10_000 } },
  reporter: "list",
  use: {
    baseURL,
    actionTimeout: 8_000,
    navigationTimeout: 15_000,
    trace: "off",
    video: "off",
    screenshot: "only-on-failure",
    locale: "en-GB",
    timezoneId: "UTC",
  },
  projects: [
    { name: "http", testMatch: "http.spec.ts" },
    { name: "hydrate", testIgnore: ["http.spec.ts", "no-js.spec.ts"], use: chrome },
    { name: "no-js", testMatch: ["no-js.spec.ts", ...eitherWay], use: { ...chrome, javaScriptEnabled: false } },
  ],
});
