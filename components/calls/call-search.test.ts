import { expect, test } from "vitest";
import { callSearchHref, filtersOfSearch, isFiltered, loadCallSearch } from "@/components/calls/call-search";

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
