import { isObject, type JsonObject } from "@/lib/wire/json";

/** A file id as it stands in an object. Text in quotes cannot look like it: its own quotes are escaped there. */
const FILE_ID = /"file_id"\s*:\s*"(file_[\w-]{1,100})"/g;
const TAIL = 256;
const MOST = 50;

/**
 * Finds the ids of files that tools made upstream in the bytes of a stream. Such a stream holds no objects that a model wrote: its input
 * comes as text.
 */
export class MadeFileScanner {
  readonly ids = new Set<string>();
  private tail = "";

  take(chunk: Buffer): void {
    const text = this.tail + chunk.toString("latin1");
    for (const [, id] of text.matchAll(FILE_ID)) if (id && this.ids.size < MOST) this.ids.add(id);
    this.tail = text.slice(-TAIL);
  }
}

/** The same in a whole message. It looks at results of tools only, because a model writes anything it likes into the input of a tool. */
export function madeFilesIn({ content }: JsonObject): Set<string> {
  const ids = new Set<string>();
  const waiting: unknown[] = Array.isArray(content)
    ? content.filter((block) => isObject(block) && /_tool_result$/.test(`${block.type}`))
    : [];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (Array.isArray(each)) waiting.push(...each);
    else if (isObject(each)) {
      if (typeof each.file_id === "string" && /^file_[\w-]{1,100}$/.test(each.file_id) && ids.size < MOST) ids.add(each.file_id);
      if (each.content) waiting.push(each.content);
    }
  }
  return ids;
}
