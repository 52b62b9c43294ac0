/** The events that the relay distinguishes; "none" for a frame without data, such as a comment. */
const KNOWN_EVENTS = [
  "message_start",
  "content_block_start",
  "content_block_delta",
  "content_block_stop",
  "message_delta",
  "message_stop",
  "ping",
  "error",
] as const;
export type EventName = (typeof KNOWN_EVENTS)[number] | "other" | "none";

const KNOWN: ReadonlySet<string> = new Set(KNOWN_EVENTS);

export function eventNameOf(name: unknown): EventName {
  return typeof name === "string" && KNOWN.has(name) ? (name as EventName) : "other";
}

/** The event name in `bytes[from..to)`. Its length and one letter find it, then it is compared: a stream does this for every frame. */
export function eventNameAt(bytes: Uint8Array, from: number, to: number): EventName {
  const candidate = candidateAt(bytes, from, to);
  return candidate !== "other" && isAt(bytes, from, candidate) ? candidate : "other";
}

/** Whether the ASCII text stands at this place. */
export function isAt(bytes: Uint8Array, from: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[from + index] !== text.charCodeAt(index)) return false;
  return true;
}

function candidateAt(bytes: Uint8Array, from: number, to: number): EventName {
  switch (to - from) {
    case 19:
      return bytes[from + 14] === 0x64 ? "content_block_delta" : "content_block_start";
    case 18:
      return "content_block_stop";
    case 13:
      return bytes[from + 8] === 0x64 ? "message_delta" : "message_start";
    case 12:
      return "message_stop";
    case 5:
      return "error";
    case 4:
      return "ping";
    default:
      return "other";
  }
}
