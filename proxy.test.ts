import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { proxy } from "@/proxy";

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
