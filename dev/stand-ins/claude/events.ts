import type { ContentBlock, Message, MessageDeltaUsage, RawMessageStreamEvent } from "@anthropic-ai/sdk/resources/messages";

/** One event of a stream; `isDelta` marks those between which the original pauses. */
export type StreamEvent = { name: string; data: unknown; isDelta?: boolean };

/** How a platform writes its events; an event that it does not send becomes null. */
export type StreamFormat = { contentType: string; write(event: StreamEvent): string | Uint8Array | null };

const LETTERS_PER_DELTA = 24;
const PING: StreamEvent = { name: "ping", data: '{"type": "ping"}' };

/** The events of a streamed message, in the order of the original. */
export function streamEvents(message: Message, placeholderOutputTokens: number): StreamEvent[] {
  const start: Message = {
    ...message,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: message.usage && { ...message.usage, output_tokens: placeholderOutputTokens, output_tokens_details: null },
  };
  const events: StreamEvent[] = [event({ type: "message_start", message: start })];
  for (const [index, block] of message.content.entries()) {
    events.push(...blockEvents(index, block));
    if (index === 0) events.splice(2, 0, PING);
  }
  const { container, stop_reason, stop_sequence, stop_details } = message;
  events.push(
    event({
      type: "message_delta",
      delta: { container, stop_reason, stop_sequence, stop_details },
      usage: message.usage && deltaUsage(message),
    }),
  );
  events.push(event({ type: "message_stop" }));
  return events;
}

export function frame({ name, data }: StreamEvent): string {
  return `event: ${name}\ndata: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

/**
 * The usage that the last event repeats: sums, and the samplings where there are several; never the split by lifetime, tier, speed or
 * place.
 */
function deltaUsage({ usage }: Message): MessageDeltaUsage {
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens, output_tokens_details, server_tool_use } =
    usage;
  const sums = {
    input_tokens,
    cache_creation_input_tokens,
    cache_read_input_tokens,
    output_tokens,
    output_tokens_details,
    server_tool_use,
  };
  return "iterations" in usage ? ({ ...sums, iterations: usage.iterations } as MessageDeltaUsage) : sums;
}

function blockEvents(index: number, block: ContentBlock): StreamEvent[] {
  const stop = event({ type: "content_block_stop", index });
  if (block.type === "text")
    return [
      event({ type: "content_block_start", index, content_block: { ...block, text: "" } }),
      ...pieces(block.text).map((text) => delta({ type: "content_block_delta", index, delta: { type: "text_delta", text } })),
      stop,
    ];
  if (block.type === "thinking")
    return [
      event({ type: "content_block_start", index, content_block: { ...block, thinking: "", signature: "" } }),
      ...pieces(block.thinking).map((thinking) =>
        delta({ type: "content_block_delta", index, delta: { type: "thinking_delta", thinking } }),
      ),
      event({ type: "content_block_delta", index, delta: { type: "signature_delta", signature: block.signature } }),
      stop,
    ];
  if (block.type === "tool_use")
    return [
      event({ type: "content_block_start", index, content_block: { ...block, input: {} } }),
      ...inputPieces(block.input).map((partial_json) =>
        delta({ type: "content_block_delta", index, delta: { type: "input_json_delta", partial_json } }),
      ),
      stop,
    ];
  return [event({ type: "content_block_start", index, content_block: block }), stop];
}

/** A tool without arguments sends no piece at all; others begin with an empty one. */
function inputPieces(input: unknown): string[] {
  const text = JSON.stringify(input);
  return text === "{}" ? [] : ["", ...pieces(text)];
}

/** Three pieces at least, and no character cut in two. */
function pieces(text: string): string[] {
  const size = Math.max(1, Math.min(LETTERS_PER_DELTA, Math.ceil(text.length / 3)));
  const found: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + size);
    const code = text.charCodeAt(to - 1);
    if (code >= 0xd800 && code < 0xdc00) to += 1;
    found.push(text.slice(from, to));
    from = to;
  }
  return found;
}

function event(data: RawMessageStreamEvent): StreamEvent {
  return { name: data.type, data };
}

function delta(data: RawMessageStreamEvent): StreamEvent {
  return { name: data.type, data, isDelta: true };
}
