import type { Call } from "@/lib/relay/call/call";
import type { RelayReply } from "@/lib/relay/call/request";

const LIFETIME_MS = 10 * 60_000;
const MAX_BYTES = 32 * 1024 * 1024;
/** One answer that fills the memory would drive out all others. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;
/** The memory of an entry besides its body: many short answers fill the memory as well. */
const ENTRY_BYTES = 1024;

/** The reply to a call: null if it was free, so that its repeat is a new call. */
export type StoredReply = (Omit<RelayReply, "body"> & { body: Buffer }) | null;
type Entry = { requestHash: Buffer; reply: StoredReply | Promise<StoredReply>; untilMs: number };

/**
 * The answers of calls that carried an Idempotency-Key, kept for some minutes in this process's memory only: a client that
 * lost the connection and repeats its request gets the same bytes.
 */
export class RecentAnswers {
  /** In order of arrival: the oldest are dropped first. */
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(private readonly maxBytes = MAX_BYTES) {}

  /** The answer to the same request with the same key; undefined if there is none and no such call runs. */
  find(call: Call, nowMs: number): StoredReply | Promise<StoredReply> | undefined {
    const entry = this.entries.get(nameOf(call));
    if (!entry?.requestHash.equals(markOf(call).requestHash)) return undefined;
    if (entry.untilMs > nowMs) return entry.reply;
    this.drop(nameOf(call), entry);
    return undefined;
  }

  /** Makes repeats of a call wait for it. A failed call counts as a free one: its repeat is a new call. */
  join(call: Call, outcome: Promise<StoredReply>): void {
    const reply = outcome.catch(() => null);
    const name = nameOf(call);
    if (this.entries.has(name)) return;
    const entry: Entry = { requestHash: markOf(call).requestHash, reply, untilMs: Number.POSITIVE_INFINITY };
    this.entries.set(name, entry);
    // Registered before any repeat waits: a repeat that wakes up finds the stored reply.
    void reply.then((stored) => {
      this.drop(name, entry);
      if (stored) this.store(call, stored, Date.now());
    });
  }

  store(call: Call, reply: NonNullable<StoredReply>, nowMs: number): void {
    if (reply.body.length > MAX_ANSWER_BYTES) return;
    const name = nameOf(call);
    const before = this.entries.get(name);
    if (before) this.drop(name, before);
    this.entries.set(name, { requestHash: markOf(call).requestHash, reply, untilMs: nowMs + LIFETIME_MS });
    this.bytes += sizeOf(reply);
    for (const [each, entry] of this.entries) {
      if (entry.reply instanceof Promise) continue;
      if (this.bytes <= this.maxBytes && entry.untilMs > nowMs) break;
      this.drop(each, entry);
    }
  }

  private drop(name: string, entry: Entry): void {
    if (this.entries.get(name) !== entry) return;
    this.entries.delete(name);
    if (entry.reply && !(entry.reply instanceof Promise)) this.bytes -= sizeOf(entry.reply);
  }
}

function sizeOf({ body }: NonNullable<StoredReply>): number {
  return body.length + ENTRY_BYTES;
}

function nameOf(call: Call): string {
  return `${call.caller.workspaceId} ${markOf(call).keyHash.toString("base64")}`;
}

function markOf({ idempotency }: Call) {
  if (!idempotency) throw new Error("Invariant broken: only calls with an Idempotency-Key are remembered");
  return idempotency;
}
