import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { AppError } from "@/lib/basics/errors";
import { isReckonable, moveTimeZone } from "@/lib/ledger/change-time-zone";
import { inTransaction } from "@/lib/platform/postgres";
import { isTimeZone } from "@/lib/usage/days";
import { currentName } from "@/lib/usage/time-zones";

/** The zone that a new workspace begins in: what the browser says, or UTC when it says nothing that everybody here knows. */
export async function firstTimeZone(said: string | undefined): Promise<string> {
  return (said && (await usableTimeZone(said))) || "UTC";
}

/**
 * Changes a workspace's time zone and notes who did; the zone that it has already is no change. Throws `invalid_request`
 * with `timeZone` as param for one that is not known.
 */
export async function changeTimeZone(actor: PersonActor, workspaceId: string, wanted: string, clock: Clock = systemClock): Promise<void> {
  const timeZone = await usableTimeZone(wanted);
  if (!timeZone) throw new AppError("invalid_request", "This time zone is not known.", { param: "timeZone" });
  await inTransaction(async (on) => {
    const before = await moveTimeZone(on, workspaceId, timeZone, clock.now());
    if (before === null || before === timeZone) return;
    await writeAudit(on, actor, {
      workspaceId,
      action: "workspace.change",
      target: `workspace:${workspaceId}`,
      before: { timeZone: before },
      after: { timeZone },
    });
  });
}

/** The zone by today's name; null unless both JavaScript and Postgres know it. */
async function usableTimeZone(name: string): Promise<string | null> {
  if (!isTimeZone(name)) return null;
  const timeZone = currentName(name);
  return (await isReckonable(timeZone)) ? timeZone : null;
}
