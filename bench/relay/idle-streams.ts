import { connect } from "node:net";
import { createInterface } from "node:readline";
import { AnswerReader } from "./answer-reader";
import { requestBytes, type Target } from "./request-bytes";

export type IdleJob = Target & { releaseUrl: string };
export type IdleReport = { open: number; ended: number; errors: number; firstError: string; tookMs: number };

/**
 * Opens as many streams as each line of its input says, and keeps them open; at `end` it makes the upstream end them all. After each line
 * it prints the number of open streams, and of those that ended correctly, as JSON.
 */
const job = JSON.parse(process.argv[2] ?? "{}") as IdleJob;
const target = new URL(job.url);
const request = requestBytes(job, { kind: "idle", promptBytes: 800 });
const OPENING_AT_ONCE = 64;
const LAST_STREAM_TIMEOUT_MS = 60_000;
let asked = 0;
let begun = 0;
let ended = 0;
let errors = 0;
let firstError = "";

function openOne(whenBegun: () => void): void {
  const socket = connect({ host: target.hostname, port: Number.parseInt(target.port, 10), noDelay: true });
  const reader = new AnswerReader();
  let hasBegun = false;
  let isOver = false;
  const over = (fault?: string) => {
    if (isOver) return;
    isOver = true;
    socket.destroy();
    if (fault === undefined) ended += 1;
    else {
      errors += 1;
      firstError ||= fault;
    }
    if (!hasBegun) whenBegun();
  };
  socket.on("connect", () => socket.write(request));
  socket.on("error", (error) => over(error.message));
  socket.on("close", () => over("a stream was closed"));
  socket.on("data", (chunk) => {
    try {
      if (reader.push(chunk)) over();
    } catch (error) {
      over((error as Error).message);
    }
    if (hasBegun || isOver) return;
    hasBegun = true;
    begun += 1;
    whenBegun();
  });
}

function openUntil(count: number): Promise<void> {
  return new Promise((resolve) => {
    let opening = 0;
    const more = () => {
      while (asked < count && opening < OPENING_AT_ONCE) {
        asked += 1;
        opening += 1;
        openOne(() => {
          opening -= 1;
          more();
        });
      }
      if (asked >= count && opening === 0) resolve();
    };
    more();
  });
}

async function endAll(): Promise<void> {
  await fetch(`${job.releaseUrl}/release`, { method: "POST" });
  const start = performance.now();
  while (ended + errors < asked && performance.now() - start < LAST_STREAM_TIMEOUT_MS)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

createInterface({ input: process.stdin }).on("line", async (line) => {
  const start = performance.now();
  if (line === "end") await endAll();
  else await openUntil(Number.parseInt(line, 10));
  const report: IdleReport = { open: begun - ended, ended, errors, firstError, tookMs: performance.now() - start };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  if (line === "end") process.exit(0);
});
