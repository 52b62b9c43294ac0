import { expect, test } from "vitest";
import { type KeyLimitsText, readKeyLimits } from "@/lib/keys/key-limits";

const NONE: KeyLimitsText = { budget: "", budgetPeriod: "month", requestsPerMinute: "", tokensPerMinute: "", models: [], addresses: "" };

test.each<Partial<KeyLimitsText>>([
  { budget: "0" },
  { budget: "-1" },
  { budget: "abc" },
  { budget: "12,50" },
  { budget: "1,000" },
  { budget: "１２" },
  { budget: "1\u200b2" },
  { budget: "1e3" },
  { budget: "<script>alert(1)</script>" },
  { budget: "9999999999" },
  { budget: "9".repeat(1_000) },
  { budgetPeriod: "year" },
  { budgetPeriod: "" },
  { requestsPerMinute: "0" },
  { requestsPerMinute: "-1" },
  { requestsPerMinute: "1.5" },
  { requestsPerMinute: "６０" },
  { requestsPerMinute: "😀" },
  { tokensPerMinute: "1.5" },
  { tokensPerMinute: "9999999999" },
  { tokensPerMinute: "9".repeat(1_000) },
  { addresses: "999.1.1.1 hello" },
  { addresses: "10.0.0.0/33" },
  { addresses: "10.0.0.1 somewhere" },
  { addresses: "\u202e10.0.0.1" },
  { addresses: Array(101).fill("10.0.0.1").join(" ") },
])("%j is refused by its field", (text) => {
  expect(readKeyLimits({ ...NONE, ...text })).toEqual({ wrong: Object.keys(text) });
});

test("every wrong field is named at once, and none that is right", () => {
  const typed = { budget: "abc", requestsPerMinute: "-1", tokensPerMinute: "1.5", addresses: "999.1.1.1 hello" };
  expect(readKeyLimits({ ...NONE, ...typed })).toEqual({ wrong: Object.keys(typed) });
  expect(readKeyLimits({ ...NONE, ...typed, tokensPerMinute: "15" })).toEqual({ wrong: ["budget", "requestsPerMinute", "addresses"] });
});
