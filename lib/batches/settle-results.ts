import type { Batch } from "@/lib/batches/batch";
import { REQUEST_COLUMNS, releaseOfRequest, releaseOpen, type StoredRequest } from "@/lib/batches/end-batch";
import { BATCHES_ENDPOINT } from "@/lib/batches/read-batch";
import { upstreamLines } from "@/lib/batches/upstream-lines";
import type { CallEnder } from "@/lib/ledger/end-calls";
import type { Settlement } from "@/lib/ledger/settlement";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";
import type { PriceTable } from "@/lib/pricing/price-table";
import type { EndedCall } from "@/lib/relay/call/call";
import { NO_ROUTE } from "@/lib/relay/call/route";
import { pricedUsage } from "@/lib/relay/money/measure-usage";
import { releaseOf, settlementOf } from "@/lib/relay/money/settle-call";
import type { Upstream } from "@/lib/upstreams/upstream";
import { statusOfErrorType } from "@/lib/wire/anthropic/first-event";
import { usageOfMessage } from "@/lib/wire/anthropic/message-usage";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";

const LINES_AT_ONCE = 200;
const BYTES_AT_ONCE = 4 * 1024 * 1024;

export type Settling = { ender: CallEnder; prices: PriceTable; upstream: Upstream };

/**
 * Settles every request of an ended batch by its own result; a request without a result is free. Safe to be killed at any line, to
 * repeat, and to run twice at once: a hold ends once. Throws if the results cannot be read to their end.
 */
export async function settleResults(settling: Settling, batch: Batch, endedAt: Date): Promise<void> {
  const upstreamId = batch.upstreamId as string;
  let lines: Buffer[] = [];
  let bytes = 0;
  const settleLines = async () => {
    if (lines.length > 0) await settling.ender.end(await settlementsOf(settling, batch, lines, endedAt));
    [lines, bytes] = [[], 0];
  };
  for await (const line of upstreamLines(settling.upstream, upstreamId)) {
    if (!line) {
      log.error({ event: "batches.line_too_long", requestId: `req_${batch.id}` }, "a line of a batch's results is too long to be read");
      continue;
    }
    lines.push(line);
    bytes += line.length;
    if (lines.length === LINES_AT_ONCE || bytes > BYTES_AT_ONCE) await settleLines();
  }
  await settleLines();
  const missing = await releaseOpen(settling.ender, batch, "batch_result_missing", 0);
  if (missing > 0)
    log.error(
      { event: "batches.results_missing", requestId: `req_${batch.id}`, missing },
      "an upstream's results lack requests of the batch, which are free now",
    );
}

type Line = { callId: string; result: JsonObject };

async function settlementsOf(settling: Settling, batch: Batch, lines: Buffer[], endedAt: Date): Promise<Settlement[]> {
  const read = lines.flatMap((line) => lineOf(line) ?? []);
  const { rows } = await postgres().query<StoredRequest>(
    `SELECT ${REQUEST_COLUMNS} FROM message_batch_request r WHERE r.workspace_id = $1 AND r.batch_id = $2 AND r.call_id = ANY ($3::uuid[])`,
    [batch.workspaceId, batch.id, read.map(({ callId }) => callId)],
  );
  const requests = new Map(rows.map((request) => [request.callId, request]));
  const settlements = read.flatMap(({ callId, result }) => {
    const request = requests.get(callId);
    // If one request has several lines, the first counts.
    requests.delete(callId);
    return request ? [settlementOfResult(settling, batch, request, result, endedAt)] : [];
  });
  if (settlements.length < lines.length) {
    log.error(
      { event: "batches.lines_unmatched", requestId: `req_${batch.id}`, lines: lines.length - settlements.length },
      "lines of a batch's results are none of its requests'",
    );
  }
  return settlements;
}

const CALL_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function lineOf(line: Buffer): Line | null {
  const parsed = parseJson(line);
  if (!isObject(parsed) || typeof parsed.custom_id !== "string" || !CALL_ID.test(parsed.custom_id) || !isObject(parsed.result)) return null;
  return { callId: parsed.custom_id, result: parsed.result };
}

function settlementOfResult(settling: Settling, batch: Batch, request: StoredRequest, result: JsonObject, endedAt: Date): Settlement {
  const totalMs = Math.min(Math.max(0, endedAt.getTime() - batch.createdAt.getTime()), 0x7fffffff);
  if (result.type === "succeeded" && isObject(result.message)) return succeeded(settling, batch, request, result.message, totalMs);
  const status = result.type === "errored" ? statusOf(result.error) : 0;
  const reason = { errored: "batch_errored", canceled: "batch_canceled", expired: "batch_expired" }[`${result.type}`];
  return { ...releaseOfRequest(batch, request, reason ?? "batch_result_missing", status), totalMs };
}

function succeeded({ prices }: Settling, batch: Batch, request: StoredRequest, message: JsonObject, totalMs: number): Settlement {
  const { callId, modelId, priceVersion, facts } = request;
  const model = prices.model(modelId);
  const price = prices.priceVersion(modelId, "sale", priceVersion);
  if (!model || !price) throw new Error(`The price ${priceVersion} of ${modelId}, which a batch was accepted at, is not there.`);
  const call: EndedCall = {
    id: callId,
    requestId: `req_${callId}`,
    receivedAt: batch.createdAt,
    startedMs: 0,
    caller: { workspaceId: batch.workspaceId, keyId: batch.keyId },
    endpoint: BATCHES_ENDPOINT,
    parsed: { model, request: { isStream: false } },
    price,
    upstreamPrice: prices.priceInForce(modelId, "upstream", batch.createdAt),
    prices,
  };
  const metered = usageOfMessage(withTier(call.requestId, message), facts);
  const outcome = {
    reason: metered.unbilledReason,
    httpStatus: 200,
    stopReason: typeof message.stop_reason === "string" ? message.stop_reason : null,
    upstreamRequestId: batch.upstreamId,
    usage: pricedUsage(call, null, metered),
    route: NO_ROUTE,
    firstByteMs: null,
  };
  const end = (metered.unbilledReason ? releaseOf : settlementOf)(call, outcome);
  return { ...end, upstream: batch.accountName, totalMs };
}

/** A report without a tier is charged at the batch's price, because of the endpoint. If it names a tier, the upstream bills by that one. */
function withTier(requestId: string, message: JsonObject): JsonObject {
  const usage = isObject(message.usage) ? message.usage : {};
  if (usage.service_tier === "batch") return message;
  if (typeof usage.service_tier === "string" && usage.service_tier !== "") {
    log.error(
      { event: "batches.other_tier", requestId, serviceTier: usage.service_tier },
      "an upstream bills a request of a batch by another tier than a batch's",
    );
    return message;
  }
  return { ...message, usage: { ...usage, service_tier: "batch" } };
}

function statusOf(error: unknown): number {
  const inner = isObject(error) && isObject(error.error) ? error.error : error;
  return statusOfErrorType(isObject(inner) ? inner.type : undefined);
}
