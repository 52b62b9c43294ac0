import { expect, test } from "vitest";
import { periodOf, periodRange } from "@/components/overview/period";
import { spendBars } from "@/components/overview/spend-bars";
import { NO_FIGURES } from "@/lib/usage/add-up-usage";

const now = new Date("2026-11-29T22:15:00Z");

test("each period lies right behind the one before it, and has a bar for each of its steps", () => {
  for (const [period, bars] of [
    ["24h", 24],
    ["7d", 7],
    ["30d", 30],
  ] as const) {
    const range = periodRange(period, "America/New_York", now);
    expect(range.bars).toHaveLength(bars);
    expect(range.to.getTime()).toBeGreaterThan(now.getTime());
    for (const each of [range.before, range.from, range.to]) expect(each.getTime() % 900_000).toBe(0);
  }
  expect(periodRange("24h", "UTC", now)).toMatchObject({
    from: new Date("2026-11-28T23:00:00Z"),
    before: new Date("2026-11-27T23:00:00Z"),
  });
  expect(periodRange("7d", "UTC", now)).toMatchObject({ from: new Date("2026-11-23T00:00:00Z"), before: new Date("2026-11-16T00:00:00Z") });
});

test.each([undefined, "", "1y", ["7d"], "\u0000", "m".repeat(10_000)])("%j in the address means seven days", (text) => {
  expect(periodOf(text)).toBe("7d");
});

test("the bars and the legend add up to everything that was charged", () => {
  const models = ["a", "b", "c", "d", "e", "f", "g"];
  const sums = models.flatMap((modelId, index) =>
    ["2026-11-28", "2026-11-29"].map((day) => ({ ...NO_FIGURES, hour: null, keyId: null, day, modelId, chargeNano: BigInt(index + 1) })),
  );
  const { bars, legend } = spendBars(sums, ["2026-11-27", "2026-11-28", "2026-11-29"]);
  expect(bars.map(({ totalNano }) => totalNano)).toEqual([0n, 28n, 28n]);
  expect(legend.map(({ id }) => id)).toEqual(["g", "f", "e", "d", "c", ""]);
  expect(legend.reduce((sum, { totalNano }) => sum + totalNano, 0n)).toBe(56n);
  expect(bars.map(({ isRunning }) => isRunning)).toEqual([false, false, true]);
});
