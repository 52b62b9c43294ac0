import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { newId } from "@/lib/basics/ids";
import { checkBooks } from "@/lib/ledger/books";
import { grantLot, type LotGrant } from "@/lib/ledger/grant-lot";
import { type Ledger, type LedgerOptions, startLedger } from "@/lib/ledger/ledger";
import { openWallet } from "@/lib/ledger/wallet";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

/** A separate ledger. The test that starts it closes it. */
export async function testLedger(options: Partial<LedgerOptions> = {}): Promise<Ledger> {
  return startLedger({
    databaseUrl: process.env.DATABASE_URL as string,
    spoolFolder: options.spoolFolder ?? (await newSpoolFolder()),
    instance: newId(),
    ...options,
  });
}

export function newSpoolFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), "relais-spool-"));
}

/** A new workspace with `availableNano` of bought credit in its wallet. */
export async function walletWith({ availableNano }: { availableNano: bigint }): Promise<string> {
  const workspaceId = newId();
  await postgres().query("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
  await inTransaction(async (on) => {
    await openWallet(on, workspaceId);
    if (availableNano > 0n) await grantLot(on, topUpOf(workspaceId, availableNano));
  });
  return workspaceId;
}

export function topUpOf(workspaceId: string, amountNano: bigint, changes: Partial<LotGrant> = {}): LotGrant {
  return {
    workspaceId,
    kind: "paid",
    entryKind: "topup",
    amountNano,
    contra: "stripe_clearing",
    reference: `topup:${newId()}`,
    ...changes,
  };
}

export function grant(lot: LotGrant) {
  return inTransaction((on) => grantLot(on, lot));
}

export type FinishedCall = {
  outcome: string;
  isLate: boolean;
  holdNano: bigint;
  priceNano: bigint;
  chargeNano: bigint;
  absorbedNano: bigint;
};

/** The events of a call, the late one last. */
export async function finishedCall(call: { workspaceId: string; id: string }): Promise<FinishedCall[]> {
  const { rows } = await postgres().query<FinishedCall>(
    `SELECT outcome, is_late AS "isLate", hold_nano AS "holdNano", price_nano AS "priceNano", charge_nano AS "chargeNano",
       absorbed_nano AS "absorbedNano"
     FROM usage_event WHERE workspace_id = $1 AND id = $2 ORDER BY is_late`,
    [call.workspaceId, call.id],
  );
  return rows;
}

/** Expires a lease as if the process had not renewed it for half a minute. */
export async function lapseLease(instance: string): Promise<void> {
  await asOwner("UPDATE worker_lease SET expires_at = now() - interval '1 second' WHERE instance = $1", [instance]);
}

export async function expectBooksBalance(workspaceId: string): Promise<void> {
  expect(await checkBooks(workspaceId)).toEqual([]);
}
