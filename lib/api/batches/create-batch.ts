import { offerNamed } from "@/lib/api/batches/offer-named";
import { jsonReply } from "@/lib/api/json-reply";
import { AppError } from "@/lib/basics/errors";
import { timeOfId } from "@/lib/basics/ids";
import { type Batch, batchObject } from "@/lib/batches/batch";
import { withdrawBatch } from "@/lib/batches/end-batch";
import { type PricedBatch, priceRequests } from "@/lib/batches/price-requests";
import { repeatedBatch, repeatMark } from "@/lib/batches/repeats";
import { noteAccount, noteSubmitted } from "@/lib/batches/stored-batches";
import { type Submitted, submitBatch } from "@/lib/batches/submit-batch";
import type { Caller } from "@/lib/keys/authenticate-key";
import { CallEnder } from "@/lib/ledger/end-calls";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { admitRequest } from "@/lib/relay/admission/admit-call";
import { assertMayCall } from "@/lib/relay/admission/may-call";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import { readBatchBody } from "@/lib/relay/reading/read-body";
import { callerOf } from "@/lib/relay/reception/caller";
import { upstreamHeaders } from "@/lib/relay/reception/messages-dialect";
import { namedModels } from "@/lib/relay/reception/receive-call";
import type { RelayServices } from "@/lib/relay/services/services";
import { anthropicErrorReply } from "@/lib/wire/anthropic/errors";
import { rateHeaders } from "@/lib/wire/rate-headers";

const FIRST_LOOK_MS = 15_000;

/** `POST /messages/batches`: holds for every request, then sends the batch upstream once. Throws AppError; then nothing is charged. */
export async function createBatch(services: RelayServices, request: RelayRequest, { id }: { id: string }): Promise<RelayReply> {
  const caller = await callerOf(request);
  await assertMayCall(services, caller, Date.now());
  const admission = await admitRequest(services.gate, caller, id);
  try {
    const { batch, isRepeated } = await createOrFind(services, caller, request, id);
    const reply = jsonReply(batchObject(batch), `req_${id}`);
    const repeated = isRepeated ? { "x-relais-idempotent-replay": "true" } : null;
    const rates = rateHeaders("anthropic", admission.views, Date.now());
    return { ...reply, headers: { ...reply.headers, ...rates, "x-relais-upstream": headerText(batch.accountName), ...repeated } };
  } finally {
    admission.finish(0, Date.now());
  }
}

async function createOrFind(services: RelayServices, caller: Caller, request: RelayRequest, id: string): Promise<Submitted> {
  const mark = repeatMark(request.headers);
  const receivedAt = timeOfId(id);
  const read = await readBatchBody(caller, request, { models: namedModels(services, receivedAt), markKey: mark.markKey });
  const known = await repeatedBatch(caller, mark, read.requestHash);
  if (known) return { batch: known, isRepeated: true };
  const priced = await priceRequests(services, caller, read, receivedAt);
  const account = priced.accounts[0] as PricedBatch["accounts"][number];
  const { requests } = priced;
  const submitted = await submitBatch(caller, { id, receivedAt, account, requests, mark, requestHash: read.requestHash });
  if (submitted.isRepeated) return submitted;
  return {
    batch: await offer(services, submitted.batch, priced, { headers: upstreamHeaders(request.headers), body: read.body }),
    isRepeated: false,
  };
}

/** Offers the batch to one account after the other, as long as each has not taken it for sure. Throws the last one's error. */
async function offer(
  services: RelayServices,
  batch: Batch,
  { accounts }: PricedBatch,
  sent: { headers: Record<string, string>; body: Uint8Array },
): Promise<Batch> {
  const requestId = `req_${batch.id}`;
  let refusal = new AppError("upstream_unavailable", "The upstream could not be reached. Nothing was charged; please try again.", {
    retryAfterSeconds: 1,
  });
  for (const [n, member] of accounts.entries()) {
    if (n > 0) await noteAccount(batch, member);
    const offered = await offerNamed(services, member, { workspaceId: batch.workspaceId, requestId, ...sent });
    if (offered.kind === "taken") return noteTaken({ ...batch, accountName: member.name }, offered.batch.id, offered.batch.expiresAt);
    if (offered.kind === "unknown") {
      // The batch and its holds stay: the worker finds out what became of it.
      log.warn(
        { event: "batches.submission_unanswered", requestId, upstream: member.name, cause: offered.cause },
        "an upstream did not say whether it took a batch",
      );
      return batch;
    }
    if (offered.kind === "refused") refusal = offered.refusal.error;
    if (offered.kind === "refused" && offered.refusal.fault === "caller") break;
  }
  const ender = new CallEnder(env.DATABASE_URL);
  try {
    await withdrawBatch(ender, batch, refusal, anthropicErrorReply(refusal, requestId).status);
  } finally {
    await ender.close();
  }
  throw refusal;
}

async function noteTaken(batch: Batch, upstreamId: string, expiresAt: Date): Promise<Batch> {
  try {
    await noteSubmitted(batch, upstreamId, expiresAt, new Date(Date.now() + FIRST_LOOK_MS));
  } catch (error) {
    // The worker finds the batch by its results.
    log.error(
      { event: "batches.submission_unnoted", err: error, requestId: `req_${batch.id}`, upstreamId },
      "an upstream took a batch, and that could not be noted",
    );
  }
  return { ...batch, state: "submitted", upstreamId, expiresAt };
}

function headerText(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?");
}
