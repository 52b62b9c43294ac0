import { expect, test } from "vitest";
import { isRetired } from "@/lib/pricing/model";

test("a model is retired from the first instant of its day, by UTC, and never without one", () => {
  const at = (instant: string) => isRetired({ retiresOn: "2026-11-30" }, new Date(instant));
  expect([at("2026-11-29T23:59:59.999Z"), at("2026-11-30T00:00:00.000Z")]).toEqual([false, true]);
  expect(isRetired({ retiresOn: null }, new Date("2126-01-01"))).toBe(false);
});
