// The test function of every browser test: it fails when the page complains or calls elsewhere.
import { test as base } from "@playwright/test";
import type { BrowserContext } from "@playwright/test";

interface Watched {
  /** What the browser said about our pages that it should not have had to say. */
  complaints: string[];
}

/** Chromium's remark on an answer of 4xx; the tests check the status itself. */
const FAILED_TO_LOAD = "Failed to load resource: the server responded with a status of 4";

function watch(context: BrowserContext, origin: string): string[] {
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
    if (reason !== "net::ERR_ABORTED") {
      complaints.push(`request failed: ${request.url()} ${reason}`);
    }
  });
  return complaints;
}

export const test = base.extend<{ complaints: Watched["complaints"] }>({
  complaints: [
    async ({ context, baseURL }, use) => {
      const complaints = watch(context, new URL(baseURL ?? "").origin);
      await use(complaints);
      base.expect(complaints, "complaints of the browser").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect } from "@playwright/test";
