import fc from "fast-check";
import { expect, test } from "vitest";
import { spansOf } from "@/lib/usage/spans";

const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
const at = (time: string) => new Date(`${time}Z`);
const told = (spans: ReturnType<typeof spansOf>) =>
  spans.map(({ hours, from, to }) => `${hours}: ${from.toISOString().slice(5, 16)} ${to.toISOString().slice(5, 16)}`);

test("a day of a zone at a whole hour is made of hours and of six hours", () => {
  expect(told(spansOf(at("2026-11-01T23:00"), at("2026-11-02T23:00")))).toEqual([
    "1: 11-01T23:00 11-02T00:00",
    "6: 11-02T00:00 11-02T18:00",
    "1: 11-02T18:00 11-02T23:00",
  ]);
});

test("a day of Nepal has quarters of an hour at its edges, and a month of UTC is made of days", () => {
  expect(told(spansOf(at("2026-11-01T18:15"), at("2026-11-02T18:15")))).toEqual([
    "0: 11-01T18:15 11-01T19:00",
    "1: 11-01T19:00 11-02T00:00",
    "6: 11-02T00:00 11-02T18:00",
    "0: 11-02T18:00 11-02T18:15",
  ]);
  expect(told(spansOf(at("2026-11-01T00:00"), at("2026-12-01T00:00")))).toEqual(["24: 11-01T00:00 12-01T00:00"]);
  expect(told(spansOf(at("2026-11-01T00:00"), at("2026-11-02T00:00"), 1))).toEqual(["1: 11-01T00:00 11-02T00:00"]);
});

test("the spans of any range lie side by side, are whole, and end where the range ends", () => {
  const quarter = fc.integer({ min: 0, max: 40_000 });
  fc.assert(
    fc.property(quarter, quarter, fc.constantFrom(0, 1, 6, 24), (one, other, longest) => {
      const [from, to] = [one, other].sort((a, b) => a - b).map((each) => new Date(each * QUARTER_MS)) as [Date, Date];
      const spans = spansOf(from, to, longest);
      let end = from.getTime();
      for (const span of spans) {
        expect(span.from.getTime()).toBe(end);
        expect(span.hours).toBeLessThanOrEqual(longest);
        for (const edge of [span.from, span.to]) expect(edge.getTime() % (span.hours * HOUR_MS || QUARTER_MS)).toBe(0);
        end = span.to.getTime();
        expect(end).toBeGreaterThan(span.from.getTime());
      }
      expect(end).toBe(to.getTime());
    }),
  );
});
