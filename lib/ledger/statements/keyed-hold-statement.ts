import type { HoldRequest, KeyedHoldRequest } from "@/lib/ledger/settlement";
import { type HoldRow, holdArrays, rowOf } from "@/lib/ledger/statements/hold-statement";
import { arrayElements, quotedArrayText } from "@/lib/pg-wire/array-text";
import type { LedgerConnection, Statement } from "@/lib/pg-wire/connection";

const KEYED: Statement = {
  name: "hold-keyed",
  text: "SELECT kinds, available, held, used_by FROM place_keyed_holds($1,$2,$3,$4,$5,$6,$7,$8,$9)",
};

/** Places holds of calls with an Idempotency-Key. Their API key may have a budget or not. */
export async function executeKeyedHolds(connection: LedgerConnection, holds: HoldRequest[], leaseId: string): Promise<HoldRow[]> {
  const marks = holds.map((hold) => (hold as KeyedHoldRequest).idempotency);
  const [letters = "", available = "", held = "", usedBy = ""] = await connection.query(KEYED, [
    ...holdArrays(holds),
    leaseId,
    quotedArrayText(marks, ({ keyHash }) => `\\x${keyHash.toString("hex")}`),
    quotedArrayText(marks, ({ requestHash }) => `\\x${requestHash.toString("hex")}`),
  ]);
  const [availableOf, heldOf, usedByOf] = [arrayElements(available), arrayElements(held), arrayElements(usedBy)];
  return arrayElements(letters).map((letter, n) => ({ ...rowOf(letter, availableOf[n], heldOf[n]), usedBy: usedByOf[n] }));
}
