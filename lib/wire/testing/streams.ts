import { readFileSync } from "node:fs";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import { NO_MARKERS } from "@/lib/wire/anthropic/cache-markers";
import type { RequestFacts } from "@/lib/wire/anthropic/metered-usage";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";

/** A stream with thinking, text and two tool calls; both official SDKs read it. Prompt 23,012 tokens, output 150. */
export const GOLDEN_STREAM: Buffer = readFileSync(new URL("./golden-stream.sse", import.meta.url));

export const GOLDEN_TOKENS = { input: 12, cacheWrite5m: 1000, cacheWrite1h: 2000, cacheRead: 20_000, output: 150 };

export const ASKED: RequestFacts = {
  modelId: "claude-sonnet-4-6",
  contextTokens: 1_000_000,
  hasServerTools: false,
  otherNames: [],
  markers: NO_MARKERS,
  maxTokens: 1000,
  promptTokens: 100,
  tokenizer: "before_4_7",
};

export function sse(...events: Array<{ type: string; [key: string]: unknown }>): Buffer {
  return Buffer.from(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""));
}

/** `message_start` with this usage. */
export function startEvent(usage: object | undefined) {
  return {
    type: "message_start",
    message: { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-6", content: [], usage },
  };
}

export function textEvent(text: string) {
  return { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } };
}

/** `message_delta` with this usage; the last one of a stream has a stop reason. */
export function deltaEvent(usage: object | undefined, stopReason: string | null = "end_turn") {
  return { type: "message_delta", delta: { stop_reason: stopReason, stop_sequence: null }, usage };
}

export const STOP_EVENT = { type: "message_stop" };

/** The meter after these bytes. */
export function metered(bytes: Buffer, asked: Partial<RequestFacts> = {}): UsageMeter {
  const meter = new UsageMeter({ ...ASKED, ...asked });
  meter.push(bytes);
  return meter;
}

/** The bytes in pieces that end at these places. */
export function cut(bytes: Buffer, ...places: number[]): Buffer[] {
  const ends = [...places.toSorted((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

/** Everything that a caller gets when these chunks come and the call is settled at the end. */
export function relayed(stream: AnswerStream, chunks: Buffer[]): string {
  return Buffer.concat([...chunks.map((chunk) => stream.push(chunk)), stream.end()]).toString();
}
