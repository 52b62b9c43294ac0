import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { AppError } from "@/lib/basics/errors";
import { dollarsFromNano } from "@/lib/basics/money";
import { hashOfCode, readCode } from "@/lib/codes/code-text";
import { inTransaction } from "@/lib/platform/postgres";
import { countAttempt } from "@/lib/throttle/attempts";

type Redeemer = {
  actor: PersonActor & { ip: string };
  workspaceId: string;
  email: string;
  isEmailVerified: boolean;
};

export type Redemption =
  | { kind: "redeemed"; amountNano: bigint; creditUntil: Date | null }
  /**
   * Nothing was granted. `refused`: no such code for this person, whatever the reason; `unverified`: a gift, whose taker needs a verified
   * address; `repeated`: this workspace redeemed it before.
   */
  | { kind: "refused" | "unverified" | "repeated" }
  /** Too many wrong codes. */
  | { kind: "wait"; seconds: number };

/** Redeems what somebody typed and audits it. Wrong codes are counted by person and by network, and each makes the next wait longer. */
export async function redeemCode(redeemer: Redeemer, typed: string, clock: Clock = systemClock): Promise<Redemption> {
  const { actor, workspaceId, email, isEmailVerified } = redeemer;
  const attempt = await countAttempt("code", { remoteAddress: actor.ip, email });
  if (attempt.kind === "wait") return attempt;
  const code = readCode(typed);
  if (!code) return { kind: "refused" };
  const redemption = await inTransaction(async (on): Promise<Redemption> => {
    const { rows } = await on.query<{ answer: string; batchId: string; amountNano: bigint; creditUntil: Date | null }>(
      `SELECT answer, batch_id AS "batchId", amount_nano AS "amountNano", credit_until AS "creditUntil" FROM redeem_code($1, $2, $3, $4, $5)`,
      [workspaceId, hashOfCode(code), actor.userId, isEmailVerified ? email : null, clock.now()],
    );
    const [row] = rows;
    if (row?.answer === "refused" || row?.answer === "unverified" || row?.answer === "repeated") return { kind: row.answer };
    if (row?.answer !== "redeemed") throw new AppError("not_found", "This workspace has no wallet.");
    const { batchId, amountNano, creditUntil } = row;
    const after = { amount: dollarsFromNano(amountNano), lastFour: code.slice(-4) };
    await writeAudit(on, actor, { workspaceId, action: "code.redeem", target: `code_batch:${batchId}`, after });
    return { kind: "redeemed", amountNano, creditUntil };
  });
  if (redemption.kind !== "refused") await attempt.succeeded();
  return redemption;
}
