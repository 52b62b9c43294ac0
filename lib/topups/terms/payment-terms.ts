import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { type CurrencyCode, isCurrency } from "@/lib/basics/currencies";
import { AppError, invariant } from "@/lib/basics/errors";
import { inTransaction, postgres, type Queryable } from "@/lib/platform/postgres";
import { METHOD_NAMES, type MethodName } from "@/lib/topups/methods/method";

/** How the operator takes money through Stripe. */
export type PaymentTerms = {
  /** Country of the operator's Stripe account. */
  country: string;
  isAdaptive: boolean;
  marginPpm: number;
  turnedOff: MethodName[];
  invitedTo: MethodName[];
  /** Currencies that the account keeps without converting. */
  settledIn: CurrencyCode[];
};

/** A fifth. A larger margin is a slip of the keyboard, or a price that no buyer understands. */
export const MAX_MARGIN_PPM = 200_000n;

type StoredTerms = PaymentTerms & { revision: number };

/** The terms in force. */
export async function readPaymentTerms(on: Queryable = postgres()): Promise<StoredTerms> {
  const { rows } = await on.query<StoredTerms>(
    `SELECT country, is_adaptive AS "isAdaptive", margin_ppm AS "marginPpm", turned_off AS "turnedOff", invited_to AS "invitedTo",
       settled_in AS "settledIn", revision FROM payment_terms`,
  );
  const [terms] = rows;
  invariant(terms, "a migrated database has its payment terms");
  const methods = (names: string[]) => METHOD_NAMES.filter((name) => names.includes(name));
  const settledIn = terms.settledIn.filter(isCurrency);
  return { ...terms, turnedOff: methods(terms.turnedOff), invitedTo: methods(terms.invitedTo), settledIn };
}

/**
 * Changes the terms for orders from now on and audits who did; orders that exist keep theirs. Throws `conflict` if somebody changed them
 * since `revision` was looked at.
 */
export async function changePaymentTerms(actor: PersonActor, revision: number, next: PaymentTerms): Promise<void> {
  await inTransaction(async (on) => {
    const { revision: current, ...before } = await readPaymentTerms(on);
    const { country, isAdaptive, marginPpm, turnedOff, invitedTo, settledIn } = next;
    const { rowCount } = await on.query(
      `UPDATE payment_terms SET country = $2, is_adaptive = $3, margin_ppm = $4, turned_off = $5, invited_to = $6, settled_in = $7,
         revision = revision + 1 WHERE revision = $1`,
      [revision, country, isAdaptive, marginPpm, turnedOff, invitedTo, settledIn],
    );
    if (rowCount !== 1 || current !== revision) {
      throw new AppError("conflict", "Somebody changed the payment terms since you opened them. Nothing was changed by you.");
    }
    await writeAudit(on, actor, { action: "payment_terms.change", target: "payment_terms", before, after: next });
  });
}
