import { tooBusy } from "@/lib/relay/reading/reading-thread";

/** Eight of the longest bodies, as received, while they are read. Their parsed values are in the thread's own memory. */
const MOST_BYTES = 256 * 1024 * 1024;
/** So that one workspace never takes all of it. */
const MOST_OF_ONE = MOST_BYTES / 2;

/** Limits the bytes of long bodies that wait in this process until they are read. */
export class ReadingBudget {
  private bytes = 0;
  private readonly byWorkspace = new Map<string, number>();

  constructor(
    private readonly most = MOST_BYTES,
    private readonly mostOfOne = MOST_OF_ONE,
  ) {}

  /** Runs `read` while these bytes are counted. Throws `upstream_unavailable` if they exceed the budget. */
  async during<Result>(workspaceId: string, bytes: number, read: () => Promise<Result>): Promise<Result> {
    const free = this.reserve(workspaceId, bytes);
    try {
      return await read();
    } finally {
      free();
    }
  }

  /** Counts these bytes until the returned function is called; its second call does nothing. Throws like `during`. */
  reserve(workspaceId: string, bytes: number): () => void {
    const own = this.byWorkspace.get(workspaceId) ?? 0;
    if (this.bytes + bytes > this.most || own + bytes > this.mostOfOne) throw tooBusy();
    this.count(workspaceId, bytes);
    let counted = bytes;
    return () => {
      this.count(workspaceId, -counted);
      counted = 0;
    };
  }

  private count(workspaceId: string, bytes: number): void {
    this.bytes += bytes;
    const own = (this.byWorkspace.get(workspaceId) ?? 0) + bytes;
    if (own > 0) this.byWorkspace.set(workspaceId, own);
    else this.byWorkspace.delete(workspaceId);
  }
}

/** The budget of this process. */
export const readingBudget = new ReadingBudget();
