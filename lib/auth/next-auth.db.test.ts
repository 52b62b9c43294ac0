import { expect, test } from "vitest";
import { nextAuthOptions } from "@/lib/auth/next-auth";

const stories = { withPassword: async () => null, withProvider: async () => "unverified_email" as const, signedOut: async () => undefined };

test.each([
  ["/usage?model=claude-opus-5", "http://localhost:3000/usage?model=claude-opus-5"],
  ["http://localhost:3000/keys", "http://localhost:3000/keys"],
  ["//evil.example", "http://localhost:3000/overview"],
  ["/.//evil.example", "http://localhost:3000/overview"],
  ["http://localhost:3000.evil.example/", "http://localhost:3000/overview"],
  ["not an address", "http://localhost:3000/overview"],
])("next-auth's callbackUrl %j leads to %s, whatever host the request names", async (url, target) => {
  expect(await nextAuthOptions(stories).callbacks?.redirect?.({ url, baseUrl: "https://evil.example" })).toBe(target);
});
