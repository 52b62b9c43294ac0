import { AppError } from "@/lib/basics/errors";
import { LIST, OBJECT, QUOTE } from "@/lib/json-bytes/json-scan";
import { elementsOf, type Member, memberNamed, membersOf, memberValue, type Range, spliced } from "@/lib/json-bytes/json-text";
import { isThought } from "@/lib/wire/anthropic/blocks";
import { parseJson } from "@/lib/wire/json";

/**
 * Bedrock's runtime does not know the automatic `cache_control` at the top level. It becomes an explicit one on the last block that can
 * carry it, as Anthropic's own API would place it. Returns the new values by field; throws where two lifetimes collide.
 */
export function explicitMarker(body: Buffer, members: Member[]): Record<string, Buffer> {
  const automatic = memberNamed(members, "cache_control");
  if (!automatic || memberValue(body, automatic) === null) return {};
  const marker = body.subarray(automatic.valueFrom, automatic.to);
  for (const field of ["messages", "system", "tools"]) {
    const member = memberNamed(members, field);
    if (!member) continue;
    const value = body.subarray(member.valueFrom, member.to);
    const marked = field === "messages" ? markedTurns(value, marker) : markedContent(value, marker);
    if (marked) return { [field]: marked };
  }
  return {};
}

function markedTurns(turns: Buffer, marker: Buffer): Buffer | null {
  if (turns[0] !== LIST) return null;
  for (const turn of elementsOf(turns).toReversed()) {
    const content = memberNamed(membersOf(turns, turn.from), "content");
    if (!content) continue;
    const place = { from: content.valueFrom, to: content.to };
    const marked = markedContent(turns.subarray(place.from, place.to), marker);
    if (marked) return spliced(turns, place, marked);
  }
  return null;
}

/** Turns a text into a block, which is the same prompt. Null where no block can carry a marker. */
function markedContent(content: Buffer, marker: Buffer): Buffer | null {
  if (content[0] === QUOTE) {
    if (content.length === 2) return null;
    return Buffer.concat([Buffer.from('[{"type":"text","text":'), content, Buffer.from(',"cache_control":'), marker, Buffer.from("}]")]);
  }
  if (content[0] !== LIST) return null;
  const block = elementsOf(content).findLast((each) => isMarkable(content, each));
  return block ? markedBlock(content, block, marker) : null;
}

function isMarkable(content: Buffer, block: Range): boolean {
  if (content[block.from] !== OBJECT) return false;
  const members = membersOf(content, block.from);
  if (isThought({ type: String(memberValue(content, memberNamed(members, "type"))) })) return false;
  return memberValue(content, memberNamed(members, "text")) !== "";
}

function markedBlock(content: Buffer, block: Range, marker: Buffer): Buffer {
  const members = membersOf(content, block.from);
  const own = memberNamed(members, "cache_control");
  const ownValue = memberValue(content, own) as { ttl?: unknown } | null | undefined;
  if (own && ownValue) {
    const requested = (parseJson(marker) ?? {}) as { ttl?: unknown };
    if ((ownValue.ttl ?? "5m") === (requested.ttl ?? "5m")) return content;
    const message = "cache_control: the last block has a cache_control of its own with another ttl. Nothing was charged.";
    throw new AppError("invalid_request", message, { param: "cache_control" });
  }
  if (own) return spliced(content, { from: own.valueFrom, to: own.to }, marker);
  const last = members.at(-1);
  const place = last ? last.to : block.from + 1;
  return spliced(content, { from: place, to: place }, Buffer.concat([Buffer.from(`${last ? "," : ""}"cache_control":`), marker]));
}
