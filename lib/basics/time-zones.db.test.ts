import { expect, test } from "vitest";
import { currentName, isTimeZone, timeZoneNames } from "@/lib/basics/time-zones";
import { postgres } from "@/lib/platform/postgres";

test("every zone that is offered is one to JavaScript and to Postgres, and none is offered twice", async () => {
  const names = timeZoneNames("UTC");
  const { rows } = await postgres().query<{ name: string }>("SELECT name FROM pg_timezone_names");
  const known = new Set(rows.map((row) => row.name));
  expect(names.length).toBeGreaterThan(400);
  expect(names.filter((name) => !isTimeZone(name) || !known.has(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(["UTC", "Asia/Kolkata", "Europe/Kyiv", "America/Argentina/Buenos_Aires"]));
  expect(names.filter((name) => currentName(name) !== name)).toEqual([]);
});

test("a workspace finds the zone that it has, also one that is not offered", () => {
  expect(timeZoneNames("Etc/GMT+5")).toContain("Etc/GMT+5");
  expect(timeZoneNames("Europe/Paris").filter((name) => name === "Europe/Paris")).toHaveLength(1);
});
