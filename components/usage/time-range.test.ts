import fc from "fast-check";
import { expect, test } from "vitest";
import { hoursOf, PRESETS, type RangeSearch, timeRange } from "@/components/usage/time-range";

const NOW = new Date("2026-11-29T13:50:00Z");
const range = (search: Partial<RangeSearch>, timeZone = "UTC", now = NOW) =>
  timeRange({ range: null, since: null, until: null, ...search }, timeZone, now);
const between = (found: { from: Date; to: Date } | undefined) => [found?.from.toISOString(), found?.to.toISOString()];

test("yesterday is the day before in the workspace's own zone, and is compared with the day before that", () => {
  const found = range({ range: "yesterday" }, "Asia/Shanghai");
  expect(found?.days).toEqual(["2026-11-28"]);
  expect(between(found ?? undefined)).toEqual(["2026-11-27T16:00:00.000Z", "2026-11-28T16:00:00.000Z"]);
  expect(between(found?.before)).toEqual(["2026-11-26T16:00:00.000Z", "2026-11-27T16:00:00.000Z"]);
});

test("a running day is compared with the same hours of the day before", () => {
  expect(between(range({ range: "today" })?.before)).toEqual(["2026-11-28T00:00:00.000Z", "2026-11-28T14:00:00.000Z"]);
  expect(between(range({ range: "7d" })?.before)).toEqual(["2026-11-16T00:00:00.000Z", "2026-11-22T14:00:00.000Z"]);
  expect(between(range({ range: "24h" })?.before)).toEqual(["2026-11-27T14:00:00.000Z", "2026-11-28T14:00:00.000Z"]);
});

test("a month is compared with the month before, never with more of it than there was", () => {
  expect(between(range({ range: "month" })?.before)).toEqual(["2026-10-01T00:00:00.000Z", "2026-10-29T14:00:00.000Z"]);
  const endOfMarch = range({ range: "month" }, "UTC", new Date("2026-03-31T20:00:00Z"));
  expect(between(endOfMarch?.before)).toEqual(["2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"]);
});

test("chosen days win over a preset, in whatever order they come, and a year is the most", () => {
  expect(range({ range: "today", since: "2026-11-20", until: "2026-11-18" })?.days).toEqual(["2026-11-18", "2026-11-19", "2026-11-20"]);
  expect(range({ since: "2000-01-01", until: "2026-11-29" })?.days).toHaveLength(366);
  expect(range({})).toBeNull();
});

test("a day on which the clocks change has as many hours as it has", () => {
  expect(hoursOf(range({ since: "2026-10-25", until: "2026-10-25" }, "Europe/Paris") ?? { from: NOW, to: NOW })).toHaveLength(25);
  expect(hoursOf(range({ since: "2026-03-29", until: "2026-03-29" }, "Europe/Paris") ?? { from: NOW, to: NOW })).toHaveLength(23);
});

test("every range is whole quarters of an hour, as sums are, and the period before ends where it begins at the latest", () => {
  const day = fc
    .integer({ min: 0, max: 36_500 })
    .map((days) => new Date(Date.UTC(2000, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
  const search = fc.record({
    range: fc.option(fc.constantFrom(...PRESETS)),
    since: fc.option(day),
    until: fc.option(day),
  });
  const zones = fc.constantFrom(
    "UTC",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Kiritimati",
    "America/Santiago",
  );
  const now = fc.date({ min: new Date("2025-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(search, zones, now, (wish, timeZone, at) => {
      const found = timeRange(wish, timeZone, at);
      if (!found) return;
      for (const each of [found.from, found.to, found.before.from, found.before.to]) expect(each.getTime() % 900_000).toBe(0);
      expect(found.from < found.to && found.before.from <= found.before.to && found.before.to <= found.from).toBe(true);
    }),
  );
});
