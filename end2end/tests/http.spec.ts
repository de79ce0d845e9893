// What a client without a browser sees: headers, refusals, site files, probes.
import type { APIResponse } from "@playwright/test";
import { expect, test } from "@playwright/test";

import { MASSCAN, STUFFER } from "../support/demo";

function directives(response: APIResponse): Map<string, string[]> {
  const policy = response.headers()["content-security-policy"] ?? "";
  return new Map(
    policy.split(";").map((directive) => {
      const [name = "", ...values] = directive.trim().split(/\s+/);
      return [name, values];
    }),
  );
}

function nonceOf(response: APIResponse): string {
  const found = directives(response).get("script-src")?.find((source) => source.startsWith("'nonce-"));
  return found?.slice("'nonce-".length, -1) ?? "";
}

const HTML = { headers: { accept: "text/html" } };
const PAGES = ["/", "/ip", `/ip/${STUFFER}`, "/classification", "/ip/nope", "/no/such/page"];
const ANSWERS = ["/api/overview", `/api/ip/${STUFFER}`, `/api/investigation/${STUFFER}/summary`, "/api/classifications", "/api/ip/nope", "/api/nope"];

for (const path of [...PAGES, ...ANSWERS, "/healthz", "/favicon.svg"]) {
  test(`${path} carries the security headers`, async ({ request }) => {
    const response = await request.get(path);
    expect(response.headers()).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    const policy = directives(response);
    expect(policy.get("default-src")).toEqual(["'none'"]);
    expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(response.headers()["content-security-policy"]).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|http:/);
    expect(response.headers()["x-request-id"]).toMatch(/^[\w-]{8,}$/);
    expect(response.headers()["server"]).toBeUndefined();
  });
}

for (const path of PAGES) {
  test(`${path} runs only scripts with a nonce of its own`, async ({ request }) => {
    const [one, other] = [await request.get(path, HTML), await request.get(path, HTML)];
    expect(nonceOf(one).length).toBeGreaterThanOrEqual(16);
    expect(nonceOf(one)).not.toBe(nonceOf(other));
    const scripts = (await one.text()).match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) {
      expect(script).toContain(`nonce="${nonceOf(one)}"`);
    }
    expect(one.headers()["cache-control"]).toBe("no-store");
  });
}

test("answers are JSON, errors too", async ({ request }) => {
  for (const path of ANSWERS) {
    const response = await request.get(path);
    expect(response.headers()["content-type"], path).toMatch(/^application\/json/);
    expect(response.headers()["cache-control"], path).toBe("no-store");
  }
  const refused = await request.get("/api/ip/nope");
  expect(refused.status()).toBe(422);
  expect(await refused.json()).toMatchObject({ detail: [{ loc: ["path", "ip"], input: "nope" }] });
  const missing = await request.get("/api/nope");
  expect(missing.status()).toBe(404);
  expect(await missing.json()).toEqual({ detail: "Not Found" });
});

test("a request that could change something must come from our own pages", async ({ request, baseURL }) => {
  const origin = new URL(baseURL ?? "").origin;
  for (const path of ["/", "/api/overview", "/rpc/status"]) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const what = `${method} ${path}`;
      // A script of the JSON interface has no origin; nothing there changes by these.
      const withoutOrigin = path.startsWith("/api/") ? 405 : 403;
      expect((await request.fetch(path, { method })).status(), `${what} without an origin`).toBe(withoutOrigin);
      for (const foreign of ["https://evil.example", "null", `${origin}.evil.example`, origin.replace(/\d+$/, "1")]) {
        const response = await request.fetch(path, { method, headers: { origin: foreign } });
        expect(response.status(), `${what} from ${foreign}`).toBe(403);
      }
    }
  }
  const ours = await request.post("/api/overview", { headers: { origin } });
  expect(ours.status()).toBe(405);
});

test("a request that only reads is not asked where it comes from, and no other site may read it", async ({ request }) => {
  const response = await request.get("/api/overview", { headers: { origin: "https://evil.example" } });
  expect(response.status()).toBe(200);
  expect(response.headers()["access-control-allow-origin"]).toBeUndefined();
});

test("site files are kept for ever, compressed, and known by their tag", async ({ request }) => {
  const html = await (await request.get("/", HTML)).text();
  const files = [...new Set(html.match(/\/assets\/[\w.-]+/g))];
  expect(files.map((file) => file.split(".").at(-1)).toSorted()).toEqual(["css", "js", "wasm"]);
  for (const file of files) {
    expect(file).toMatch(/\.[0-9a-f]{16}\.\w+$/);
    for (const encoding of ["br", "gzip"]) {
      const response = await request.get(file, { headers: { "accept-encoding": encoding } });
      expect(response.status()).toBe(200);
      const headers = response.headers();
      expect(headers["content-encoding"], file).toBe(encoding);
      expect(headers["cache-control"], file).toBe("public, max-age=31536000, immutable");
      expect(headers["vary"], file).toMatch(/accept-encoding/i);
      const again = await request.get(file, {
        headers: { "accept-encoding": encoding, "if-none-match": headers["etag"] ?? "" },
      });
      expect(again.status(), file).toBe(304);
    }
    const plain = await request.get(file, { headers: { "accept-encoding": "identity" } });
    expect(plain.headers()["content-encoding"]).toBeUndefined();
  }
  expect((await request.get(`${files[0]}x`)).status()).toBe(404);
  expect((await request.get("/assets/../Cargo.toml")).status()).toBe(404);
  expect((await request.get("/manifest.json")).status()).toBe(404);
});

test("the search answers a form with a redirect", async ({ request }) => {
  for (const typed of [MASSCAN, `::ffff:${MASSCAN}`, ` ${MASSCAN} `]) {
    const response = await request.get("/ip", { ...HTML, params: { q: typed }, maxRedirects: 0 });
    expect(response.status()).toBe(302);
    expect(response.headers()["location"]).toBe(`/ip/${MASSCAN}`);
  }
});

test("the probes answer", async ({ request }) => {
  const health = await request.get("/healthz");
  expect([health.status(), await health.text()]).toEqual([200, "ok\n"]);
  const ready = await request.get("/readyz");
  expect([ready.status(), await ready.text()]).toEqual([200, "ready\n"]);
});

test("the metrics count requests by route, never by address", async ({ request }) => {
  const counted = async () => {
    const text = await (await request.get("/metrics")).text();
    const lines = text.split("\n").filter((line) => line.startsWith("ja4soc_http_requests_total{"));
    const line = lines.find((line) => line.includes('"/api/investigation/{ip}/summary"') && line.includes('"200"'));
    expect(text).not.toContain(STUFFER);
    expect(text).toContain("ja4soc_http_request_seconds");
    return Number(line?.split(" ").at(-1) ?? 0);
  };
  const before = await counted();
  await request.get(`/api/investigation/${STUFFER}/summary`);
  expect(await counted()).toBeGreaterThan(before);
});

test("every spelling of an address is the same address", async ({ request }) => {
  const summaries = [];
  for (const spelling of [STUFFER, `::ffff:${STUFFER}`, "::ffff:cb00:7107", "%20203.0.113.7"]) {
    const response = await request.get(`/api/investigation/${spelling}/summary`);
    expect(response.status(), spelling).toBe(200);
    const { ip, risk_score } = (await response.json()) as { ip: string; risk_score: number };
    summaries.push({ ip, risk_score });
  }
  expect(new Set(summaries.map((summary) => JSON.stringify(summary))).size).toBe(1);
  expect(summaries[0]?.ip).toBe(STUFFER);
});
