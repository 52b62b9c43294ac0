import { expect, test } from "vitest";
import { emailText, newPasswordText } from "@/lib/auth/credentials";
import { hashPassword, isRightPassword } from "@/lib/auth/password";
import { verifiedEmailOf, verifiedPrimaryEmail } from "@/lib/auth/providers";
import { isSameOrigin } from "@/lib/auth/same-origin";

const PUBLIC = "https://relais.example";
test.each([
  [{ origin: "https://relais.example" }, true],
  [{ origin: "http://127.0.0.1:3100", host: "127.0.0.1:3100" }, true],
  [{ "sec-fetch-site": "same-origin" }, true],
  [{ origin: "https://evil.example", host: "relais.example" }, false],
  [{ origin: "https://evil.example", host: "relais.example", "x-forwarded-host": "evil.example" }, false],
  [{ origin: "null", host: "relais.example" }, false],
  [{ origin: "null", "sec-fetch-site": "same-origin" }, false],
  [{ "sec-fetch-site": "cross-site" }, false],
  [{}, false],
])("a request with %j is from our own pages: %s", (sent, isOurs) => {
  expect(isSameOrigin(new Headers(sent as Record<string, string>), PUBLIC)).toBe(isOurs);
});

test("an address is kept in lower case and without spaces around it", () => {
  expect(emailText.parse("  Ada@Example.TEST ")).toBe("ada@example.test");
  for (const text of ["", "ada", "ada@", "@example.test", "a b@example.test", `${"a".repeat(250)}@example.test`]) {
    expect(emailText.safeParse(text).success).toBe(false);
  }
});

test("a new password has eight characters, and is not one that attackers try first", () => {
  for (const text of ["1234567", "password", "PASSWORD1", "aaaaaaaaaaaa", "abababababab", "x".repeat(201)]) {
    expect(newPasswordText.safeParse(text).success).toBe(false);
  }
  for (const text of ["correct horse", "пароль-пароль", "        x y z"]) expect(newPasswordText.safeParse(text).success).toBe(true);
});

test("only an address that the provider has verified counts", () => {
  const google = { email: "ada@example.test", email_verified: true };
  expect(verifiedEmailOf("google", google)).toBe("ada@example.test");
  expect(verifiedEmailOf("google", { ...google, email_verified: false })).toBeNull();
  expect(verifiedEmailOf("google", { ...google, email_verified: "true" })).toBeNull();
  expect(verifiedEmailOf("github", { email: null })).toBeNull();
  expect(verifiedEmailOf("another", google)).toBeNull();
  const visibility = null as unknown as "public";
  expect(
    verifiedPrimaryEmail([
      { email: "old@example.test", primary: false, verified: true, visibility },
      { email: "ada@example.test", primary: true, verified: false, visibility },
    ]),
  ).toBeNull();
});

test("nobody's password is never right, and takes as long to refuse", async () => {
  const hash = await hashPassword("correct horse");
  expect(await isRightPassword("correct horse", hash)).toBe(true);
  expect(await isRightPassword("correct horsE", hash)).toBe(false);
  expect(await isRightPassword("the password of nobody", null)).toBe(false);
  expect(await isRightPassword("x".repeat(1_000_000), hash)).toBe(false);
});

test("a flood of passwords is refused before it takes the machine, and the next one is served", async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 80 }, () => isRightPassword("a guess", null)));
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.reason).toMatchObject({ code: "rate_limited" });
  expect(await isRightPassword("a guess", null)).toBe(false);
});
