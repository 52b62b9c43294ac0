import type { HoldRequest, KeyedHoldRequest } from "@/lib/ledger/settlement";
import { type CallRun, runByWallet } from "@/lib/ledger/statements/by-wallet";
import { type HoldRow, holdArrays, rowOf } from "@/lib/ledger/statements/hold-statement";
import { arrayElements, quotedArrayText } from "@/lib/pg-wire/array-text";
import type { LedgerConnection, Statement } from "@/lib/pg-wire/connection";

const ONE: Statement = {
  name: "hold-keyed-one",
  text: "SELECT kind, available, held, used_by FROM place_keyed_hold($1,$2,$3,$4,$5,$6,$7,$8,$9)",
};
const KEYED: Statement = {
  name: "hold-keyed",
  text: "SELECT kinds, available, held, used_by FROM place_keyed_holds($1,$2,$3,$4,$5,$6,$7,$8,$9)",
};

/** Places holds of calls with an Idempotency-Key. Their API key may have a budget or not. */
export async function executeKeyedHolds(connection: LedgerConnection, holds: HoldRequest[], leaseId: string): Promise<HoldRow[]> {
  if (connection.isSpread) return runByWallet(connection, holds, true, ([hold]) => loneRun(hold as KeyedHoldRequest, leaseId));
  const marks = holds.map((hold) => (hold as KeyedHoldRequest).idempotency);
  const [letters = "", available = "", held = "", usedBy = ""] = await connection.query(KEYED, [
    ...holdArrays(holds),
    leaseId,
    quotedArrayText(marks, ({ keyHash }) => byteaText(keyHash)),
    quotedArrayText(marks, ({ requestHash }) => byteaText(requestHash)),
  ]);
  const [availableOf, heldOf, usedByOf] = [arrayElements(available), arrayElements(held), arrayElements(usedBy)];
  return arrayElements(letters).map((letter, n) => ({ ...rowOf(letter, availableOf[n], heldOf[n]), usedBy: usedByOf[n] }));
}

function loneRun(hold: KeyedHoldRequest, leaseId: string): CallRun<HoldRow> {
  const { workspaceId, id, keyId, modelId, priceVersion, amountNano, idempotency } = hold;
  const hashes = [byteaText(idempotency.keyHash), byteaText(idempotency.requestHash)];
  return {
    statement: ONE,
    values: [workspaceId, id, keyId, modelId, priceVersion, amountNano, leaseId, ...hashes],
    read: ([letter, available, held, usedBy]) => [{ ...rowOf(letter, available, held), usedBy: usedBy ?? "NULL" }],
  };
}

function byteaText(bytes: Buffer): string {
  return `\\x${bytes.toString("hex")}`;
}
