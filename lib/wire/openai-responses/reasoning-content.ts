import { invalid } from "@/lib/wire/fields";
import { isObject, type JsonObject, parseJson, writeJson } from "@/lib/wire/json";

const PREFIX = "relais1.";

/** The contents of a reasoning item's `encrypted_content`: the thinking block with its signature, so that it can be sent back exactly. */
export function reasoningContent(block: JsonObject): string {
  return PREFIX + Buffer.from(writeJson(block) ?? "").toString("base64");
}

/**
 * The thinking block inside an `encrypted_content`. Null for content that was not written here: another provider's reasoning means nothing
 * to Claude, and a conversation may move between providers. Throws `invalid_request` for damaged content of ours: leaving it out would
 * change the conversation silently.
 */
export function blockOfReasoning(content: string, param: string): JsonObject | null {
  if (!content.startsWith("relais")) return null;
  const block = content.startsWith(PREFIX) ? parseJson(Buffer.from(content.slice(PREFIX.length), "base64")) : undefined;
  const known = isObject(block) ? thinkingBlock(block) : undefined;
  if (known === undefined) throw invalid(param, "is damaged or of an unknown version; send it back as it was received, or leave it out.");
  return known;
}

/** The block with the fields that a thinking block has; undefined where one is missing, above all the signature. */
function thinkingBlock({ type, thinking, signature, data }: JsonObject): JsonObject | undefined {
  if (type === "redacted_thinking" && typeof data === "string") return { type, data };
  const isSigned = typeof signature === "string" && signature !== "";
  return type === "thinking" && typeof thinking === "string" && isSigned ? { type, thinking, signature } : undefined;
}
