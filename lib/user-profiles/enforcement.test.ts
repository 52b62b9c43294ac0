import { expect, test } from "vitest";
import { strictest } from "@/lib/user-profiles/enforcement";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 30, hour));
const NOW = at(12).getTime();
const restriction = (expiresAt: Date | null) => ({ type: "restriction" as const, expiresAt });
const BAN = { type: "ban" as const, expiresAt: null };

test.each([
  ["none", [], null],
  ["one that is over", [restriction(at(12))], null],
  ["one that lasts", [restriction(at(13))], restriction(at(13))],
  ["a ban before a restriction", [restriction(null), BAN], BAN],
  ["the one that lasts longest", [restriction(at(13)), restriction(null), restriction(at(14))], restriction(null)],
])("of the open limits the strictest counts: %s", (_, open, found) => {
  expect(strictest(open, NOW)).toEqual(found);
});
