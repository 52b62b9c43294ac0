import { createHash } from "node:crypto";

// Anthropic's alphabets. For ids no length is published: 64 is what Bedrock takes, and what OpenAI itself gives at most.
const CALL_ID = /^[a-zA-Z0-9_-]{1,64}$/;
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,128}$/;
const PROPERTY_KEY = /^[a-zA-Z0-9_.-]{1,64}$/;
const LONGEST_NAME_STEM = 100;
const LONGEST_KEY_STEM = 50;

/**
 * A call's id as the upstream takes it. The same id always becomes the same one, so that a prompt stays cached. `repeat` distinguishes
 * calls to which another model gave one id.
 */
export function upstreamCallId(id: string, repeat: number): string {
  if (repeat === 0 && CALL_ID.test(id)) return id;
  return `call_${digest(repeat === 0 ? id : `${id}\n${repeat}`, "base64url").slice(0, 32)}`;
}

/** A tool's name as the upstream takes it, always the same for the same name: legible, with an ending that makes it unique. */
export function upstreamToolName(name: string): string {
  if (TOOL_NAME.test(name)) return name;
  const stem = name.replace(/[^a-zA-Z0-9_-]+/g, "_").slice(0, LONGEST_NAME_STEM);
  return `${stem}_${digest(name, "hex").slice(0, 8)}`;
}

/** A property's name as the upstream takes it at the head of a tool's input. */
export function upstreamKey(name: string): string {
  if (PROPERTY_KEY.test(name)) return name;
  const stem = name.replace(/[^a-zA-Z0-9_.-]+/g, "_").slice(0, LONGEST_KEY_STEM);
  return `${stem}_${digest(name, "hex").slice(0, 8)}`;
}

/** Hashes the JSON text: otherwise all halves of surrogate pairs would become the same byte. */
function digest(text: string, encoding: "base64url" | "hex"): string {
  return createHash("sha256").update(JSON.stringify(text)).digest(encoding);
}
