import type { UnflushedSettles } from "@/lib/ledger/durability/unflushed-settles";
import { onlyWallet } from "@/lib/ledger/only-wallet";
import type { Settlement } from "@/lib/ledger/settlement";
import type { SettleLetter } from "@/lib/ledger/statements/answer-letters";
import { type CallRun, runByWallet } from "@/lib/ledger/statements/by-wallet";
import { extrasJson, extrasText, settlesText, settleText } from "@/lib/ledger/statements/settle-rows";
import { arrayElements, arrayText, nanoOf } from "@/lib/pg-wire/array-text";
import type { BindParameter } from "@/lib/pg-wire/bind-message";
import type { LedgerConnection, Statement } from "@/lib/pg-wire/connection";

const ANSWER = "kinds, charges, absorbed, available";
const ONE: Statement = { name: "settle-one", text: "SELECT kind, charge, absorbed, available FROM settle_one($1,$2,$3,$4,$5)" };
const FIRST: Statement = { name: "settle-first", text: "SELECT settle_first($1,$2,$3,$4)" };
const WALLET: Statement = { name: "settle-wallet", text: "SELECT charges, available FROM settle_wallet_calls($1,$2,$3,$4)" };
const BATCH: Statement = { name: "settle-batch", text: "SELECT charges, available FROM settle_batch($1,$2,$3,$4)" };
const REPEATS: Statement = { name: "settle-repeats", text: `SELECT ${ANSWER} FROM settle_repeats($1,$2,$3,$4,$5)` };

export type SettleRow = { letter: SettleLetter; chargeNano: bigint; absorbedNano: bigint; availableNano: bigint };

/**
 * Writes the settles in one transaction, in order; if wallets are spread, in one for each wallet or each repeat. A single settle and a batch
 * of one wallet use cheaper functions.
 * Resolves when they are safe: on Postgres' disk, or, for a lone settle with `unflushed`, on ours.
 */
export async function executeSettles(
  connection: LedgerConnection,
  settlements: Settlement[],
  mayRepeat: boolean,
  unflushed: UnflushedSettles | null = null,
): Promise<SettleRow[]> {
  const [only] = settlements;
  const hasExtras = settlements.some(({ parts, moves }) => parts !== undefined || moves !== undefined);
  if (only && settlements.length === 1) {
    const values = [only.workspaceId, only.id, only.priceNano, settleText(only)];
    const settled = mayRepeat || hasExtras ? null : await settleFirst(connection, only, values, unflushed);
    if (settled) return [settled];
    return readOne(await connection.query(ONE, [...values, extrasJson(only)]));
  }
  const isEachAlone = mayRepeat || hasExtras;
  if (connection.isSpread) {
    return runByWallet(connection, settlements, isEachAlone, (some) =>
      some.length === 1 ? loneRun(some[0] as Settlement) : walletRun(some),
    );
  }
  if (!isEachAlone) return settleMany(connection, settlements);
  const [letters = "", charges = "", absorbed = "", available = ""] = await connection.query(REPEATS, [
    arrayText(settlements, ({ workspaceId }) => workspaceId),
    ...callArrays(settlements),
    extrasText(settlements),
  ]);
  const chargeOf = arrayElements(charges);
  const absorbedOf = arrayElements(absorbed);
  const availableOf = arrayElements(available);
  return arrayElements(letters).map((letter, n) => rowOf(letter, chargeOf[n], absorbedOf[n], availableOf[n]));
}

/** Null if there is no hold: the settle is a repeat or late. */
async function settleFirst(
  connection: LedgerConnection,
  settlement: Settlement,
  values: BindParameter[],
  unflushed: UnflushedSettles | null,
): Promise<SettleRow | null> {
  const { priceNano } = settlement;
  const send = (isJournaled: boolean) => connection.query(FIRST, values, { isJournaled });
  const [row = ""] = await (unflushed ? unflushed.sendJournaled(settlement, send) : send(false));
  const [charge, available] = arrayElements(row);
  if (!charge) return null;
  const chargeNano = nanoOf(charge);
  return { letter: "s", chargeNano, absorbedNano: priceNano - chargeNano, availableNano: nanoOf(available) };
}

async function settleMany(connection: LedgerConnection, settlements: Settlement[]): Promise<SettleRow[]> {
  const wallet = onlyWallet(settlements);
  const columns = await connection.query(wallet === null ? BATCH : WALLET, [
    wallet ?? arrayText(settlements, ({ workspaceId }) => workspaceId),
    ...callArrays(settlements),
  ]);
  return readMany(settlements, columns);
}

function loneRun(settlement: Settlement): CallRun<SettleRow> {
  const { workspaceId, id, priceNano } = settlement;
  return { statement: ONE, values: [workspaceId, id, priceNano, settleText(settlement), extrasJson(settlement)], read: readOne };
}

function readOne([letter, charge, absorbed, available]: string[]): SettleRow[] {
  return [rowOf(letter, charge, absorbed, available)];
}

function walletRun(settlements: Settlement[]): CallRun<SettleRow> {
  return {
    statement: WALLET,
    values: [settlements[0]?.workspaceId ?? null, ...callArrays(settlements)],
    read: (columns) => readMany(settlements, columns),
  };
}

function readMany(settlements: Settlement[], [charges = "", available = ""]: string[]): SettleRow[] {
  const availableOf = arrayElements(available);
  return arrayElements(charges).map((charge, n) => {
    const chargeNano = nanoOf(charge);
    const { priceNano } = settlements[n] as Settlement;
    return { letter: "s", chargeNano, absorbedNano: priceNano - chargeNano, availableNano: nanoOf(availableOf[n]) };
  });
}

function callArrays(settlements: Settlement[]): string[] {
  return [arrayText(settlements, ({ id }) => id), arrayText(settlements, ({ priceNano }) => priceNano), settlesText(settlements)];
}

function rowOf(letter?: string, charge?: string, absorbed?: string, available?: string): SettleRow {
  return {
    letter: letter as SettleLetter,
    chargeNano: nanoOf(charge),
    absorbedNano: nanoOf(absorbed),
    availableNano: nanoOf(available),
  };
}
