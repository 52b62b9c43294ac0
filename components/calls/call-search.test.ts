import { expect, test } from "vitest";
import { callSearchHref, filtersOfSearch, isFiltered, loadCallSearch } from "@/components/calls/call-search";
import { FIRST_DAY, LAST_DAY } from "@/lib/usage/days";

const NOW = new Date("2026-11-29T13:50:00Z");
const search = (query: string) => loadCallSearch(new URLSearchParams(query));

test("filters in the address are read back in the workspace's days, the last one included", () => {
  const read = search("model=claude-a&outcome=released&stream=no&since=2026-11-01&until=2026-11-01");
  expect(filtersOfSearch(read, "Asia/Shanghai", NOW)).toEqual({
    modelId: "claude-a",
    outcome: "released",
    isStream: false,
    from: new Date("2026-10-31T16:00:00Z"),
    to: new Date("2026-11-01T16:00:00Z"),
  });
  expect(isFiltered(read)).toBe(true);
});

test("an invalid value in an address filters nothing", () => {
  expect(filtersOfSearch(search("key=1%20OR%201=1&outcome=nonsense&since=yesterday&until=2026-99-99&stream=maybe"), "UTC", NOW)).toEqual(
    {},
  );
  expect(isFiltered(search("cursor=abc"))).toBe(false);
});

test("the next page keeps the filters and only adds the cursor", () => {
  expect(callSearchHref("/calls", { ...search("model=claude-a"), cursor: "abc" })).toBe("/calls?model=claude-a&cursor=abc");
});

test.each([
  ["a year while it is typed", "since=0002-11-20&until=0202-11-20"],
  ["a year that is too late", "since=9999-12-31&until=2100-01-01"],
  ["a day that no month has", "since=2026-02-30&until=2026-11-31"],
  ["control characters", "model=%00&key=%1B&cursor=%E2%80%AE"],
  ["a very long text", `model=${"m".repeat(100_000)}&cursor=${"c".repeat(100_000)}`],
])("%s filters nothing", (_, query) => {
  const read = search(query);
  expect(read).toEqual(search(""));
  expect(filtersOfSearch(read, "Europe/Paris", NOW)).toEqual({});
});

test("the first and the last day of a filter are days in every time zone", () => {
  for (const timeZone of ["Pacific/Kiritimati", "Pacific/Niue", "UTC"]) {
    const { from, to } = filtersOfSearch(search(`since=${FIRST_DAY}&until=${LAST_DAY}`), timeZone, NOW);
    expect([from?.getUTCFullYear(), to?.getUTCFullYear()].every((year) => year !== undefined && !Number.isNaN(year))).toBe(true);
  }
});

test("a preset of the address is its stretch of time, and chosen days win over it", () => {
  expect(filtersOfSearch(search("range=yesterday"), "UTC", NOW)).toEqual({
    from: new Date("2026-11-28T00:00:00Z"),
    to: new Date("2026-11-29T00:00:00Z"),
  });
  expect(filtersOfSearch(search("range=yesterday&since=2026-11-02"), "UTC", NOW)).toEqual({ from: new Date("2026-11-02T00:00:00Z") });
  expect(isFiltered(search("range=yesterday"))).toBe(true);
  expect(isFiltered(search("sort=-charge&columns=key"))).toBe(false);
});
