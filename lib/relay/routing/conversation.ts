import { createHash, type Hash } from "node:crypto";
import { QUOTE } from "@/lib/json-bytes/json-scan";
import { elementsOf, type Member, memberNamed, membersOf } from "@/lib/json-bytes/json-text";
import type { Call } from "@/lib/relay/call/call";
import type { RequestHeaders } from "@/lib/relay/call/request";

/** Claude Code's, a custom of other clients, and Codex's two. */
const SESSION_HEADERS = ["x-claude-code-session-id", "x-session-id", "session_id", "conversation_id"];

const LONGEST_SESSION = 256;
// Conversations that differ only after this many bytes go to one account. That only makes the load less even.
const HASHED_BYTES = 32 * 1024;
// Room for the syntax around the text of a first message: roles, types, markers.
const FRAME_BYTES = 4 * 1024;
const MARKER = '"cache_control"';

/** An id that all calls of one conversation share. It differs between conversations if the client distinguishes them. */
export function conversationOf({ caller, parsed }: Call, headers: RequestHeaders): string {
  const { cacheKey, body, opening } = parsed.request;
  const named = sessionOf(headers) ?? cacheKey?.slice(0, LONGEST_SESSION) ?? opening ?? openingOf(body);
  return `${caller.workspaceId} ${parsed.model.id} ${named}`;
}

function sessionOf(headers: RequestHeaders): string | undefined {
  for (const name of SESSION_HEADERS) {
    const value = headers[name];
    if (value) return value.slice(0, LONGEST_SESSION);
  }
  return undefined;
}

/**
 * A hash of the prompt up to its first cache marker, in the prompt's order: tools, then system. Markers inside messages move
 * with every turn. Without a marker in these two, the hash adds the first message: it stays the same and differs by conversation.
 */
export function openingOf(body: Buffer): string {
  const members = membersOf(body);
  const hash = createHash("sha1");
  for (const name of ["tools", "system"]) {
    const member = memberNamed(members, name);
    if (!member) continue;
    const value = body.subarray(member.valueFrom, member.to);
    const marker = value.indexOf(MARKER);
    hash.update(value.subarray(0, Math.min(marker === -1 ? value.length : marker, HASHED_BYTES)));
    if (marker !== -1) return hash.digest("base64");
  }
  const messages = memberNamed(members, "messages");
  if (messages)
    addFirstText(hash, body.subarray(messages.valueFrom, Math.min(messages.to, messages.valueFrom + HASHED_BYTES + FRAME_BYTES)));
  return hash.digest("base64");
}

/** Adds the raw text of the first message: a string in one turn may be marked blocks in another. It may be long, so it is not parsed. */
function addFirstText(hash: Hash, messages: Buffer): void {
  let room = HASHED_BYTES;
  const add = (text: Member | undefined) => {
    if (!text || messages[text.valueFrom] !== QUOTE) return;
    const bytes = messages.subarray(text.valueFrom + 1, Math.min(text.to - 1, text.valueFrom + 1 + room));
    hash.update(bytes);
    room -= bytes.length;
  };
  const content = memberNamed(membersOf(messages, messages.indexOf("{")), "content");
  add(content);
  if (content && messages[content.valueFrom] !== QUOTE) {
    for (const { from } of elementsOf(messages, content.valueFrom)) add(memberNamed(membersOf(messages, from), "text"));
  }
}
