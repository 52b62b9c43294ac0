import type { Unflushed } from "@/lib/ledger/durability/unflushed";
import { onlyWallet } from "@/lib/ledger/only-wallet";
import type { Settlement } from "@/lib/ledger/settlement";
import { COLUMNS, type Column, ROW_COLUMNS, type Value } from "@/lib/ledger/statements/settle-columns";
import { movesText, partsText, rowsText } from "@/lib/ledger/statements/settle-rows";
import { arrayText, elementsOf, nanoOf, quotedArrayText, storableText } from "@/lib/pg-wire/array-text";
import type { LedgerConnection, Statement } from "@/lib/pg-wire/connection";

const PARAMETERS = COLUMNS.map((_, n) => `$${n + 1}`).join(",");
const ANSWER = "kinds, charges, absorbed, available";
const ONE: Statement = { name: "settle-one", text: `SELECT kind, charge, absorbed, available FROM settle_one(${PARAMETERS})` };
const FIRST: Statement = { name: "settle-first", text: `SELECT settle_first(${PARAMETERS})` };
const WALLET: Statement = { name: "settle-wallet", text: "SELECT charges, available FROM settle_wallet_calls($1,$2,$3,$4)" };
const BATCH: Statement = { name: "settle-batch", text: "SELECT charges, available FROM settle_batch($1,$2,$3,$4)" };
const PARTS: Statement = { name: "settle-parts", text: `SELECT ${ANSWER} FROM settle_with_parts(${PARAMETERS},$${COLUMNS.length + 1})` };
const MOVES: Statement = {
  name: "settle-moves",
  text: `SELECT ${ANSWER} FROM settle_with_moves(${PARAMETERS},$${COLUMNS.length + 1},$${COLUMNS.length + 2})`,
};
const REPEATS: Statement = { name: "settle-repeats", text: `SELECT ${ANSWER} FROM settle_repeats(${PARAMETERS})` };

/** What the functions answer: settled now, repeated, no wallet, conflict. */
export type SettleLetter = "s" | "r" | "n" | "c";
export type SettleRow = { letter: SettleLetter; chargeNano: bigint; absorbedNano: bigint; availableNano: bigint };

/**
 * Writes the settles in one transaction, in order. A batch of one, and one of a single wallet, take cheaper functions.
 * Resolves when they are safe: on Postgres' disk, or, with `unflushed`, a lone one on ours.
 */
export async function executeSettles(
  connection: LedgerConnection,
  settlements: Settlement[],
  mayRepeat: boolean,
  unflushed: Unflushed | null = null,
): Promise<SettleRow[]> {
  const [only] = settlements;
  const hasMoves = settlements.some((each) => each.moves !== undefined);
  const hasParts = hasMoves || settlements.some((each) => each.parts !== undefined);
  if (only && settlements.length === 1 && !hasParts) {
    const values = COLUMNS.map((column) => scalarOf(column, only));
    const settled = mayRepeat ? null : await settleFirst(connection, only, values, unflushed);
    if (settled) return [settled];
    const [letter, charge, absorbed, available] = await connection.query(ONE, values);
    return [rowOf(letter, charge, absorbed, available)];
  }
  if (!mayRepeat && !hasParts) return settleMany(connection, settlements);
  const values = COLUMNS.map(({ kind, value }) =>
    kind === "text" ? quotedArrayText(settlements, value as (each: Settlement) => string | null) : arrayText(settlements, value),
  );
  if (hasParts) values.push(partsText(settlements));
  if (hasMoves) values.push(movesText(settlements));
  const statement = hasMoves ? MOVES : hasParts ? PARTS : REPEATS;
  const [letters = "", charges = "", absorbed = "", available = ""] = await connection.query(statement, values);
  const chargeOf = elementsOf(charges);
  const absorbedOf = elementsOf(absorbed);
  const availableOf = elementsOf(available);
  return elementsOf(letters).map((letter, n) => rowOf(letter, chargeOf[n], absorbedOf[n], availableOf[n]));
}

/** Null when there is no hold: the settle is a repeat, or late. */
async function settleFirst(
  connection: LedgerConnection,
  settlement: Settlement,
  values: Value[],
  unflushed: Unflushed | null,
): Promise<SettleRow | null> {
  const { priceNano } = settlement;
  const send = (isKept: boolean) => connection.query(FIRST, values, { isKept });
  const [row = ""] = await (unflushed ? unflushed.keep(settlement, send) : send(false));
  const [charge, available] = elementsOf(row);
  if (!charge) return null;
  const chargeNano = nanoOf(charge);
  return { letter: "s", chargeNano, absorbedNano: priceNano - chargeNano, availableNano: nanoOf(available) };
}

async function settleMany(connection: LedgerConnection, settlements: Settlement[]): Promise<SettleRow[]> {
  const wallet = onlyWallet(settlements);
  const [charges = "", available = ""] = await connection.query(wallet === null ? BATCH : WALLET, [
    wallet ?? arrayText(settlements, ({ workspaceId }) => workspaceId),
    arrayText(settlements, ({ id }) => id),
    arrayText(settlements, ({ priceNano }) => priceNano),
    rowsText(settlements, ROW_COLUMNS),
  ]);
  const availableOf = elementsOf(available);
  return elementsOf(charges).map((charge, n) => {
    const chargeNano = nanoOf(charge);
    const { priceNano } = settlements[n] as Settlement;
    return { letter: "s", chargeNano, absorbedNano: priceNano - chargeNano, availableNano: nanoOf(availableOf[n]) };
  });
}

function scalarOf({ kind, value }: Column, settlement: Settlement): Value {
  const plainValue = value(settlement);
  return kind === "text" && typeof plainValue === "string" ? storableText(plainValue) : plainValue;
}

function rowOf(letter?: string, charge?: string, absorbed?: string, available?: string): SettleRow {
  return {
    letter: letter as SettleLetter,
    chargeNano: nanoOf(charge),
    absorbedNano: nanoOf(absorbed),
    availableNano: nanoOf(available),
  };
}
