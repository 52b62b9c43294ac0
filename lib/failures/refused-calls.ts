import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { isBusy } from "@/lib/basics/errors";
import { dollarsFromNano } from "@/lib/basics/money";
import {
  endRefusedCall,
  listRefusedSettles,
  lockRefusedSettle,
  noteEnded,
  noteRefusedAgain,
  type RefusedCallId,
  type RefusedSettle,
  refusedSettlement,
  releaseRefusedCall,
} from "@/lib/ledger/end-refused";
import { logAbsorbed } from "@/lib/ledger/log-absorbed";
import { postgresRefusalText } from "@/lib/ledger/statement-failure";
import { log } from "@/lib/platform/log";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";

/** `gone`: it had already been ended. `refused`: it still waits, and its line says why. */
export type Ending = "done" | "gone" | "refused";

const MOST_AT_ONCE = 500;

/** Ends a call as intended, once. */
export async function settleAgain(actor: PersonActor, call: RefusedCallId): Promise<Ending> {
  let absorbedNano = 0n;
  const ending = await end(actor, call, "settled", async (on, refused) => {
    absorbedNano = await endRefusedCall(on, refused);
  });
  if (ending === "done" && absorbedNano > 0n) logAbsorbed(call.callId, call.workspaceId, absorbedNano);
  return ending;
}

/** Ends a call without a charge. Its hold is released; what the sweeper charged meanwhile stays charged. */
export function giveUpCall(actor: PersonActor, call: RefusedCallId): Promise<Ending> {
  return end(actor, call, "given_up", releaseRefusedCall);
}

/** For use after the cause is gone. Returns how many were settled and how many still wait. */
export async function settleAllAgain(actor: PersonActor): Promise<{ settled: number; refused: number }> {
  const endings: Ending[] = [];
  for (const call of await listRefusedSettles(MOST_AT_ONCE)) endings.push(await settleAgain(actor, call));
  const count = (wanted: Ending) => endings.filter((ending) => ending === wanted).length;
  return { settled: count("done"), refused: count("refused") };
}

/** Charge, mark and audit line are one transaction: if the process is killed in between, the call stays as it was. */
async function end(
  actor: PersonActor,
  call: RefusedCallId,
  outcome: "settled" | "given_up",
  write: (on: Queryable, refused: RefusedSettle) => Promise<void>,
): Promise<Ending> {
  const { workspaceId, callId } = call;
  try {
    return await inTransaction(async (on) => {
      const refused = await lockRefusedSettle(on, call);
      if (!refused) return "gone";
      await write(on, refused);
      await noteEnded(on, call, outcome, actor.userId);
      const action = outcome === "settled" ? "refused_call.settle" : "refused_call.give_up";
      const settlement = refusedSettlement(refused);
      const before = { price: settlement && dollarsFromNano(settlement.priceNano) };
      await writeAudit(on, actor, { workspaceId, action, target: `call:req_${callId}`, before });
      return "done";
    });
  } catch (error) {
    if (isBusy(error)) throw error;
    log.error(
      { event: "ledger.end_refused_again", err: error, requestId: `req_${callId}`, workspaceId },
      "the end of a call was refused again",
    );
    await noteRefusedAgain(call, postgresRefusalText(error));
    return "refused";
  }
}
