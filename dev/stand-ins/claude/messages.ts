import type { Message } from "@anthropic-ai/sdk/resources/messages";
import { type Answered, authenticate, type Received } from "./call";
import { directivesIn, parseOptions } from "./directives";
import { invalid } from "./errors";
import { frame, type StreamFormat, streamEvents } from "./events";
import type { Fault } from "./fault";
import { ERROR_FAULTS, FOREIGN_FAULTS } from "./fault-errors";
import { EVENT_FAULTS } from "./fault-events";
import { MESSAGE_FAULTS } from "./fault-message";
import { REPLY_FAULTS } from "./fault-reply";
import { FAULT_NAMES } from "./faults";
import { composeMessage } from "./message";
import type { Model } from "./models";
import { withFiles } from "./named-files";
import { promptBlocks } from "./prompt";
import type { PromptUsage } from "./prompt-cache";
import { jsonReply, type Reply, streamReply } from "./reply";
import { lastUserText, type MessagesRequest } from "./request";
import type { StandIn } from "./stand-in";
import { checkRequest } from "./validate";

const SSE: StreamFormat = { contentType: "text/event-stream; charset=utf-8", write: frame };

/** `POST /v1/messages`. */
export function postMessages(standIn: StandIn, received: Received): Answered {
  const account = authenticate(received.headers);
  const body = received.json();
  const fault = faultFor(standIn, received, account, body as MessagesRequest);
  received.onFault(fault);
  if (fault) {
    const refusal = ERROR_FAULTS[fault.name]?.(fault.options);
    if (refusal) throw refusal;
    const foreign = FOREIGN_FAULTS[fault.name]?.(fault.options, Boolean((body as MessagesRequest)?.stream));
    if (foreign) return { reply: foreign, usage: null, begin: () => undefined };
  }
  const { request: named, model } = checkRequest(body, {
    ...received.rules,
    isCountOnly: false,
    refusesRetired: standIn.settings.refusesRetired,
  });
  const request = withFiles(standIn, account, named);
  const plan = standIn.cacheOf(account).plan(request, model, received.nowMs);
  checkPromptLength(plan.usage, model);
  const plain = composeMessage(request, model, plan.usage, standIn.settings.answerTokens);
  const composed = received.dress?.message?.(plain) ?? plain;
  const message = (fault && MESSAGE_FAULTS[fault.name]?.(composed, fault.options)) ?? composed;
  const reply = request.stream ? streamed(message, standIn, fault, received.dress?.stream) : jsonReply(200, JSON.stringify(message));
  reply.waitMs = standIn.settings.firstByteMs;
  return { reply: (fault && REPLY_FAULTS[fault.name]?.(reply, fault.options)) ?? reply, usage: composed.usage, begin: plan.begin };
}

function checkPromptLength({ input, read, write5m, write1h }: PromptUsage, { contextTokens }: Model): void {
  const tokens = input + read + write5m + write1h;
  if (tokens > contextTokens) throw invalid(`prompt is too long: ${tokens} tokens > ${contextTokens} maximum`);
}

/** `POST /v1/messages/count_tokens`: the whole prompt, cached or not. */
export function postCountTokens(standIn: StandIn, received: Received): Answered {
  const account = authenticate(received.headers);
  const body = received.json();
  const refusal = standIn.faults.take(account, "count_tokens");
  if (refusal) throw ERROR_FAULTS[refusal.name]?.(refusal.options) ?? ERROR_FAULTS["server-error"]?.({});
  const { request: named, model } = checkRequest(body, {
    ...received.rules,
    isCountOnly: true,
    refusesRetired: standIn.settings.refusesRetired,
  });
  const request = withFiles(standIn, account, named);
  const inputTokens = promptBlocks(request, model).reduce((sum, block) => sum + block.tokens, 0);
  return { reply: jsonReply(200, JSON.stringify({ input_tokens: inputTokens })), usage: null, begin: () => undefined };
}

function streamed(message: Message, standIn: StandIn, fault: Fault | null, format: StreamFormat = SSE): Reply {
  const { paceMs, placeholderOutputTokens } = standIn.settings;
  const original = streamEvents(message, placeholderOutputTokens);
  const events = (fault && EVENT_FAULTS[fault.name]?.(original, fault.options)) ?? original;
  const steps = events.flatMap((event) => {
    const bytes = format.write(event);
    return bytes === null ? [] : [{ waitMs: event.isDelta ? paceMs : 0, bytes }];
  });
  return streamReply(steps, { "content-type": format.contentType });
}

/** From the request's header, else from its newest question, else from the queue of its account. */
function faultFor(standIn: StandIn, received: Received, account: string, body: MessagesRequest): Fault | null {
  const header = received.headers["x-stand-in-fault"];
  if (typeof header === "string") {
    const [name = "", ...options] = header.split(" ");
    return known({ name, options: parseOptions(options.join(" ") || "{}") });
  }
  const asked = Array.isArray(body?.messages) ? directivesIn(lastUserText(body)).fault : null;
  return asked ? known(asked) : standIn.faults.take(account, "messages");
}

function known(fault: Fault): Fault | null {
  return FAULT_NAMES.includes(fault.name) ? fault : null;
}
