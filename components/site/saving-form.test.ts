import { expect, test } from "vitest";
import { alikeCalls } from "@/components/site/saving-form";

const FORM = { prompt: "6000", repeated: "80", calls: "5000" };

test.each([
  ["6000", 6_000],
  [" 6,000 ", 6_000],
  ["1 000 000", 1_000_000],
  ["60’000", 60_000],
])("a prompt of %j has %d tokens", (prompt, promptTokens) => {
  expect(alikeCalls({ ...FORM, prompt }, 1_000_000)).toEqual({
    calls: { promptTokens, repeatedPercent: 80, callsPerDay: 5_000 },
    wrong: [],
  });
});

test.each(["", "0", "1.5", "1,5", "-1", "1e3", "1000001", "９", "<b>", "9".repeat(1_000_000)])(
  "a prompt of %s is marked as wrong",
  (prompt) => {
    expect(alikeCalls({ ...FORM, prompt }, 1_000_000)).toEqual({ calls: null, wrong: ["prompt"] });
  },
);

test("every wrong field is marked at once", () => {
  expect(alikeCalls({ prompt: "", repeated: "101", calls: "many" }, 1_000)).toEqual({
    calls: null,
    wrong: ["prompt", "repeated", "calls"],
  });
});
