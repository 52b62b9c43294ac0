import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { AppError } from "@/lib/basics/errors";
import { currentName, isTimeZone } from "@/lib/basics/time-zones";
import { setTimeZone } from "@/lib/ledger/set-time-zone";
import { isKnownTimeZone } from "@/lib/platform/known-time-zone";
import { inTransaction } from "@/lib/platform/postgres";

/** The first time zone of a workspace: the browser's, or UTC if JavaScript or Postgres do not know it. */
export async function firstTimeZone(reported: string | undefined): Promise<string> {
  return (reported && (await usableTimeZone(reported))) || "UTC";
}

/**
 * Changes a workspace's time zone and audits who did. The current zone again is no change. Throws `invalid_request` with
 * `timeZone` as param for an unknown zone.
 */
export async function changeTimeZone(actor: PersonActor, workspaceId: string, wanted: string, clock: Clock = systemClock): Promise<void> {
  const timeZone = await usableTimeZone(wanted);
  if (!timeZone) throw new AppError("invalid_request", "This time zone is not known.", { param: "timeZone" });
  await inTransaction(async (on) => {
    const before = await setTimeZone(on, workspaceId, timeZone, clock.now());
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

/** The zone's current name; null unless both JavaScript and Postgres know it. */
async function usableTimeZone(name: string): Promise<string | null> {
  if (!isTimeZone(name)) return null;
  const timeZone = currentName(name);
  return (await isKnownTimeZone(timeZone)) ? timeZone : null;
}
