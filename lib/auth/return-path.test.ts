import fc from "fast-check";
import { expect, test } from "vitest";
import { ownPath, safeReturnPath } from "@/lib/auth/return-path";

const PUBLIC = "https://relais.example:8443/";
const ORIGIN = "https://relais.example:8443";

test.each([
  ["/", "/"],
  ["/keys", "/keys"],
  ["/calls/1?tab=receipt#sum", "/calls/1?tab=receipt#sum"],
  ["/usage?from=2026-11-01&model=claude-opus-5&q=a%2Fb//c", "/usage?from=2026-11-01&model=claude-opus-5&q=a%2Fb//c"],
  ["/billing/../keys", "/keys"],
  ["/a//b", "/a//b"],
  ["/?next=https://evil.example", "/?next=https://evil.example"],
  [ORIGIN, "/"],
  [`${ORIGIN}/billing/return?topup=1`, "/billing/return?topup=1"],
])("%j is a page of ours: %s", (text, path) => {
  expect(ownPath(text, PUBLIC)).toBe(path);
});

test.each([
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "\t//evil.example",
  "/\n/evil.example",
  "/\r\n/evil.example",
  " //evil.example",
  "\u0000//evil.example",
  "/.//evil.example",
  "/./\\evil.example",
  "/..//evil.example",
  "/%2e//evil.example",
  "/%2E%2e//evil.example",
  "/a/..//evil.example",
  "/keys/.././/evil.example/",
  "/.\t//evil.example",
  "/%2f%2fevil.example",
  "/%2F/evil.example",
  "/%5cevil.example",
  "/./%5C%5Cevil.example",
  "https://evil.example",
  "https://evil.example/https://relais.example:8443/",
  "https:evil.example",
  "https:/evil.example",
  "https://relais.example:8443@evil.example/",
  "https://ada:pw@relais.example:8443/keys",
  "https://relais.example:8443.evil.example/",
  "https://relais.example/keys",
  "http://relais.example:8443/keys",
  "https://relais.example:8443//evil.example",
  "https://relais.example:8443/.//evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "@evil.example",
  "evil.example",
  "?next=/keys",
  "",
  undefined,
  null,
  7,
  ["/keys"],
  { toString: () => "/keys" },
])("%j leads nowhere", (text) => {
  expect(ownPath(text, PUBLIC)).toBeNull();
  expect(safeReturnPath(text)).toBe("/overview");
});

const HOSTILE = [
  ..."/\\.@:?#% \t\r\n\u0000\u00a0\u2028\u2029\u3002\uff0f",
  ...["%2f", "%2F", "%5c", "%2e", "%09", "%00", "..", "//", "https:", "javascript:", "evil.example", "relais.example", ORIGIN, "keys"],
];

test("any combination gives a path on this site for every reader, and the same path when it is parsed again", () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 8 });
  fc.assert(
    fc.property(text, fc.constantFrom("", "/", "/.", "/keys/.."), (pieces, start) => {
      const path = ownPath(start + pieces.join(""), PUBLIC);
      if (path === null) return;
      // As a Location header, as a link on a page of any depth, and appended to the public address.
      for (const page of [ORIGIN, `${ORIGIN}/billing/return?topup=1`, "http://localhost:3000/sign-in"]) {
        expect(new URL(path, page).origin).toBe(new URL(page).origin);
      }
      expect(new URL(ORIGIN + path).origin).toBe(ORIGIN);
      expect(new URL(decodeURIComponent(path.replaceAll(/%(?![\da-f]{2})/gi, "%25")), ORIGIN).origin).toBe(ORIGIN);
      expect(ownPath(path, PUBLIC)).toBe(path);
      expect(path).toMatch(/^\/[!-~]*$/);
    }),
    { numRuns: 5_000 },
  );
});
