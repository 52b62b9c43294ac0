import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { database } from "@/lib/db";
import { newId } from "@/lib/ids";
import { checkBooks } from "@/lib/ledger/books";
import { grantLot, type LotGrant } from "@/lib/ledger/grant-lot";
import { type Ledger, type LedgerOptions, startLedger } from "@/lib/ledger/ledger";
import type { HoldRequest, Settlement } from "@/lib/ledger/settlement";
import { openWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/postgres";
import { NO_TOKENS } from "@/lib/tokens";

/** A ledger of its own: to be closed by the test that starts it. */
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

/** A new workspace with a wallet that holds `availableNano` of bought credit. */
export async function walletWith({ availableNano }: { availableNano: bigint }): Promise<string> {
  const workspaceId = newId();
  await postgres().query("INSERT INTO workspace (id, name) VALUES ($1, 'Test')", [workspaceId]);
  await database().$transaction(async (transaction) => {
    await openWallet(transaction, workspaceId);
    if (availableNano > 0n) await grantLot(transaction, topUpOf(workspaceId, availableNano));
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
  return database().$transaction((transaction) => grantLot(transaction, lot));
}

export type FinishedCall = {
  outcome: string;
  isLate: boolean;
  holdNano: bigint;
  priceNano: bigint;
  chargeNano: bigint;
  absorbedNano: bigint;
};

/** What a call left behind, the late row last. */
export async function finishedCall(call: { workspaceId: string; id: string }): Promise<FinishedCall[]> {
  const { rows } = await postgres().query<FinishedCall>(
    `SELECT outcome, is_late AS "isLate", hold_nano AS "holdNano", price_nano AS "priceNano", charge_nano AS "chargeNano",
       absorbed_nano AS "absorbedNano"
     FROM usage_event WHERE workspace_id = $1 AND id = $2 ORDER BY is_late`,
    [call.workspaceId, call.id],
  );
  return rows;
}

/** As if the process had not renewed its lease for half a minute. */
export async function lapseLease(instance: string): Promise<void> {
  await postgres().query("UPDATE worker_lease SET expires_at = now() - interval '1 second' WHERE instance = $1", [instance]);
}

export function holdOf(workspaceId: string, amountNano: bigint, id = newId()): HoldRequest {
  return { id, workspaceId, keyId: TEST_KEY_ID, modelId: "claude-sonnet-4-20250514", priceVersion: 1, amountNano };
}

/** The settle of a hold, with 10 tokens in and 20 out. */
export function settlementOf(hold: HoldRequest, priceNano: bigint, changes: Partial<Settlement> = {}): Settlement {
  const { amountNano: _, ...call } = hold;
  return {
    ...call,
    outcome: "settled",
    reason: null,
    endpoint: "/api/v1/messages",
    isStream: false,
    upstream: "claude",
    upstreamRequestId: "req_1",
    httpStatus: 200,
    stopReason: "end_turn",
    usage: { tokens: { ...NO_TOKENS, input: 10, output: 20 }, thinkingTokens: null, webSearches: 0, modifiers: [], isEstimated: false },
    priceNano,
    upstreamCostNano: null,
    firstByteMs: 5,
    totalMs: 10,
    ...changes,
  };
}

export function releaseOf(hold: HoldRequest): Settlement {
  return settlementOf(hold, 0n, { outcome: "released", reason: "upstream_error", httpStatus: 502 });
}

export async function expectBooksBalance(workspaceId: string): Promise<void> {
  expect(await checkBooks(workspaceId)).toEqual([]);
}

const TEST_KEY_ID = "01900000-0000-7000-8000-000000000001";
