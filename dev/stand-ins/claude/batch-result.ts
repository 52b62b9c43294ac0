import type { Batch, BatchResult, BatchRunner } from "./batch";
import { directivesIn } from "./directives";
import { ApiError, invalid } from "./errors";
import { ERROR_FAULTS } from "./fault-errors";
import { MESSAGE_FAULTS } from "./fault-message";
import { newId } from "./ids";
import { composeMessage } from "./message";
import { withFiles } from "./named-files";
import { lastUserText, type MessagesRequest } from "./request";
import { checkRequest } from "./validate";

/** The result of one request of a batch. Its errors appear only now. */
export function answerOne(standIn: BatchRunner, { account, rules }: Batch, params: unknown): BatchResult {
  try {
    refuseUnbatched(params as Record<string, unknown>);
    const { request: named, model } = checkRequest(params, {
      ...rules,
      isCountOnly: false,
      refusesRetired: standIn.settings.refusesRetired,
    });
    const request = withFiles(standIn, account, named);
    const fault = directivesIn(lastUserText(request as MessagesRequest)).fault;
    const refusal = fault && ERROR_FAULTS[fault.name]?.(fault.options);
    if (refusal) throw refusal;
    const plan = standIn.cacheOf(account).plan(request, model, standIn.now());
    const message = composeMessage(request, model, plan.usage, standIn.settings.answerTokens);
    message.usage.service_tier = "batch";
    plan.begin();
    return { type: "succeeded", message: (fault && MESSAGE_FAULTS[fault.name]?.(message, fault.options)) ?? message };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { type: "errored", error: JSON.parse(error.body(newId("req"))) };
  }
}

/** What the original does not allow in a batch. */
function refuseUnbatched({ stream, max_tokens: maxTokens, speed }: Record<string, unknown>): void {
  if (stream) throw invalid("stream: streaming is not supported in batch requests");
  if (maxTokens === 0) throw invalid("max_tokens: max_tokens must be at least 1 in batch requests");
  if (speed === "fast") throw invalid("speed: fast mode is not supported in batch requests");
}
