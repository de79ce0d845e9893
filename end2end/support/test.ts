// The test function of every browser test: it fails when the page complains or calls elsewhere.
import { test as base } from "@playwright/test";
import type { BrowserContext } from "@playwright/test";

/** Chromium's remark on an answer of 4xx; the tests check the status itself. */
const FAILED_TO_LOAD = "Failed to load resource: the server responded with a status of 4";

/** What Chromium says of the browser half when a reader has turned JavaScript off. */
function isAboutScriptsOff(text: string): boolean {
  return text.includes("was preloaded using link preload but not used");
}

function watch(context: BrowserContext, origin: string, hasScripts: boolean): string[] {
  const complaints: string[] = [];
  const refusedPages = new Set<string>();
  context.on("response", (response) => {
    if (response.request().isNavigationRequest() && response.status() >= 400) {
      refusedPages.add(response.url());
    }
  });
  context.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) {
      return;
    }
    const { url } = message.location();
    if (message.text().startsWith(FAILED_TO_LOAD) && refusedPages.has(url)) {
      return;
    }
    if (!hasScripts && isAboutScriptsOff(message.text())) {
      return;
    }
    complaints.push(`console ${message.type()}: ${message.text()} (${url})`);
  });
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error().stack}`));
  context.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (["http:", "https:", "ws:", "wss:"].includes(url.protocol) && url.origin !== origin) {
      complaints.push(`request to another origin: ${request.url()}`);
    }
  });
  context.on("requestfailed", (request) => {
    // A page that is left takes its open requests with it.
    const reason = request.failure()?.errorText ?? "";
    const isScriptOff = !hasScripts && request.resourceType() === "script";
    if (reason !== "net::ERR_ABORTED" && !isScriptOff) {
      complaints.push(`request failed: ${request.url()} ${reason}`);
    }
  });
  return complaints;
}

export const test = base.extend<{ complaints: string[] }>({
  /** What the browser said about our pages that it should not have had to say. */
  complaints: [
    async ({ context, baseURL, javaScriptEnabled }, use) => {
      const complaints = watch(context, new URL(baseURL ?? "").origin, javaScriptEnabled !== false);
      await use(complaints);
      base.expect(complaints, "complaints of the browser").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect } from "@playwright/test";
