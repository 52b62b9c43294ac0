import { expect, test } from "vitest";
import { isWellFormed, newManagementSecret, newSecret, shownParts } from "@/lib/keys/secret";

test("a new secret has the promised form, and no two are equal", () => {
  const secrets = Array.from({ length: 200 }, newSecret);
  expect(new Set(secrets).size).toBe(200);
  for (const secret of secrets) {
    expect(secret).toMatch(/^sk-relais-[0-9A-Za-z]{38}$/);
    expect(isWellFormed(secret)).toBe(true);
  }
});

test("the checksum stays what it is: scanners and old keys rely on it", () => {
  expect(isWellFormed(`sk-relais-${"0".repeat(32)}${KNOWN_CHECKSUM}`)).toBe(true);
});

test("one wrong, missing, added or swapped character is noticed", () => {
  const secret = newSecret();
  const wrong = [...secret].map((character, place) => secret.slice(0, place) + (character === "a" ? "b" : "a") + secret.slice(place + 1));
  expect(wrong.filter(isWellFormed)).toEqual([]);
  expect(
    [secret.slice(0, -1), `${secret}0`, ` ${secret}`, `${secret}\n`, secret.toUpperCase(), "", "sk-relais-"].filter(isWellFormed),
  ).toEqual([]);
});

test("what is shown for ever gives four random characters away and the checksum's end", () => {
  const secret = newSecret();
  expect(shownParts(secret)).toEqual({ prefix: secret.slice(0, 14), lastFour: secret.slice(-4) });
  const management = newManagementSecret();
  expect(shownParts(management)).toEqual({ prefix: management.slice(0, 20), lastFour: management.slice(-4) });
});

// CRC-32 of `sk-relais-` and 32 zeros, in base 62.
const KNOWN_CHECKSUM = "2yFk41";
