import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { AppError } from "@/lib/basics/errors";
import { log } from "@/lib/platform/log";
import { ownBytes } from "@/lib/relay/reading/own-bytes";
import { type Kind, type Reading, type ReadingAnswer, type ReadingJob, refusalFrom } from "@/lib/relay/reading/reading-job";

/** Longer than the largest body takes on a loaded machine. A body that takes longer was built to do so. */
const LONGEST_READING_MS = 15_000;
const MOST_WAITING = 256;
/** A hundred times the memory of a million values. A thread that needs more ends, and the process continues. */
const MEMORY = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 64 };

type Pending = { job: ReadingJob; resolve(value: Reading[Kind]): void; reject(error: Error): void };

/**
 * Reads bodies one after the other in its own thread, and takes workspaces in turn: a workspace that sends many long bodies delays
 * only itself. A body that takes too much time or memory fails only its own call.
 */
export class ReadingThread {
  private worker: Worker | null = null;
  private running: Pending | null = null;
  private timer: NodeJS.Timeout | null = null;
  private waitingJobs = 0;
  /** By workspace; the first entry is next. */
  private readonly waiting = new Map<string, Pending[]>();

  constructor(private readonly limits = { longestMs: LONGEST_READING_MS }) {}

  /** Rejects with the errors of the reading, and with `upstream_unavailable` if too many wait. Transfers the body's memory. */
  read<Of extends Kind>(workspaceId: string, job: ReadingJob<Of>): Promise<Reading[Of]> {
    if (this.waitingJobs >= MOST_WAITING) return Promise.reject(tooBusy());
    return new Promise<Reading[Kind]>((resolve, reject) => {
      const own = this.waiting.get(workspaceId);
      const pending: Pending = { job: job as ReadingJob, resolve, reject };
      if (own) own.push(pending);
      else this.waiting.set(workspaceId, [pending]);
      this.waitingJobs += 1;
      this.next();
    }) as Promise<Reading[Of]>;
  }

  private next(): void {
    const [first] = this.waiting;
    if (this.running || !first) return;
    const [workspaceId, own] = first;
    this.waiting.delete(workspaceId);
    const pending = own.shift() as Pending;
    if (own.length > 0) this.waiting.set(workspaceId, own);
    this.waitingJobs -= 1;
    this.running = pending;
    this.timer = setTimeout(() => this.giveUp(tooLong()), this.limits.longestMs);
    const body = ownBytes(pending.job.body);
    this.open().postMessage({ ...pending.job, body }, [body.buffer as ArrayBuffer]);
  }

  private open(): Worker {
    if (this.worker) return this.worker;
    const worker = startThread();
    worker.on("message", (answer: ReadingAnswer) => this.take(answer));
    worker.on("error", (error: NodeJS.ErrnoException) => this.fall(worker, error));
    worker.on("exit", () => this.fall(worker, new Error("the thread that reads bodies ended")));
    // A process that has finished does not wait for the thread.
    worker.unref();
    this.worker = worker;
    return worker;
  }

  private take(answer: ReadingAnswer): void {
    const pending = this.finish();
    if (!pending) return;
    if ("value" in answer) pending.resolve(answer.value);
    else if ("refusal" in answer) pending.reject(refusalFrom(answer.refusal));
    else pending.reject(new Error(answer.failure));
    this.next();
  }

  private fall(worker: Worker, error: NodeJS.ErrnoException): void {
    if (worker !== this.worker) return;
    log.error({ event: "relay.body_thread_ended", err: error }, "the thread that reads bodies ended, the next body starts another");
    this.giveUp(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? tooLong() : error);
  }

  /** Only the running job is lost with the thread. */
  private giveUp(error: Error): void {
    const { worker } = this;
    this.worker = null;
    void worker?.terminate();
    this.finish()?.reject(error);
    this.next();
  }

  private finish(): Pending | null {
    const pending = this.running;
    if (this.timer) clearTimeout(this.timer);
    this.running = null;
    return pending;
  }
}

/** The reading thread of this process. */
export const readingThread = new ReadingThread();

const BUILT = path.resolve(".build", "reading-thread.mjs");

function startThread(): Worker {
  const isSource = process.env.NODE_ENV === "development" || process.env.NODE_ENV === "test" || !existsSync(BUILT);
  if (!isSource) return new Worker(BUILT, { resourceLimits: MEMORY });
  const source = pathToFileURL(path.resolve("server/reading-thread.ts")).href;
  const program = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(source)}); })`;
  return new Worker(program, { eval: true, resourceLimits: MEMORY });
}

export function tooBusy(): AppError {
  const message = "This server is reading as many long requests as it can. Nothing was charged; try again in a moment.";
  return new AppError("upstream_unavailable", message, { retryAfterSeconds: 1 });
}

function tooLong(): AppError {
  return new AppError("invalid_request", "The request takes too much time or memory to be read. Nothing was charged; send a simpler one.");
}
