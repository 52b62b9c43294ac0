import { OBJECT, QUOTE } from "@/lib/json-bytes/json-scan";
import { memberNamed, membersOf, memberValue, rewritten } from "@/lib/json-bytes/json-text";
import { type AnswerFilter, NOTHING } from "@/lib/upstreams/answer-filter";
import { startWithModel } from "@/lib/upstreams/answer-model";
import { BrokenEventStream, EventStreamDecoder, type EventStreamMessage } from "@/lib/upstreams/bedrock/event-stream";
import { anthropicErrorFrame } from "@/lib/wire/anthropic/errors";
import { parseJson, writeJson } from "@/lib/wire/json";

const METRICS = "amazon-bedrock-invocationMetrics";
const WITHOUT_METRICS = new Set([METRICS]);
const TYPE_FIRST = Buffer.from('{"type":"');
const BYTES_FIRST = Buffer.from('{"bytes":"');

/** Exceptions inside a stream, in the words of Anthropic's errors (Amazon, InvokeModelWithResponseStream, 2026). */
const EXCEPTIONS: Record<string, string> = {
  throttlingException: "rate_limit_error",
  validationException: "invalid_request_error",
  modelTimeoutException: "timeout_error",
  serviceUnavailableException: "overloaded_error",
  modelStreamErrorException: "api_error",
  internalServerException: "api_error",
};

/** Turns Bedrock's binary stream into the server-sent events that Anthropic's own API would send. */
export class EventStreamToSse implements AnswerFilter {
  isOver = false;
  readonly #decoder = new EventStreamDecoder();

  constructor(private readonly modelId: string) {}

  push(chunk: Buffer): Buffer {
    if (this.isOver) return NOTHING;
    const frames: Buffer[] = [];
    try {
      for (const message of this.#decoder.push(chunk)) {
        frames.push(this.#frame(message));
        if (this.isOver) break;
      }
    } catch (error) {
      if (!(error instanceof BrokenEventStream)) throw error;
      this.isOver = true;
      frames.push(anthropicErrorFrame({ type: "api_error", message: "The upstream's answer was damaged on its way." }));
    }
    return frames.length === 1 ? (frames[0] ?? NOTHING) : Buffer.concat(frames);
  }

  end(): Buffer {
    return NOTHING;
  }

  #frame({ headers, payload }: EventStreamMessage): Buffer {
    if (headers[":message-type"] === "event") {
      const event = headers[":event-type"] === "chunk" ? eventInside(payload) : null;
      return event ? eventFrame(event, this.modelId) : NOTHING;
    }
    this.isOver = true;
    const kind = headers[":exception-type"] ?? headers[":error-code"] ?? "";
    const { message } = (parseJson(payload) ?? {}) as { message?: unknown };
    const text = typeof message === "string" ? message : (headers[":error-message"] ?? "The upstream failed in the middle of the answer.");
    return anthropicErrorFrame({ type: Object.hasOwn(EXCEPTIONS, kind) ? (EXCEPTIONS[kind] ?? "api_error") : "api_error", message: text });
  }
}

/** One of Anthropic's events, in base64 beside padding that hides its length. */
function eventInside(payload: Buffer): Buffer | null {
  const to = payload.indexOf(QUOTE, BYTES_FIRST.length);
  if (to !== -1 && payload.indexOf(BYTES_FIRST) === 0) return Buffer.from(payload.toString("latin1", BYTES_FIRST.length, to), "base64");
  const { bytes } = (parseJson(payload) ?? {}) as { bytes?: unknown };
  return typeof bytes === "string" ? Buffer.from(bytes, "base64") : null;
}

/** Drops data without a type: a gateway's keep-alive, which has no content. */
function eventFrame(event: Buffer, modelId: string): Buffer {
  const type = typeOf(event);
  if (!type) return NOTHING;
  const data = dataOf(type, oneLine(event), modelId);
  const frame = Buffer.allocUnsafe(type.length + data.length + 16);
  let at = frame.write(`event: ${type}\ndata: `, 0, "latin1");
  at += data.copy(frame, at);
  frame.write("\n\n", at, "latin1");
  return frame;
}

function dataOf(type: string, event: Buffer, modelId: string): Buffer {
  if (type === "message_start") return startWithModel(event, modelId);
  if (type === "message_stop" && event.includes(METRICS)) return rewritten(event, membersOf(event), { without: WITHOUT_METRICS });
  return event;
}

function typeOf(event: Buffer): string | null {
  const to = event.indexOf(QUOTE, TYPE_FIRST.length);
  const isFirst = to !== -1 && event.indexOf(TYPE_FIRST) === 0;
  const type = isFirst ? event.toString("latin1", TYPE_FIRST.length, to) : typeInside(event);
  return typeof type === "string" && /^[a-z_]{1,60}$/.test(type) ? type : null;
}

function typeInside(event: Buffer): unknown {
  return parseJson(event) === undefined || event[0] !== OBJECT ? null : memberValue(event, memberNamed(membersOf(event), "type"));
}

/** A line end inside the data would end the frame's line. */
function oneLine(event: Buffer): Buffer {
  if (!event.includes(0x0a) && !event.includes(0x0d)) return event;
  const line = writeJson(parseJson(event));
  if (line === undefined) throw new BrokenEventStream("An event is no JSON.");
  return Buffer.from(line);
}
