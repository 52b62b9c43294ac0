import { newId } from "@/lib/basics/ids";
import { nanoFromCents } from "@/lib/basics/money";
import type { Ledger } from "@/lib/ledger/ledger";
import { askRefund, type RefundAsk, type RefundNote } from "@/lib/ledger/refunds";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { grant, topUpOf } from "@/lib/ledger/testing/wallets";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

export const AT = new Date("2026-11-30T12:00:00Z");

/** A paid top-up with its lot, and with a bonus that came with it. */
export async function paidTopUp(workspaceId: string, amountCents: number, bonusNano = 0n): Promise<string> {
  const id = newId();
  await asOwner(
    `INSERT INTO topup (workspace_id, id, state, amount_cents, currency, submission_key, paid_at) VALUES ($1, $2, 'paid', $3, 'usd', $4, $5)`,
    [workspaceId, id, amountCents, id, AT],
  );
  await grant(topUpOf(workspaceId, nanoFromCents(amountCents), { reference: `topup:${id}` }));
  if (bonusNano > 0n) {
    const bonus = { kind: "promo", entryKind: "grant", contra: "promo_expense", reference: `bonus:${id}` } as const;
    await grant(topUpOf(workspaceId, bonusNano, bonus));
  }
  return id;
}

export function ask(workspaceId: string, topUpId: string, changes: Partial<RefundAsk> = {}) {
  const refundId = newId();
  const whole = { chargeMinor: null, seenMinor: null, origin: "admin", askedBy: newId(), reason: null, bankAccount: null } as const;
  return inTransaction((on) => askRefund(on, { workspaceId, topUpId, refundId, ...whole, ...changes }, AT));
}

/** What the service says of a refund that somebody made there. */
export function serviceRefund(workspaceId: string, topUpId: string, changes: Partial<RefundNote> = {}): RefundNote {
  const serviceRefundId = `re_${newId()}`;
  const made = { refundId: null, state: "succeeded", chargeMinor: 2_000n, reason: null, failureReason: null } as const;
  return { workspaceId, topUpId, serviceRefundId, ...made, ...changes };
}

export async function spend(ledger: Ledger, workspaceId: string, amountNano: bigint): Promise<void> {
  const hold = holdOf(workspaceId, amountNano);
  const answer = await ledger.placeHold(hold);
  if (answer.kind !== "held") throw new Error(`the hold was refused: ${JSON.stringify(answer, (_, each) => String(each))}`);
  await ledger.settle(settlementOf(hold, amountNano));
}

/** The sum of a workspace's entries against each account, without those that are zero. */
export async function sumsByContra(workspaceId: string): Promise<Record<string, bigint>> {
  const { rows } = await postgres().query<{ contra: string; nano: string }>(
    "SELECT contra, sum(amount_nano)::text AS nano FROM ledger_entry WHERE workspace_id = $1 GROUP BY contra HAVING sum(amount_nano) <> 0",
    [workspaceId],
  );
  return Object.fromEntries(rows.map(({ contra, nano }) => [contra, BigInt(nano)]));
}
