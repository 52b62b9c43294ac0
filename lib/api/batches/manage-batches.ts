import type { Manage } from "@/lib/api/endpoint";
import { jsonReply } from "@/lib/api/json-reply";
import { limitOf } from "@/lib/api/query-fields";
import { AppError } from "@/lib/basics/errors";
import { type Batch, batchName, batchObject, hasEnded } from "@/lib/batches/batch";
import { BATCHES_PATH, requestUpstream } from "@/lib/batches/request-upstream";
import { dropBatch, findBatch, hurry, listBatches, noteCanceling } from "@/lib/batches/stored-batches";
import { log } from "@/lib/platform/log";
import { callerOf } from "@/lib/relay/reception/caller";
import { unreached } from "@/lib/relay/routing/upstream-answer";
import type { RelayServices } from "@/lib/relay/services/services";
import type { Upstream } from "@/lib/upstreams/upstream";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

const MOST_OF_A_PAGE = 1_000;

/** `GET /messages/batches`: the workspace's batches, newest first. */
export const readBatches: Manage = async (_, request, { id }) => {
  const { workspaceId } = await callerOf(request);
  const params = new URLSearchParams(request.query);
  const page = { limit: limitOf(params, 20, MOST_OF_A_PAGE), afterId: params.get("after_id"), beforeId: params.get("before_id") };
  const { batches, hasMore } = await listBatches(workspaceId, page);
  const names = batches.map((each) => batchName(each.id));
  const list = { data: batches.map(batchObject), has_more: hasMore, first_id: names[0] ?? null, last_id: names.at(-1) ?? null };
  return jsonReply(list, `req_${id}`);
};

/** `GET /messages/batches/{id}`. The worker looks at a running batch sooner after this; nothing else changes. */
export const retrieveBatch: Manage = async (_, request, { of, id }) => {
  const batch = await findBatch((await callerOf(request)).workspaceId, of);
  // Safe to lose: the worker looks at every batch from time to time.
  if (batch.state === "submitted")
    await hurry(batch).catch((error) => log.warn({ event: "batches.hurry_failed", err: error }, "a batch could not be hurried"));
  return jsonReply(batchObject(batch), `req_${id}`);
};

/** `POST /messages/batches/{id}/cancel`. Requests that have finished are charged, the rest are free. */
export const cancelBatch: Manage = async (services, request, { of, id }) => {
  const batch = await findBatch((await callerOf(request)).workspaceId, of);
  if (hasEnded(batch)) throw new AppError("invalid_request", `The batch ${batchName(batch.id)} has ended, so it cannot be canceled.`);
  if (!batch.upstreamId) throw notKnownYet(batch);
  if (batch.cancelInitiatedAt) return jsonReply(batchObject(batch), `req_${id}`);
  await requestOrRefuse(upstreamOf(services, batch), { path: `${BATCHES_PATH}/${batch.upstreamId}/cancel` });
  const at = new Date();
  await noteCanceling(batch, at);
  return jsonReply(batchObject({ ...batch, cancelInitiatedAt: at }), `req_${id}`);
};

/** `DELETE /messages/batches/{id}`: deletes its results and keeps its receipts. */
export const deleteBatch: Manage = async (services, request, { of, id }) => {
  const batch = await findBatch((await callerOf(request)).workspaceId, of);
  const name = batchName(batch.id);
  if (!hasEnded(batch)) {
    throw new AppError("invalid_request", `The batch ${name} is still being processed. Cancel it first, and delete it once it has ended.`);
  }
  if (batch.upstreamId && batch.state === "ended" && !batch.archivedAt) {
    await requestOrRefuse(upstreamOf(services, batch), { method: "DELETE", path: `${BATCHES_PATH}/${batch.upstreamId}` }, [404]);
  }
  await dropBatch(batch);
  return jsonReply({ id: name, type: "message_batch_deleted" }, `req_${id}`);
};

/** The account that has the batch, in any state: no other account knows it. Throws `upstream_unavailable` if it was deleted. */
export function upstreamOf({ pool }: RelayServices, { accountId, id }: Batch): Upstream {
  const member = pool.all().find((each) => each.id === accountId);
  if (member) return member.upstream;
  const message = `The upstream account that has ${batchName(id)} is not in use at the moment. Nothing was changed; please contact support.`;
  throw new AppError("upstream_unavailable", message);
}

function notKnownYet({ id }: Batch): AppError {
  const message = `It is not known yet whether the upstream has accepted ${batchName(id)}. It will be within minutes. Nothing was changed.`;
  return new AppError("conflict", message, { retryAfterSeconds: 60 });
}

async function requestOrRefuse(
  upstream: Upstream,
  request: Parameters<typeof requestUpstream>[1],
  fine: readonly number[] = [],
): Promise<void> {
  const answer = await requestUpstream(upstream, request).catch((error: Error) => {
    throw unreached(error);
  });
  if (answer.status !== 200 && !fine.includes(answer.status)) throw refusalOfUpstream(answer.status, answer.bytes).error;
}
