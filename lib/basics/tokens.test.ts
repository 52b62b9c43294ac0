import { expect, test } from "vitest";
import { addTokens, NO_TOKENS, TOKEN_CLASSES } from "@/lib/basics/tokens";

const ONE = { input: 1, cacheWrite5m: 20, cacheWrite1h: 300, cacheRead: 4_000, output: 50_000 };
const OTHER = { input: 7, cacheWrite5m: 70, cacheWrite1h: 700, cacheRead: 7_000, output: 70_000 };

test("a sum of tokens has every class, each added to its own, and changes neither part", () => {
  const [before, beforeOther] = [{ ...ONE }, { ...OTHER }];
  const sum = addTokens(ONE, OTHER);
  expect(sum).toEqual({ input: 8, cacheWrite5m: 90, cacheWrite1h: 1_000, cacheRead: 11_000, output: 120_000 });
  expect(Object.keys(sum)).toEqual([...TOKEN_CLASSES]);
  expect([ONE, OTHER]).toEqual([before, beforeOther]);
});

test("nothing added to tokens is the same tokens, on either side", () => {
  expect(addTokens(ONE, NO_TOKENS)).toEqual(ONE);
  expect(addTokens(NO_TOKENS, ONE)).toEqual(ONE);
});
