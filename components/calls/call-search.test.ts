import { expect, test } from "vitest";
import { callSearchHref, filtersOfSearch, isFiltered, loadCallSearch } from "@/components/calls/call-search";
import { FIRST_DAY, LAST_DAY } from "@/lib/usage/days";

const search = (query: string) => loadCallSearch(new URLSearchParams(query));

test("filters in the address are read back in the workspace's days, the last one included", () => {
  const read = search("model=claude-a&outcome=released&stream=no&since=2026-11-01&until=2026-11-01");
  expect(filtersOfSearch(read, "Asia/Shanghai")).toEqual({
    modelId: "claude-a",
    outcome: "released",
    isStream: false,
    from: new Date("2026-10-31T16:00:00Z"),
    to: new Date("2026-11-01T16:00:00Z"),
  });
  expect(isFiltered(read)).toBe(true);
});

test("an invalid value in an address filters nothing", () => {
  expect(filtersOfSearch(search("key=1%20OR%201=1&outcome=nonsense&since=yesterday&until=2026-99-99&stream=maybe"), "UTC")).toEqual({});
  expect(isFiltered(search("cursor=abc"))).toBe(false);
});

test("the next page keeps the filters and only adds the cursor", () => {
  expect(callSearchHref("/usage", { ...search("model=claude-a"), cursor: "abc" })).toBe("/usage?model=claude-a&cursor=abc");
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
  expect(filtersOfSearch(read, "Europe/Paris")).toEqual({});
});

test("the first and the last day of a filter are days in every time zone", () => {
  for (const timeZone of ["Pacific/Kiritimati", "Pacific/Niue", "UTC"]) {
    const { from, to } = filtersOfSearch(search(`since=${FIRST_DAY}&until=${LAST_DAY}`), timeZone);
    expect([from?.getUTCFullYear(), to?.getUTCFullYear()].every((year) => year !== undefined && !Number.isNaN(year))).toBe(true);
  }
});
