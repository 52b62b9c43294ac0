import { expect, test } from "vitest";
import { dayOf, lastDays, startOfDay } from "@/lib/usage/days";

test("thirty days end with today and hold no gap", () => {
  const { days, from, to } = lastDays(30, "UTC", new Date("2026-03-01T12:00:00Z"));
  expect(days).toHaveLength(30);
  expect([days[0], days.at(-1)]).toEqual(["2026-01-31", "2026-03-01"]);
  expect([from.toISOString(), to.toISOString()]).toEqual(["2026-01-31T00:00:00.000Z", "2026-03-02T00:00:00.000Z"]);
});

test.each([
  ["2026-11-21", "Asia/Shanghai", "2026-11-20T16:00:00.000Z"],
  ["2026-11-21", "Asia/Kathmandu", "2026-11-20T18:15:00.000Z"],
  ["2026-11-21", "America/Los_Angeles", "2026-11-21T08:00:00.000Z"],
  ["2026-03-08", "America/New_York", "2026-03-08T05:00:00.000Z"],
  ["2026-03-09", "America/New_York", "2026-03-09T04:00:00.000Z"],
  ["2026-10-04", "Australia/Lord_Howe", "2026-10-03T13:30:00.000Z"],
])("the day %s of %s begins at %s", (day, timeZone, expected) => {
  expect(startOfDay(day, timeZone).toISOString()).toBe(expected);
});

test("a day whose midnight is skipped begins at its first moment that exists", () => {
  // Clocks in Santiago went from 24:00 on 5 September 2026 to 01:00.
  const start = startOfDay("2026-09-06", "America/Santiago");
  expect(start.toISOString()).toBe("2026-09-06T04:00:00.000Z");
  expect(dayOf(start, "America/Santiago")).toBe("2026-09-06");
  expect(dayOf(new Date(start.getTime() - 1), "America/Santiago")).toBe("2026-09-05");
});
