export type CacheTtl = "5m" | "1h";
type CacheControl = { type: "ephemeral"; ttl?: CacheTtl };
export type Block = Record<string, unknown> & { type: string; text?: string; name?: string; cache_control?: CacheControl | null };
export type Turn = { role: "user" | "assistant" | "system"; content: string | Block[] };
export type Tool = Record<string, unknown> & { name: string; type?: string; input_schema?: unknown; cache_control?: CacheControl | null };
export type Thinking = { type: "adaptive" | "enabled" | "disabled" | "between_tools"; budget_tokens?: number; display?: string };

/** The part of a Messages request that affects the answer. `max_tokens` is absent when only counting. */
export type MessagesRequest = {
  model: string;
  max_tokens?: number;
  messages: Turn[];
  system?: string | Block[];
  tools?: Tool[];
  tool_choice?: { type: "auto" | "any" | "none" | "tool"; name?: string; disable_parallel_tool_use?: boolean };
  thinking?: Thinking;
  output_config?: { effort?: string; format?: { type: string; schema?: unknown } };
  cache_control?: CacheControl | null;
  stop_sequences?: string[];
  stream?: boolean;
  speed?: "standard" | "fast";
  inference_geo?: string;
  service_tier?: string;
  metadata?: { user_id?: string | null };
  temperature?: number;
  top_p?: number;
  top_k?: number;
};

/** Empty for content of any other kind, which the checks refuse. */
export function blocksOf(content: string | Block[] | undefined): Block[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content : [];
}

/** The text of the newest user turn: the subject of the answer. */
export function lastUserText(request: MessagesRequest): string {
  for (let index = request.messages.length - 1; index >= 0; index--) {
    const turn = request.messages[index];
    if (turn?.role !== "user") continue;
    return blocksOf(turn.content)
      .map((block) => (block?.type === "text" ? (block.text ?? "") : ""))
      .join("\n");
  }
  return "";
}
