import { newId } from "@/lib/basics/ids";
import { idempotencyMark } from "@/lib/idempotency/idempotency-mark";
import { placeBatchHolds } from "@/lib/ledger/batch-holds";
import type { HoldRequest } from "@/lib/ledger/settlement";
import { executeBudgetHolds, executeHolds, type HoldRow } from "@/lib/ledger/statements/hold-statement";
import { executeKeyedHolds } from "@/lib/ledger/statements/keyed-hold-statement";
import { settleText } from "@/lib/ledger/statements/settle-rows";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { LedgerConnection } from "@/lib/pg-wire/connection";
import { inTransaction } from "@/lib/platform/postgres";

export const connection = new LedgerConnection(process.env.DATABASE_URL as string, "paths");

const LEASE = "1";
const EXTEND = { name: "extend-hold", text: "SELECT kind, amount FROM extend_hold($1,$2,$3,$4,$5,NULL)" };

type Answer = { letter: string; availableNano: bigint | null };

/** One way to hold money. */
export type HoldPath = {
  name: string;
  /** Holds this amount for the call, in addition to `first`. */
  place(hold: HoldRequest): Promise<Answer>;
  /** A hold that is placed first, for the ways that raise a hold. */
  first?: bigint;
  /** Held for another call of the same wallet in the same statement. */
  besideNano?: bigint;
  seesBudget?: boolean;
  /** Whether it throws for a known id, so that the batch is sent again as repeats. */
  throwsWhatIsKnown?: boolean;
};

export const PATHS: HoldPath[] = [
  { name: "alone", place: lone((hold) => executeHolds(connection, [hold], LEASE, false)) },
  { name: "alone, perhaps again", place: lone((hold) => executeHolds(connection, [hold], LEASE, true)) },
  {
    name: "with others of its wallet",
    place: lone((hold) => executeHolds(connection, [hold, tinyOf(hold)], LEASE, false)),
    besideNano: 1n,
    throwsWhatIsKnown: true,
  },
  {
    name: "with others of its wallet, perhaps again",
    place: lone((hold) => executeHolds(connection, [hold, tinyOf(hold)], LEASE, true)),
    besideNano: 1n,
  },
  {
    name: "with others of other wallets",
    place: lone(async (hold) => executeHolds(connection, [hold, await elsewhere()], LEASE, false)),
    throwsWhatIsKnown: true,
  },
  {
    name: "with others of other wallets, perhaps again",
    place: lone(async (hold) => executeHolds(connection, [hold, await elsewhere()], LEASE, true)),
  },
  { name: "of a key with a budget", place: lone((hold) => executeBudgetHolds(connection, [hold], LEASE)), seesBudget: true },
  {
    name: "of a key with a budget, with others of other wallets",
    place: lone(async (hold) => executeBudgetHolds(connection, [hold, await elsewhere()], LEASE)),
    seesBudget: true,
  },
  { name: "with an Idempotency-Key", place: lone((hold) => executeKeyedHolds(connection, [keyed(hold)], LEASE)), seesBudget: true },
  { name: "of a batch of messages", place: placeBatch, seesBudget: true, throwsWhatIsKnown: true },
  { name: "as an extension", place: extend, first: 1n, seesBudget: true },
];

function lone(execute: (hold: HoldRequest) => Promise<HoldRow[]>): (hold: HoldRequest) => Promise<Answer> {
  return async (hold) => (await execute(hold))[0] as HoldRow;
}

async function placeBatch({ workspaceId, keyId, ...hold }: HoldRequest): Promise<Answer> {
  const answer = await inTransaction((on) => placeBatchHolds(on, { workspaceId, keyId, leaseId: BigInt(LEASE), holds: [hold] }));
  return { letter: answer.kind === "held" ? "h" : answer.reason, availableNano: answer.availableNano };
}

async function extend(hold: HoldRequest): Promise<Answer> {
  const whole = hold.amountNano + 1n;
  const [letter = ""] = await connection.query(EXTEND, [hold.workspaceId, hold.id, whole, whole, settleText(settlementOf(hold, whole))]);
  return { letter: letter === "e" ? "h" : letter, availableNano: null };
}

function tinyOf({ workspaceId, keyId }: HoldRequest): HoldRequest {
  return { ...holdOf(workspaceId, 1n), keyId };
}

async function elsewhere(): Promise<HoldRequest> {
  return holdOf(await walletWith({ availableNano: 10n }), 1n);
}

function keyed(hold: HoldRequest): HoldRequest {
  return Object.assign(hold, { idempotency: idempotencyMark(newId(), "messages", Buffer.from("hello")) });
}
