import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { database } from "@/lib/platform/prisma";
import { closeOrder } from "@/lib/topups/orders/close-order";

async function orderIn(state: string): Promise<{ workspaceId: string; id: string }> {
  const place = { workspaceId: await walletWith({ availableNano: 0n }), id: newId() };
  await database().topUp.create({ data: { ...place, state, amountCents: 2_000, currency: "usd", submissionKey: place.id } });
  return place;
}

test.each([
  ["created", "failed", true],
  ["processing", "failed", true],
  ["review", "review", false],
  ["expired", "expired", false],
])("closing an order that is %s leaves it %s, and frees its form only if it was open", async (before, after, isFreed) => {
  const place = await orderIn(before);
  await closeOrder(place, "failed");
  const { state, submissionKey } = await database().topUp.findFirstOrThrow({ where: place });
  expect([state, submissionKey !== place.id]).toEqual([after, isFreed]);
});
