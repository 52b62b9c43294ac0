import fc from "fast-check";
import { expect, test } from "vitest";
import { assertBounded, REQUEST_BOUNDS } from "@/lib/json-bytes/json-bounds";

const refusal = (text: string) => {
  try {
    assertBounded(Buffer.from(text));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : `${error}`;
  }
};
const list = (entry: string, count: number) => `[${Array.from({ length: count }, () => entry).join(",")}]`;

test.each([
  ["values", list("0", 1_000_001), "1,000,000 values"],
  ["small objects", `{"a":[${list("{}", 1_000_001)}]}`, "1,000,000 values"],
  ["levels", "[".repeat(1_001), "1,000 levels"],
  ["levels of objects", '{"a":'.repeat(1_001), "1,000 levels"],
  ["messages", `{"model":"m","messages":${list('{"a":1}', 100_001)}}`, "100,000 entries in one list"],
])("too many %s are refused", (_, text, reason) => {
  expect(refusal(text)).toContain(`more than ${reason}. Nothing was charged.`);
});

test("the allowed number passes, and characters inside strings do not count", () => {
  expect(refusal(`{"messages":${list('{"a":1}', 100_000)},"tools":${list("{}", 100_000)}}`)).toBeNull();
  expect(refusal(`${"[".repeat(1_000)}${"]".repeat(1_000)}`)).toBeNull();
  expect(refusal(`{"a":"${'[{,\\"'.repeat(2_000_000)}"}`)).toBeNull();
});

/** What the bounds count, from the parsed value. */
function measured(value: unknown): { values: number; levels: number } {
  if (typeof value !== "object" || value === null) return { values: 0, levels: 0 };
  const inside = Object.values(value).map(measured);
  const commas = Math.max(0, inside.length - 1);
  return {
    values: 1 + commas + inside.reduce((sum, each) => sum + each.values, 0),
    levels: 1 + Math.max(0, ...inside.map((each) => each.levels)),
  };
}

test("any JSON is refused exactly when it exceeds a bound", () => {
  const before = { ...REQUEST_BOUNDS };
  Object.assign(REQUEST_BOUNDS, { values: 12, levels: 4, listEntries: 1_000 });
  try {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: "binary" }), fc.constantFrom(undefined, 1), (value, space) => {
        const { values, levels } = measured(value);
        expect(refusal(JSON.stringify(value, null, space)) !== null).toBe(values > 12 || levels > 4);
      }),
      { numRuns: 1_000 },
    );
  } finally {
    Object.assign(REQUEST_BOUNDS, before);
  }
});
