import { expect, test } from "vitest";
import { currencyText } from "@/components/ui/currency-text";

test.each([
  [1_687n, "usd", "$16.87"],
  [5n, "eur", "€0.05"],
  [3_137n, "jpy", "¥3,137"],
  [1_230n, "kwd", "KWD\u00a01.230"],
  [9_007_199_254_740_993n, "usd", "$90,071,992,547,409.93"],
] as const)("%d of %s is %s", (minor, currency, text) => {
  expect(currencyText(minor, currency)).toBe(text);
});
