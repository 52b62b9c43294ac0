import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { config, proxy } from "@/proxy";

const handedOn = (path: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest(`http://localhost:3000${path}`, { headers })).headers;

test.each([
  ["/overview", "/overview"],
  ["/usage?from=2026-11-01&q=a%20b+c%2Fd&model=", "/usage?from=2026-11-01&q=a%20b+c%2Fd&model="],
  ["/usage?model=x&_rsc=1abc2", "/usage?model=x"],
  ["/billing/return?topup=1&away=1", "/billing/return?topup=1&away=1"],
])("the page %s is told its own address: %s", (path, told) => {
  expect(handedOn(path).get("x-middleware-request-x-relais-page")).toBe(told);
});

test("what a client says about the page is overwritten", () => {
  expect(handedOn("/keys", { "x-relais-page": "/evil" }).get("x-middleware-request-x-relais-page")).toBe("/keys");
});

const sent = (headers: Record<string, string>, method = "POST") =>
  proxy(new NextRequest("http://127.0.0.1:3001/sign-up", { method, headers: { host: "127.0.0.1:3001", ...headers } }));

test.each([
  [{ origin: "http://localhost:3000" }, "localhost:3000"],
  [{ origin: "http://localhost:3000", "x-forwarded-host": "localhost" }, "localhost:3000"],
  [{ origin: "http://127.0.0.1:3001", "x-forwarded-host": "localhost:3000" }, "127.0.0.1:3001"],
  [{ "sec-fetch-site": "same-origin" }, "localhost:3000"],
])("a form of ours is taken, and Next told so, with %j", (headers, host) => {
  const answer = sent(headers as Record<string, string>);
  expect(answer.headers.get("x-middleware-next")).toBe("1");
  expect(answer.headers.get("x-middleware-request-x-forwarded-host")).toBe(host);
});

test.each([
  { origin: "https://evil.example" },
  { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
  { origin: "http://localhost" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
  {},
])("a form with %j is refused by a page that says why", async (headers) => {
  const answer = sent(headers as Record<string, string>);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([403, "text/html; charset=utf-8"]);
  expect(await answer.text()).toContain("Nothing was done and nothing was charged.");
});

test("each page has a policy with a nonce of its own, which Next and the page are told", () => {
  const [one, two] = [handedOn("/keys", { "x-nonce": "mine" }), handedOn("/keys")];
  const policy = one.get("content-security-policy");
  expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{22,}' 'strict-dynamic';/);
  expect(policy).toContain(`'nonce-${one.get("x-middleware-request-x-nonce")}'`);
  expect(one.get("x-middleware-request-content-security-policy")).toBe(policy);
  expect(policy).not.toBe(two.get("content-security-policy"));
  expect(one.get("strict-transport-security")).toBeNull();
});

test.each([
  ["/", true],
  ["/overview", true],
  ["/v1beta", true],
  ["/docs/api", true],
  ["/api/v1/messages", false],
  ["/v1", false],
  ["/v1/chat/completions", false],
  ["/_next/static/chunks/a.js", false],
  ["/api/stripe/webhook", false],
])("what is asked for %s passes here: %s", (path, passes) => {
  expect(new RegExp(`^${config.matcher}$`).test(path)).toBe(passes);
});
