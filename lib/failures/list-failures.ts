import "server-only";
import { type FailedJob, listFailedJobs } from "@/lib/failures/failed-jobs";
import { listParkedTopUps, type ParkedTopUp } from "@/lib/failures/parked-top-ups";
import { listRefusedSettles, type RefusedSettle, refusedSettlement } from "@/lib/ledger/end-refused";
import { steady } from "@/lib/platform/postgres";

/** The end of a call that waits for an admin, as a page shows it. */
export type RefusedCallLine = Pick<RefusedSettle, "workspaceId" | "callId" | "lastError" | "refusals" | "refusedAt" | "holdNano"> & {
  workspaceName: string;
  modelId: string | null;
  /** Its price once it is settled; null if only its last checkpoint is known. */
  priceNano: bigint | null;
};

export type Failures = {
  calls: RefusedCallLine[];
  topUps: (ParkedTopUp & { workspaceName: string })[];
  jobs: FailedJob[];
};

const MOST = 200;

/** Everything that failed for good and waits for an admin, since it is not retried automatically. */
export async function listFailures(): Promise<Failures> {
  const [refused, topUps, jobs] = await Promise.all([listRefusedSettles(MOST), listParkedTopUps(MOST), listFailedJobs(MOST)]);
  const names = await namesOf([...refused, ...topUps].map(({ workspaceId }) => workspaceId));
  const named = <Line extends { workspaceId: string }>(line: Line) => ({
    ...line,
    workspaceName: names.get(line.workspaceId) ?? line.workspaceId,
  });
  return { calls: refused.map(lineOf).map(named), topUps: topUps.map(named), jobs };
}

function lineOf(refused: RefusedSettle): Omit<RefusedCallLine, "workspaceName"> {
  const { workspaceId, callId, lastError, refusals, refusedAt, holdNano } = refused;
  const settlement = refusedSettlement(refused);
  const { modelId = null, priceNano = null } = settlement ?? {};
  return { workspaceId, callId, lastError, refusals, refusedAt, holdNano, modelId, priceNano };
}

async function namesOf(workspaceIds: string[]): Promise<Map<string, string>> {
  const { rows } = await steady.query<{ id: string; name: string }>("SELECT id, name FROM workspace WHERE id = ANY ($1)", [workspaceIds]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
