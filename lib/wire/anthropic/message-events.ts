import { isObject, type JsonObject } from "@/lib/wire/json";

/** Turns a whole message into the events of a stream, for a caller that asked for a stream. */
export function eventsOfMessage(message: JsonObject): Buffer {
  const { stop_reason, stop_sequence, stop_details, usage } = message;
  const blocks = Array.isArray(message.content) ? message.content.filter(isObject) : [];
  const events: JsonObject[] = [
    { type: "message_start", message: { ...message, content: [], stop_reason: null, stop_sequence: null, stop_details: null } },
    ...blocks.flatMap(eventsOfBlock),
    { type: "message_delta", delta: { stop_reason, stop_sequence, stop_details }, usage },
    { type: "message_stop" },
  ];
  return Buffer.from(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""));
}

function eventsOfBlock(block: JsonObject, index: number): JsonObject[] {
  const { opened, deltas } = inPieces(block);
  return [
    { type: "content_block_start", index, content_block: opened },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}

/** A block as its start event opens it, and the deltas that follow. Kinds that are never streamed are whole from the start. */
function inPieces(block: JsonObject): { opened: JsonObject; deltas: JsonObject[] } {
  const { type, text, thinking, signature, input } = block;
  if (type === "text") return { opened: { ...block, text: "" }, deltas: text ? [{ type: "text_delta", text }] : [] };
  if (type === "thinking") {
    const thought = thinking ? [{ type: "thinking_delta", thinking }] : [];
    const signed = signature ? [{ type: "signature_delta", signature }] : [];
    return { opened: { ...block, thinking: "", signature: "" }, deltas: [...thought, ...signed] };
  }
  if (isObject(input))
    return { opened: { ...block, input: {} }, deltas: [{ type: "input_json_delta", partial_json: JSON.stringify(input) }] };
  return { opened: block, deltas: [] };
}
