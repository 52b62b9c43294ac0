import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { insertPrice } from "@/lib/pricing/insert-price";
import type { PublishedPrice } from "@/lib/pricing/price";
import { priceVersions, readPriceList } from "@/lib/pricing/price-list";
import { seedPrices } from "@/prisma/seed-data/prices";

const NOW = new Date("2026-11-21T12:00:00Z");

function version(number: number, effectiveFrom: string): PublishedPrice {
  const [listed] = seedPrices("claude-opus-5");
  if (!listed) throw new Error("the seed lacks its fixture");
  return {
    ...listed,
    modelId: "claude-opus-5",
    kind: "sale",
    version: number,
    effectiveFrom: new Date(effectiveFrom),
    publishedAt: NOW,
    publishedBy: null,
  };
}

test("every version says from when to when it holds, and what it is today", () => {
  const { history, inForce, scheduled } = priceVersions(
    [
      version(1, "2026-01-01T00:00:00Z"),
      version(2, "2026-12-01T00:00:00Z"),
      version(3, "2026-12-01T00:00:00Z"),
      version(4, "2026-11-20T00:00:00Z"),
    ],
    NOW,
  );
  expect(history.map(({ version, state, until }) => [version, state, until?.toISOString()])).toEqual([
    [4, "in_force", "2026-12-01T00:00:00.000Z"],
    [3, "scheduled", undefined],
    [2, "withdrawn", "2026-12-01T00:00:00.000Z"],
    [1, "replaced", "2026-11-20T00:00:00.000Z"],
  ]);
  expect(inForce?.version).toBe(4);
  expect(scheduled.map((each) => each.version)).toEqual([3]);
});

test("at the very instant of a change the new version is in force, and the old one replaced", () => {
  const { history } = priceVersions([version(1, "2026-01-01T00:00:00Z"), version(2, NOW.toISOString())], NOW);
  expect(history.map(({ version, state }) => [version, state])).toEqual([
    [2, "in_force"],
    [1, "replaced"],
  ]);
});

test("the versions may come in any order, also those of one instant", () => {
  const versions = [1, 2, 3].map((number) => version(number, "2026-01-01T00:00:00Z"));
  expect(priceVersions(versions.toReversed(), NOW)).toEqual(priceVersions(versions, NOW));
});

test("a price without versions has nothing in force", () => {
  expect(priceVersions([], NOW)).toEqual({ history: [], inForce: null, scheduled: [] });
});

test("the list holds every model, and marks those that are not offered", async () => {
  const list = await readPriceList(NOW);
  expect(list).toHaveLength(25);
  expect(list.filter(({ isOffered }) => !isOffered).map(({ model }) => model.id)).toEqual(["claude-mythos-preview"]);
  const sonnet = list.find(({ model }) => model.id === "claude-sonnet-5-5");
  expect(sonnet?.sale.history.map(({ version, state }) => [version, state])).toEqual([
    [2, "in_force"],
    [1, "replaced"],
  ]);
});

test("a model with a price for customers only is not offered", async () => {
  const price = { ...version(1, "2026-01-01T00:00:00Z"), modelId: "claude-mythos-preview" };
  await insertPrice(postgres(), price, { note: null, publishedBy: newId() });
  const listed = (await readPriceList(NOW)).find(({ model }) => model.id === "claude-mythos-preview");
  expect([listed?.sale.inForce?.version, listed?.isOffered]).toEqual([1, false]);
});
