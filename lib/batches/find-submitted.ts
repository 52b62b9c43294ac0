import type { Batch } from "@/lib/batches/batch";
import { BATCHES_PATH, requestUpstream, type UpstreamBatch, upstreamBatchOf } from "@/lib/batches/request-upstream";
import { upstreamLines } from "@/lib/batches/upstream-lines";
import { postgres } from "@/lib/platform/postgres";
import type { Upstream } from "@/lib/upstreams/upstream";
import { isObject, parseJson } from "@/lib/wire/json";

/** Clocks differ, and a body of 32 MB takes time to send. */
const EARLIER_MS = 120_000;
const LATER_MS = 600_000;
const PAGE = 100;
const MOST_PAGES = 20;

export type Found =
  | { kind: "found"; batch: UpstreamBatch }
  /** Some batches that may be this one are still running: their results will show it. */
  | { kind: "undecided" }
  | { kind: "nowhere" };

/**
 * Looks for a batch that the upstream may have accepted. It searches the account's batches of that time and length for the ids of
 * its calls in their results. Throws if the upstream does not answer.
 */
export async function findSubmitted(upstream: Upstream, batch: Batch): Promise<Found> {
  const candidates = await unknownAmong(await batchesOfThatTime(upstream, batch));
  let isUndecided = false;
  for (const candidate of candidates) {
    if (!candidate.hasEnded) isUndecided = true;
    else if (await hasOurCall(upstream, candidate, batch)) return { kind: "found", batch: candidate };
  }
  return isUndecided ? { kind: "undecided" } : { kind: "nowhere" };
}

async function batchesOfThatTime(upstream: Upstream, { createdAt, requestCount }: Batch): Promise<UpstreamBatch[]> {
  const [from, to] = [createdAt.getTime() - EARLIER_MS, createdAt.getTime() + LATER_MS];
  const found: UpstreamBatch[] = [];
  let after = "";
  for (let page = 0; page < MOST_PAGES; page++) {
    const { status, body } = await requestUpstream(upstream, { method: "GET", path: `${BATCHES_PATH}?limit=${PAGE}${after}` });
    if (status !== 200 || !body || !Array.isArray(body.data))
      throw new Error(`The upstream answered ${status} where its batches are listed.`);
    const batches = body.data.flatMap((each) => upstreamBatchOf(each) ?? []);
    found.push(...batches.filter(({ createdAt: at, total }) => at.getTime() >= from && at.getTime() <= to && total === requestCount));
    const last = batches.at(-1);
    if (body.has_more !== true || !last || last.createdAt.getTime() < from) return found;
    after = `&after_id=${last.id}`;
  }
  throw new Error("The upstream lists more batches than can be looked through.");
}

async function unknownAmong(batches: UpstreamBatch[]): Promise<UpstreamBatch[]> {
  if (batches.length === 0) return batches;
  const { rows } = await postgres().query<{ id: string }>(
    "SELECT upstream_id AS id FROM message_batch WHERE upstream_id = ANY ($1::text[])",
    [batches.map(({ id }) => id)],
  );
  const known = new Set(rows.map(({ id }) => id));
  return batches.filter(({ id }) => !known.has(id));
}

/** The first line is enough: one batch has either all of the requests or none. */
async function hasOurCall(upstream: Upstream, { id }: UpstreamBatch, batch: Batch): Promise<boolean> {
  for await (const line of upstreamLines(upstream, id)) {
    const parsed = line && parseJson(line);
    const callId = isObject(parsed) && typeof parsed.custom_id === "string" ? parsed.custom_id : "";
    const { rows } = await postgres().query<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM message_batch_request WHERE workspace_id = $1 AND batch_id = $2 AND call_id::text = $3) AS found`,
      [batch.workspaceId, batch.id, callId],
    );
    return rows[0]?.found ?? false;
  }
  return false;
}
