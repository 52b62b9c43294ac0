import { upstreamOf } from "@/lib/api/batches/manage-batches";
import type { Manage } from "@/lib/api/endpoint";
import { AppError } from "@/lib/basics/errors";
import { type Batch, batchName, hasEnded } from "@/lib/batches/batch";
import { erroredLine } from "@/lib/batches/callers-line";
import { BATCHES_PATH, requestFor } from "@/lib/batches/request-upstream";
import { ResultsStream } from "@/lib/batches/results-stream";
import { findBatch, readCustomIds } from "@/lib/batches/stored-batches";
import { admitRequest } from "@/lib/relay/admission/admit-call";
import type { RelayReply } from "@/lib/relay/call/request";
import { callerOf } from "@/lib/relay/reception/caller";
import { unreached } from "@/lib/relay/routing/upstream-answer";
import type { RelayServices } from "@/lib/relay/services/services";
import { requestIdHeaders } from "@/lib/wire/error-reply";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

const LOST =
  "The upstream did not accept this batch, or no longer has it. The receipt of this request says what it was charged, usually nothing. Please submit it again.";
const MOST_BYTES_OF_A_REFUSAL = 64 * 1024;

/** `GET /messages/batches/{id}/results`: the upstream's lines as they come, under the caller's names. None is stored. */
export const readResults: Manage = async (services, request, { of, id }) => {
  const caller = await callerOf(request);
  const admission = await admitRequest(services.gate, caller, id);
  try {
    const batch = await findBatch(caller.workspaceId, of);
    if (!hasEnded(batch) || batch.archivedAt) throw noResults(batch);
    const customIds = await readCustomIds(batch);
    const headers = { "content-type": "application/x-jsonl", "cache-control": "no-store", ...requestIdHeaders(`req_${id}`) };
    if (batch.state === "lost") {
      return { status: 200, headers, body: Buffer.concat([...customIds.values()].map((customId) => erroredLine(customId, LOST))) };
    }
    return { status: 200, headers, body: await openResults(services, batch, customIds) };
  } finally {
    admission.finish(0, Date.now());
  }
};

function noResults({ id, archivedAt }: Batch): AppError {
  const why = archivedAt ? "are not kept any more" : "are there once it has ended";
  return new AppError(
    "not_found",
    `The results of ${batchName(id)} ${why}. GET /api/v1/messages/batches/${batchName(id)} shows its state.`,
  );
}

/** Resolves once the upstream has begun to answer. Throws the upstream's refusal. */
function openResults(services: RelayServices, batch: Batch, customIds: ReadonlyMap<string, string>): Promise<RelayReply["body"]> {
  const upstream = upstreamOf(services, batch);
  return new Promise((resolve, reject) => {
    const refusal: Buffer[] = [];
    let status = 0;
    let size = 0;
    let stream: ResultsStream | null = null;
    const exchange = upstream.send(requestFor({ method: "GET", path: `${BATCHES_PATH}/${batch.upstreamId}/results` }), {
      start(answered) {
        status = answered;
        if (status !== 200) return;
        stream = new ResultsStream(services, customIds, exchange);
        resolve(stream);
      },
      data(chunk) {
        size += chunk.length;
        if (stream) stream.data(chunk);
        else if (size <= MOST_BYTES_OF_A_REFUSAL) refusal.push(chunk);
      },
      end() {
        if (stream) stream.end();
        else reject(refusalOfUpstream(status, Buffer.concat(refusal)).error);
      },
      fail(error) {
        if (stream) stream.fail();
        else reject(unreached(error));
      },
    });
  });
}
