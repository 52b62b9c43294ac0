import type { StoredItems } from "@/lib/wire/openai-responses/stored-items";

const LIFETIME_MS = 30 * 60_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** One workspace that writes much would drive out all others. */
const MAX_WORKSPACE_BYTES = 8 * 1024 * 1024;
/** The memory of an entry besides its text, which takes at most two bytes a character. */
const ENTRY_BYTES = 256;
/** More items than an answer has. */
const MOST_REFERENCES = 1_000;
/** The other members of a reference are short. */
const REFERENCE_BYTES = 256;

const REFERENCE = Buffer.from('"item_reference"');
const ID_IN_REFERENCE = /"((?:msg|rs|fc|ctc)_[\w-]{1,80})"/g;
const ID_OF_ITEM = /^\{"id":"([\w-]+)"/;

type Entry = { json: string; untilMs: number };
type Shelf = { items: Map<string, Entry>; bytes: number };
type Bounds = { maxBytes?: number; maxWorkspaceBytes?: number };

/**
 * The items of answers on `/responses` whose callers expect them to be stored, kept for half an hour in this process's memory only:
 * the caller's next request names them by id alone. The oldest are dropped first, a workspace's own before another's.
 */
export class RecentItems {
  /** Receives stored items, for the other processes that share a port. */
  onStored: ((workspaceId: string, items: readonly string[]) => void) | null = null;

  /** The workspace with the oldest activity comes first. */
  private readonly shelves = new Map<string, Shelf>();
  private readonly maxBytes: number;
  private readonly maxWorkspaceBytes: number;
  private bytes = 0;

  constructor({ maxBytes = MAX_BYTES, maxWorkspaceBytes = MAX_WORKSPACE_BYTES }: Bounds = {}) {
    this.maxBytes = maxBytes;
    this.maxWorkspaceBytes = maxWorkspaceBytes;
  }

  /** `items` are the output of one answer, each as JSON. */
  store(workspaceId: string, items: readonly string[], nowMs: number): void {
    const shelf = this.touched(workspaceId) ?? { items: new Map(), bytes: 0 };
    this.shelves.set(workspaceId, shelf);
    for (const json of items) {
      const id = ID_OF_ITEM.exec(json)?.[1];
      if (id === undefined || sizeOf(json) > this.maxWorkspaceBytes) continue;
      this.drop(shelf, id);
      shelf.items.set(id, { json, untilMs: nowMs + LIFETIME_MS });
      shelf.bytes += sizeOf(json);
      this.bytes += sizeOf(json);
    }
    this.shrink(shelf, (bytes) => bytes > this.maxWorkspaceBytes);
    for (const [name, oldest] of this.shelves) {
      this.shrink(oldest, (_, { untilMs }) => untilMs <= nowMs || this.bytes > this.maxBytes);
      if (oldest.items.size > 0) break;
      this.shelves.delete(name);
    }
  }

  /** The stored items that this body refers to; undefined if it refers to none, like nearly every body. */
  namedIn(body: Buffer, workspaceId: string, nowMs: number): StoredItems | undefined {
    let at = body.indexOf(REFERENCE);
    if (at === -1) return undefined;
    const found = new Map<string, string>();
    const shelf = this.touched(workspaceId);
    for (let count = 0; shelf && at !== -1 && count < MOST_REFERENCES; count++) {
      const around = body.toString("latin1", Math.max(0, at - REFERENCE_BYTES), at + REFERENCE_BYTES);
      for (const [, id = ""] of around.matchAll(ID_IN_REFERENCE)) {
        const entry = shelf.items.get(id);
        if (!entry || entry.untilMs <= nowMs) continue;
        entry.untilMs = nowMs + LIFETIME_MS;
        found.set(id, entry.json);
      }
      at = body.indexOf(REFERENCE, at + REFERENCE.length);
    }
    return found;
  }

  private touched(workspaceId: string): Shelf | undefined {
    const shelf = this.shelves.get(workspaceId);
    if (!shelf) return undefined;
    this.shelves.delete(workspaceId);
    this.shelves.set(workspaceId, shelf);
    return shelf;
  }

  private shrink(shelf: Shelf, isTooMuch: (bytes: number, oldest: Entry) => boolean): void {
    for (const [id, entry] of shelf.items) {
      if (!isTooMuch(shelf.bytes, entry)) return;
      this.drop(shelf, id);
    }
  }

  private drop(shelf: Shelf, id: string): void {
    const entry = shelf.items.get(id);
    if (!entry) return;
    shelf.items.delete(id);
    shelf.bytes -= sizeOf(entry.json);
    this.bytes -= sizeOf(entry.json);
  }
}

function sizeOf(json: string): number {
  return 2 * json.length + ENTRY_BYTES;
}
