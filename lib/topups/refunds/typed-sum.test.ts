import { expect, test } from "vitest";
import { minorOfText } from "@/lib/topups/refunds/typed-sum";

test.each([
  ["16.87", "usd", 1_687n],
  [" 5 ", "eur", 500n],
  ["5.1", "usd", 510n],
  ["0", "usd", 0n],
  ["3137", "jpy", 3_137n],
  ["1.234", "kwd", 1_234n],
  ["16.875", "usd", null],
  ["31.5", "jpy", null],
  ["-5", "usd", null],
  ["5,00", "usd", null],
  ["1e3", "usd", null],
  ["", "usd", null],
] as const)("%j of %s is %s", (text, currency, minor) => {
  expect(minorOfText(text, currency)).toBe(minor);
});
