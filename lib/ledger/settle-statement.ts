import { arrayText, elementsOf, nanoOf, quotedArrayText, storableText } from "@/lib/ledger/array-text";
import type { LedgerConnection, Statement } from "@/lib/ledger/connection";
import type { SettledMove, SettledPart, Settlement } from "@/lib/ledger/settlement";

type Value = string | number | bigint | boolean | null;
/** One parameter of the settle functions. Text is quoted inside an array, everything else needs no quotes. */
type Column =
  | { kind: "plain"; value: (settlement: Settlement) => Value }
  | { kind: "text"; value: (settlement: Settlement) => string | null };

const plain = (value: (settlement: Settlement) => Value): Column => ({ kind: "plain", value });
const text = (value: (settlement: Settlement) => string | null): Column => ({ kind: "text", value });

/** In the order of the functions' parameters. */
const COLUMNS: Column[] = [
  plain((each) => each.workspaceId),
  plain((each) => each.id),
  plain((each) => each.keyId),
  text((each) => each.modelId),
  plain((each) => each.priceVersion),
  plain((each) => each.outcome),
  text((each) => each.reason),
  text((each) => each.endpoint),
  plain((each) => each.isStream),
  text((each) => each.upstream),
  text((each) => each.upstreamRequestId),
  plain((each) => each.httpStatus),
  text((each) => each.stopReason),
  plain((each) => each.usage.tokens.input),
  plain((each) => each.usage.tokens.cacheWrite5m),
  plain((each) => each.usage.tokens.cacheWrite1h),
  plain((each) => each.usage.tokens.cacheRead),
  plain((each) => each.usage.tokens.output),
  plain((each) => each.usage.thinkingTokens),
  plain((each) => each.usage.webSearches),
  text((each) => each.usage.modifiers.join(",")),
  plain((each) => each.usage.isEstimated),
  plain((each) => each.priceNano),
  plain((each) => each.upstreamCostNano),
  plain((each) => each.firstByteMs),
  plain((each) => each.totalMs),
];

const PARAMETERS = COLUMNS.map((_, n) => `$${n + 1}`).join(",");
const ANSWER = "kinds, charges, absorbed, available";
const ONE: Statement = { name: "settle-one", text: `SELECT kind, charge, absorbed, available FROM settle_one(${PARAMETERS})` };
const BATCH: Statement = { name: "settle-batch", text: `SELECT ${ANSWER} FROM settle_batch(${PARAMETERS})` };
const PARTS: Statement = { name: "settle-parts", text: `SELECT ${ANSWER} FROM settle_with_parts(${PARAMETERS},$${COLUMNS.length + 1})` };
const MOVES: Statement = {
  name: "settle-moves",
  text: `SELECT ${ANSWER} FROM settle_with_moves(${PARAMETERS},$${COLUMNS.length + 1},$${COLUMNS.length + 2})`,
};
const REPEATS: Statement = { name: "settle-repeats", text: `SELECT ${ANSWER} FROM settle_repeats(${PARAMETERS})` };

/** What the functions answer: settled now, repeated, no wallet, conflict. "spooled" is our own: not sent yet. */
export type SettleLetter = "s" | "r" | "n" | "c" | "spooled";
export type SettleRow = { letter: SettleLetter; chargeNano: bigint; absorbedNano: bigint; availableNano: bigint };

/** Writes the settles in one transaction, in order. A batch of one takes the cheaper function. */
export async function executeSettles(connection: LedgerConnection, settlements: Settlement[], mayRepeat: boolean): Promise<SettleRow[]> {
  const [only] = settlements;
  const hasMoves = settlements.some((each) => each.moves !== undefined);
  const hasParts = hasMoves || settlements.some((each) => each.parts !== undefined);
  if (only && settlements.length === 1 && !hasParts) {
    const [letter, charge, absorbed, available] = await connection.query(
      ONE,
      COLUMNS.map((column) => scalarOf(column, only)),
    );
    return [rowOf(letter, charge, absorbed, available)];
  }
  const values = COLUMNS.map(({ kind, value }) =>
    kind === "text" ? quotedArrayText(settlements, value as (each: Settlement) => string | null) : arrayText(settlements, value),
  );
  if (hasParts) values.push(quotedArrayText(settlements, ({ parts }) => (parts ? partsJson(parts) : null)));
  if (hasMoves) values.push(quotedArrayText(settlements, ({ moves }) => (moves ? movesJson(moves) : null)));
  const statement = hasMoves ? MOVES : hasParts ? PARTS : mayRepeat ? REPEATS : BATCH;
  const [letters = "", charges = "", absorbed = "", available = ""] = await connection.query(statement, values);
  const chargeOf = elementsOf(charges);
  const absorbedOf = elementsOf(absorbed);
  const availableOf = elementsOf(available);
  return elementsOf(letters).map((letter, n) => rowOf(letter, chargeOf[n], absorbedOf[n], availableOf[n]));
}

/** Under the names of the table's columns; money as text, as everywhere in JSON. */
function partsJson(parts: SettledPart[]): string {
  const rows = parts.map(({ modelId, priceVersion, tokens, priceNano }) => ({
    model_id: modelId,
    price_version: priceVersion,
    input_tokens: tokens.input,
    cache_write_5m_tokens: tokens.cacheWrite5m,
    cache_write_1h_tokens: tokens.cacheWrite1h,
    cache_read_tokens: tokens.cacheRead,
    output_tokens: tokens.output,
    price_nano: priceNano.toString(),
  }));
  return JSON.stringify(rows);
}

function movesJson(moves: SettledMove[]): string {
  return JSON.stringify(moves.map((move, position) => ({ ...move, position })));
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
