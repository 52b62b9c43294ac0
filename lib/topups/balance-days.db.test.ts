import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { grant, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { readBalanceDays } from "@/lib/topups/balance-days";
import { dayOf, lastDays } from "@/lib/usage/days";
import { idAt, insertEvent } from "@/lib/usage/testing/usage-events";

const DAY_MS = 86_400_000;

test("the course of a balance is reckoned back from today, by the entries and the calls of each day", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  await grant(topUpOf(workspaceId, 500n, { reference: `topup:${newId()}` }));
  const now = new Date();
  const later = new Date(now.getTime() + 2 * DAY_MS);
  await insertEvent({ workspaceId, id: idAt(new Date(now.getTime() + DAY_MS)), chargeNano: 30n });
  await insertEvent({ workspaceId, id: idAt(later), chargeNano: 12n });
  // The events stand for calls that were charged; their wallet is not touched by them.
  const days = await readBalanceDays(workspaceId, { availableNano: 400n, heldNano: 58n }, "UTC", later);
  expect(days).toEqual(lastDays(3, "UTC", later).days.map((day, index) => ({ day, balanceNano: [500n, 470n, 458n][index] })));
});

test("a balance whose workspace has no movement has no course", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  const wallet = await readWallet(workspaceId);
  expect(wallet && (await readBalanceDays(workspaceId, wallet, "UTC", new Date()))).toEqual([]);
});

test("at most 90 days are shown, those before the first movement not", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  await grant(topUpOf(workspaceId, 500n));
  const now = new Date();
  const days = await readBalanceDays(workspaceId, { availableNano: 500n, heldNano: 0n }, "UTC", new Date(now.getTime() + 400 * DAY_MS));
  expect(days).toHaveLength(90);
  expect(new Set(days.map(({ balanceNano }) => balanceNano))).toEqual(new Set([500n]));
  expect((await readBalanceDays(workspaceId, { availableNano: 500n, heldNano: 0n }, "UTC", now)).map(({ day }) => day)).toEqual([
    dayOf(now, "UTC"),
  ]);
});
