import "server-only";
import { steady } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import type { Finding } from "@/lib/topups/questions/question-mail";

/** A workspace that can make no calls, or fewer than its money covers, with the reasons. Each reason is cleared by itself. */
export type StoppedWorkspace = {
  workspaceId: string;
  name: string;
  availableNano: bigint;
  isFrozen: boolean;
  owedNano: bigint;
  /** What was taken back beyond the balance. The next top-up pays it. */
  debtNano: bigint;
  isQuestioned: boolean;
};

/** An event of the payment service that waits for an admin. `dead`: the worker could not handle it. */
export type OpenEvent = {
  id: string;
  type: string;
  state: "open" | "dead";
  receivedAt: Date;
  workspace: { id: string; name: string } | null;
  finding: Finding | null;
  objectId: string | null;
  /** Why the worker could not handle it. */
  lastError: string | null;
};

const MOST = 200;

/** Largest debts first. */
export async function listStopped(): Promise<StoppedWorkspace[]> {
  const { rows } = await steady.query(
    `SELECT w.workspace_id AS "workspaceId", s.name, w.available_nano AS "availableNano", w.is_frozen AS "isFrozen", w.owed_nano AS "owedNano",
       w.debt_nano AS "debtNano", w.is_questioned AS "isQuestioned"
     FROM wallet w JOIN workspace s ON s.id = w.workspace_id
     WHERE w.is_frozen OR w.is_questioned OR w.owed_nano > 0 OR w.debt_nano > 0 ORDER BY w.owed_nano DESC, w.workspace_id LIMIT $1`,
    [MOST],
  );
  return rows as StoppedWorkspace[];
}

/** Oldest first: some have to be answered within days. */
export async function listOpenEvents(): Promise<OpenEvent[]> {
  const events = await database().stripeEvent.findMany({
    where: { state: { in: ["open", "dead"] } },
    orderBy: { receivedAt: "asc" },
    take: MOST,
    select: { id: true, type: true, state: true, receivedAt: true, workspaceId: true, finding: true, objectId: true, lastError: true },
  });
  const ids = events.flatMap(({ workspaceId }) => workspaceId ?? []);
  const names = new Map((await database().workspace.findMany({ where: { id: { in: ids } } })).map(({ id, name }) => [id, name]));
  return events.map(({ workspaceId, finding, state, ...event }) => ({
    ...event,
    state: state as OpenEvent["state"],
    workspace: workspaceId === null ? null : { id: workspaceId, name: names.get(workspaceId) ?? workspaceId },
    finding: finding as Finding | null,
  }));
}
