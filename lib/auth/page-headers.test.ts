import { expect, test, vi } from "vitest";

async function headersFor(environment: Record<string, string>) {
  vi.resetModules();
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { pageHeaders } = await import("@/lib/auth/page-headers");
  const headers = pageHeaders("c29tZSBub25jZQ==");
  vi.unstubAllEnvs();
  return headers;
}

test("a public https address is remembered by browsers as such, and no other one", async () => {
  expect((await headersFor({ RELAIS_PUBLIC_URL: "https://relais.example" }))["strict-transport-security"]).toBe("max-age=31536000");
  expect(await headersFor({ RELAIS_PUBLIC_URL: "http://localhost:3000" })).not.toHaveProperty("strict-transport-security");
});

test("forms lead to our own pages and to the payment page alone", async () => {
  const formAction = async (environment: Record<string, string>) =>
    /form-action ([^;]+)/.exec((await headersFor(environment))["content-security-policy"] ?? "")?.[1];
  expect(await formAction({})).toBe("'self' https://checkout.stripe.com");
  expect(await formAction({ STRIPE_BASE_URL: "http://127.0.0.1:4000/v1" })).toBe("'self' http://127.0.0.1:4000");
});

test("only development may evaluate text", async () => {
  expect((await headersFor({ NODE_ENV: "production", RELAIS_PUBLIC_URL: "https://a.example" }))["content-security-policy"]).not.toContain(
    "eval",
  );
  expect((await headersFor({ NODE_ENV: "development" }))["content-security-policy"]).toContain("'unsafe-eval'");
});
