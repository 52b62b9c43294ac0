import { COLON, LIST, OBJECT } from "@/lib/json-bytes/json-scan";
import { elementsOf, type Member, memberNamed, membersOf, memberValue, type Range } from "@/lib/json-bytes/json-text";
import type { LinkedKind } from "@/lib/upstreams/links/media-type";

/** A source that a request only names: by a link, or as a file of Anthropic's. The range is that of the whole source. */
export type NamedSource = Range & { type: "url" | "file"; kind: LinkedKind; place: string; url: string };

const SPACE = 0x20;
// A tool's result contains a document, which contains an image: nothing that Claude takes is nested deeper.
const DEEPEST = 4;

/**
 * The sources that a request's messages only name, in the order of the text and none inside another. Only the parts that name them are
 * parsed.
 */
export function namedSourcesIn(body: Buffer): NamedSource[] {
  // Ordinary requests pay only for these two searches.
  if (!mentions(body, '"url"') && !mentions(body, '"file"')) return [];
  const found: NamedSource[] = [];
  const messages = memberNamed(membersOf(body), "messages");
  for (const { members, index } of objectsIn(body, messages)) {
    addFrom(found, body, memberNamed(members, "content"), { place: `messages.${index}.content`, depth: 0 });
  }
  return found.sort((one, other) => one.from - other.from);
}

/** Whether the text is the value of some member: tools of agents often have a field with such a name. */
function mentions(body: Buffer, text: string): boolean {
  for (let at = body.indexOf(text); at !== -1; at = body.indexOf(text, at + text.length)) {
    let before = at - 1;
    while (before > 0 && (body[before] ?? 0) <= SPACE) before--;
    if (body[before] === COLON) return true;
  }
  return false;
}

function addFrom(found: NamedSource[], body: Buffer, blocks: Member | undefined, { place, depth }: { place: string; depth: number }): void {
  if (depth === DEEPEST) return;
  for (const { members, index } of objectsIn(body, blocks)) {
    const here = `${place}.${index}`;
    addFrom(found, body, memberNamed(members, "content"), { place: `${here}.content`, depth: depth + 1 });
    const source = memberNamed(members, "source");
    if (!source || body[source.valueFrom] !== OBJECT) continue;
    const own = membersOf(body, source.valueFrom);
    const type = memberValue(body, memberNamed(own, "type"));
    const kind = memberValue(body, memberNamed(members, "type"));
    if ((type !== "url" && type !== "file") || (kind !== "image" && kind !== "document")) {
      addFrom(found, body, memberNamed(own, "content"), { place: `${here}.source.content`, depth: depth + 1 });
      continue;
    }
    const url = memberValue(body, memberNamed(own, "url"));
    found.push({ type, kind, place: `${here}.source.url`, url: typeof url === "string" ? url : "", from: source.valueFrom, to: source.to });
  }
}

function objectsIn(body: Buffer, list: Member | undefined): { members: Member[]; index: number }[] {
  if (!list || body[list.valueFrom] !== LIST) return [];
  return elementsOf(body, list.valueFrom).flatMap(({ from }, index) =>
    body[from] === OBJECT ? [{ members: membersOf(body, from), index }] : [],
  );
}
