import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ledger } from "@/lib/ledger/ledger";
import { listLots } from "@/lib/ledger/list-lots";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { grant, testLedger, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { asOwner } from "@/lib/testing/owner";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

const leftOf = async (workspaceId: string) => (await listLots(workspaceId)).lots.map(({ kind, leftNano }) => [kind, leftNano]);
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);

test("lots are listed in the order of their use, and a finished call has taken its part at once", async () => {
  const workspaceId = await walletWith({ availableNano: 100n });
  await grant(topUpOf(workspaceId, 30n, { kind: "promo", entryKind: "grant", expiresAt: inHours(2) }));
  await grant(topUpOf(workspaceId, 20n, { kind: "promo", entryKind: "grant", expiresAt: inHours(1) }));
  expect(await leftOf(workspaceId)).toEqual([
    ["promo", 20n],
    ["promo", 30n],
    ["paid", 100n],
  ]);
  const hold = holdOf(workspaceId, 60n);
  await ledger.placeHold(hold);
  await ledger.settle(settlementOf(hold, 35n));
  expect(await leftOf(workspaceId)).toEqual([
    ["promo", 15n],
    ["paid", 100n],
  ]);
});

test("no wallet and an empty wallet have no lots", async () => {
  expect(await listLots("0198c0de-0000-7000-8000-000000000000")).toEqual({ lots: [], count: 0 });
  expect(await listLots(await walletWith({ availableNano: 0n }))).toEqual({ lots: [], count: 0 });
});

test("in any history the lots are together what is available and held, and burning changes nothing of what is listed", async () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  for (let history = 0; history < 20; history++) {
    const workspaceId = await walletWith({ availableNano: BigInt(1 + random(200)) });
    for (let step = 0; step < 12; step++) {
      if (random(3) === 0) {
        const isGift = random(2) === 0;
        const lot = { expiresAt: random(2) ? inHours(1 + random(9)) : undefined };
        await grant(topUpOf(workspaceId, BigInt(1 + random(90)), isGift ? { ...lot, kind: "promo", entryKind: "grant" } : lot));
      } else {
        const { availableNano = 0n } = (await readWallet(workspaceId)) ?? {};
        const most = 1 + random(60);
        const amount = BigInt(most);
        if (amount > availableNano) continue;
        const hold = holdOf(workspaceId, amount);
        await ledger.placeHold(hold);
        if (random(4) > 0) await ledger.settle(settlementOf(hold, BigInt(random(most + 1))));
      }
      const { availableNano = 0n, heldNano = 0n } = (await readWallet(workspaceId)) ?? {};
      const listed = await listLots(workspaceId);
      expect(listed.lots.reduce((sum, { leftNano }) => sum + leftNano, 0n)).toBe(availableNano + heldNano);
      await asOwner("SELECT burn_lots($1)", [workspaceId]);
      expect(await listLots(workspaceId)).toEqual(listed);
    }
  }
});
