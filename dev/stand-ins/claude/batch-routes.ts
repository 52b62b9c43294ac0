import type { Batch } from "./batch";
import { batchObject } from "./batches";
import { type Answered, authenticate, type Received } from "./call";
import { ApiError, invalid } from "./errors";
import { ERROR_FAULTS } from "./fault-errors";
import { REPLY_FAULTS } from "./fault-reply";
import type { Endpoint } from "./faults";
import { jsonReply, type Reply } from "./reply";
import type { StandIn } from "./stand-in";

const USUAL_PAGE = 20;
const LARGEST_PAGE = 1_000;
const LINES_AT_ONCE = 100;

/** Everything below `/v1/messages/batches`. */
export function answerBatches(standIn: StandIn, received: Received): Answered {
  const account = authenticate(received.headers);
  const [id, action, ...rest] = received.path.slice("/v1/messages/batches".length).split("/").filter(Boolean);
  const route = `${received.method} ${id ? (action ? `{id}/${action}` : "{id}") : "all"}`;
  if (rest.length > 0) throw new ApiError(404, "Not Found");
  switch (route) {
    case "POST all":
      standIn.profiles.checkNamed(account, received.headers["anthropic-user-profile-id"], received.nowMs);
      return faulty(standIn, account, "batches", () =>
        batchReply(standIn, received, standIn.batches.add(standIn, account, received.rules, received.json())),
      );
    case "GET all":
      return answered(jsonReply(200, JSON.stringify(page(standIn, received, account))));
    case "GET {id}":
      return faulty(standIn, account, "batch", () => batchReply(standIn, received, standIn.batches.find(standIn, account, id as string)));
    case "DELETE {id}":
      standIn.batches.remove(standIn.batches.find(standIn, account, id as string));
      return answered(jsonReply(200, JSON.stringify({ id, type: "message_batch_deleted" })));
    case "POST {id}/cancel": {
      const batch = standIn.batches.find(standIn, account, id as string);
      standIn.batches.cancel(standIn, batch);
      return answered(batchReply(standIn, received, batch));
    }
    case "GET {id}/results":
      return faulty(standIn, account, "results", () => results(standIn.batches.find(standIn, account, id as string)));
    default:
      throw new ApiError(405, "Method Not Allowed");
  }
}

/** An error in place of the answer, or the right answer delivered badly: the request is then done. */
function faulty(standIn: StandIn, account: string, endpoint: Endpoint, answer: () => Reply): Answered {
  const fault = standIn.faults.take(account, endpoint);
  const refusal = fault && ERROR_FAULTS[fault.name]?.(fault.options);
  if (refusal) throw refusal;
  const reply = answer();
  return answered((fault && REPLY_FAULTS[fault.name]?.(reply, fault.options)) ?? reply);
}

function answered(reply: Reply): Answered {
  return { reply, usage: null, begin: () => undefined };
}

function batchReply(standIn: StandIn, received: Received, batch: Batch): Reply {
  return jsonReply(200, JSON.stringify(batchObject(batch, standIn.now(), originOf(received))));
}

function originOf({ headers }: Received): string {
  return `http://${headers.host ?? "stand-in"}`;
}

function page(standIn: StandIn, received: Received, account: string) {
  const { query } = received;
  const limit = Number.parseInt(query.get("limit") ?? `${USUAL_PAGE}`, 10);
  if (!(limit >= 1 && limit <= LARGEST_PAGE)) throw invalid(`limit: Input should be between 1 and ${LARGEST_PAGE}`);
  const all = standIn.batches.of(standIn, account);
  const placeOf = (id: string) => {
    const place = all.findIndex((batch) => batch.id === id);
    if (place === -1) throw invalid(`Message batch not found: ${id}`);
    return place;
  };
  const [after, before] = [query.get("after_id"), query.get("before_id")];
  const end = before ? placeOf(before) : null;
  const start = end !== null ? Math.max(0, end - limit) : after ? placeOf(after) + 1 : 0;
  const shown = all.slice(start, end ?? start + limit);
  return {
    data: shown.map((batch) => batchObject(batch, standIn.now(), originOf(received))),
    has_more: end !== null ? start > 0 : start + limit < all.length,
    first_id: shown[0]?.id ?? null,
    last_id: shown.at(-1)?.id ?? null,
  };
}

function results(batch: Batch): Reply {
  if (batch.endedMs === null) throw new ApiError(404, `Results of message batch ${batch.id} are not available yet.`);
  const steps = [];
  for (let from = 0; from < batch.results.length; from += LINES_AT_ONCE) {
    const lines = batch.results.slice(from, from + LINES_AT_ONCE);
    steps.push({ waitMs: 0, bytes: lines.map((line) => `${JSON.stringify(line)}\n`).join("") });
  }
  return { waitMs: 0, status: 200, headers: { "content-type": "application/x-jsonl" }, steps, ending: "end" };
}
