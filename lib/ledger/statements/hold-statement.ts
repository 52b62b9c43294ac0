import { onlyWallet } from "@/lib/ledger/only-wallet";
import type { HoldRequest } from "@/lib/ledger/settlement";
import type { HoldLetter } from "@/lib/ledger/statements/answer-letters";
import { type CallRun, runByWallet } from "@/lib/ledger/statements/by-wallet";
import { arrayElements, arrayText, nanoOf, quotedArrayText } from "@/lib/pg-wire/array-text";
import type { LedgerConnection, Statement } from "@/lib/pg-wire/connection";

const ANSWER = "kinds, available, held";
const ONE: Statement = { name: "hold-one", text: "SELECT kind, available, held FROM place_hold_one($1,$2,$3,$4,$5,$6,$7)" };
const FIRST: Statement = { name: "hold-first", text: "SELECT place_hold_first($1,$2,$3,$4,$5,$6,$7)" };
const WALLET: Statement = { name: "hold-wallet", text: `SELECT ${ANSWER} FROM place_wallet_holds($1,$2,$3,$4,$5,$6,$7)` };
const BATCH: Statement = { name: "hold-batch", text: `SELECT ${ANSWER} FROM place_hold_batch($1,$2,$3,$4,$5,$6,$7)` };
const REPEATS: Statement = { name: "hold-repeats", text: `SELECT ${ANSWER} FROM place_hold_repeats($1,$2,$3,$4,$5,$6,$7)` };
const BUDGET: Statement = { name: "hold-budget", text: `SELECT ${ANSWER} FROM place_budget_holds($1,$2,$3,$4,$5,$6,$7)` };
const BUDGETS: Statement = { name: "hold-budgets", text: `SELECT ${ANSWER} FROM place_budget_batch($1,$2,$3,$4,$5,$6,$7)` };

/** `usedBy` is the call that an Idempotency-Key belongs to. */
export type HoldRow = { letter: HoldLetter; availableNano: bigint; heldNano: bigint; usedBy?: string };

/**
 * Places the holds in one transaction, in order; if wallets are spread, in one for each wallet or each repeat. A single hold and a batch of
 * one wallet use cheaper functions.
 */
export async function executeHolds(
  connection: LedgerConnection,
  holds: HoldRequest[],
  leaseId: string,
  mayRepeat: boolean,
): Promise<HoldRow[]> {
  const [only] = holds;
  if (only && holds.length === 1) {
    const { statement, values, read } = loneRun(only, leaseId, mayRepeat);
    return read(await connection.query(statement, values));
  }
  if (connection.isSpread) {
    return runByWallet(connection, holds, mayRepeat, (some) =>
      some.length === 1 ? loneRun(some[0] as HoldRequest, leaseId, mayRepeat) : walletRun(WALLET, some, leaseId),
    );
  }
  const wallet = mayRepeat ? null : onlyWallet(holds);
  if (wallet !== null) return executeMany(connection, WALLET, [wallet, ...callArrays(holds)], leaseId);
  return executeMany(connection, mayRepeat ? REPEATS : BATCH, holdArrays(holds), leaseId);
}

/** Places holds of keys with a budget, each within its key's budget for the period of the call. */
export function executeBudgetHolds(connection: LedgerConnection, holds: HoldRequest[], leaseId: string): Promise<HoldRow[]> {
  if (connection.isSpread) return runByWallet(connection, holds, false, (some) => walletRun(BUDGET, some, leaseId));
  const wallet = onlyWallet(holds);
  if (wallet !== null) return executeMany(connection, BUDGET, [wallet, ...callArrays(holds)], leaseId);
  return executeMany(connection, BUDGETS, holdArrays(holds), leaseId);
}

function loneRun(hold: HoldRequest, leaseId: string, mayRepeat: boolean): CallRun<HoldRow> {
  const { workspaceId, id, keyId, modelId, priceVersion, amountNano } = hold;
  return {
    statement: mayRepeat ? ONE : FIRST,
    values: [workspaceId, id, keyId, modelId, priceVersion, amountNano, leaseId],
    read: mayRepeat ? readOne : readFirst,
  };
}

function readOne([letter, available, held]: string[]): HoldRow[] {
  return [rowOf(letter, available, held)];
}

function readFirst([row = ""]: string[]): HoldRow[] {
  return readOne(arrayElements(row));
}

function walletRun(statement: Statement, holds: HoldRequest[], leaseId: string): CallRun<HoldRow> {
  return { statement, values: [holds[0]?.workspaceId ?? null, ...callArrays(holds), leaseId], read: readMany };
}

async function executeMany(connection: LedgerConnection, statement: Statement, columns: string[], leaseId: string): Promise<HoldRow[]> {
  return readMany(await connection.query(statement, [...columns, leaseId]));
}

function readMany([letters = "", available = "", held = ""]: string[]): HoldRow[] {
  const availableOf = arrayElements(available);
  const heldOf = arrayElements(held);
  return arrayElements(letters).map((letter, n) => rowOf(letter, availableOf[n], heldOf[n]));
}

/** The columns of many holds, in the order of the functions' parameters. */
export function holdArrays(holds: HoldRequest[]): string[] {
  return [arrayText(holds, (hold) => hold.workspaceId), ...callArrays(holds)];
}

function callArrays(holds: HoldRequest[]): string[] {
  return [
    arrayText(holds, (hold) => hold.id),
    arrayText(holds, (hold) => hold.keyId),
    quotedArrayText(holds, (hold) => hold.modelId),
    arrayText(holds, (hold) => hold.priceVersion),
    arrayText(holds, (hold) => hold.amountNano),
  ];
}

export function rowOf(letter: string | undefined, available: string | undefined, held: string | undefined): HoldRow {
  return { letter: letter as HoldLetter, availableNano: nanoOf(available), heldNano: nanoOf(held) };
}
