import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ledger, startLedger } from "@/lib/ledger/ledger";
import { readWallet } from "@/lib/ledger/wallet";
import { expectBooksBalance, holdOf, releaseOf, settlementOf, walletWith } from "@/lib/testing/ledger";

let ledger: Ledger;

beforeAll(async () => {
  const spoolFolder = await mkdtemp(path.join(tmpdir(), "relais-spool-"));
  ledger = await startLedger({ databaseUrl: process.env.DATABASE_URL as string, spoolFolder, instance: "test" });
});
afterAll(() => ledger.close());

test("a hold moves money from available to held, and its settle charges the price and gives the rest back", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const hold = holdOf(workspaceId, 600n);
  expect(await ledger.placeHold(hold)).toEqual({ kind: "held", availableNano: 400n });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 400n, heldNano: 600n, holdsInFlight: 1 });
  expect(await ledger.settle(settlementOf(hold, 150n))).toEqual({
    chargeNano: 150n,
    absorbedNano: 0n,
    availableNano: 850n,
    isSpooled: false,
  });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 850n, heldNano: 0n, spentTotalNano: 150n, holdsInFlight: 0 });
  await expectBooksBalance(workspaceId);
});

test("64 calls against a balance for 10: exactly 10 are held", async () => {
  const workspaceId = await walletWith({ availableNano: 1_050n });
  const holds = Array.from({ length: 64 }, () => holdOf(workspaceId, 100n));
  const answers = await Promise.all(holds.map((hold) => ledger.placeHold(hold)));
  const held = holds.filter((_, n) => answers[n]?.kind === "held");
  expect(held).toHaveLength(10);
  expect(answers.at(-1)).toEqual({ kind: "refused", reason: "insufficient_balance", availableNano: 50n, heldNano: 1_000n });
  await expectBooksBalance(workspaceId);
  await Promise.all(held.map((hold, n) => ledger.settle(n % 2 ? releaseOf(hold) : settlementOf(hold, 100n))));
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 550n, heldNano: 0n, spentTotalNano: 500n });
  await expectBooksBalance(workspaceId);
});
