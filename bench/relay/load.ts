import { connect, type Socket } from "node:net";
import { AnswerReader } from "./answer-reader";
import { type Ask, requestBytes, type Target } from "./request-bytes";

export type LoadJob = Target & Ask & { concurrency: number; seconds: number };
export type LoadReport = {
  calls: number;
  errors: number;
  firstError: string;
  elapsedMs: number;
  p50: number;
  p90: number;
  p99: number;
  firstByteP50: number;
  /** The delay from the upstream's write of a paced chunk to its arrival here. */
  chunks: number;
  delayP50: number;
  delayP99: number;
  cpuMicros: number;
};

/** Keeps `concurrency` calls going for a time over keep-alive connections, and prints the results as JSON. */
const job = JSON.parse(process.argv[2] ?? "{}") as LoadJob;
const target = new URL(job.url);
const request = requestBytes(job, job);
const latencies: number[] = [];
const firstBytes: number[] = [];
const delays: number[] = [];
let errors = 0;
let firstError = "";
const cpuBefore = process.cpuUsage();
const start = performance.now();

/** Sends one call after another on one connection, until the time is over. */
function converse(socket: Socket, done: () => void): void {
  let sentAt = 0;
  let reader: AnswerReader | null = null;
  let isDone = false;
  const leave = (fault?: string) => {
    if (isDone) return;
    isDone = true;
    if (fault !== undefined) {
      errors += 1;
      firstError ||= fault;
    }
    socket.destroy();
    done();
  };
  const send = () => {
    reader = null;
    sentAt = performance.now();
    socket.write(request);
  };
  socket.on("connect", send);
  socket.on("error", (error) => leave(error.message));
  socket.on("close", () => leave("the connection was closed in the middle of an answer"));
  socket.on("data", (chunk) => {
    if (!reader) {
      reader = new AnswerReader();
      firstBytes.push(performance.now() - sentAt);
    }
    if (job.kind === "paced") noteDelays(chunk);
    try {
      if (!reader.push(chunk)) return;
    } catch (error) {
      return leave((error as Error).message);
    }
    latencies.push(performance.now() - sentAt);
    if (performance.now() - start > job.seconds * 1000) leave();
    else send();
  });
}

function noteDelays(chunk: Buffer): void {
  const now = process.hrtime.bigint();
  for (const match of chunk.toString("latin1").matchAll(/at:(\d+);/g)) delays.push(Number(now - BigInt(match[1] as string)) / 1e6);
}

let open = job.concurrency;
for (let index = 0; index < job.concurrency; index += 1) {
  converse(connect({ host: target.hostname, port: Number.parseInt(target.port, 10), noDelay: true }), () => {
    open -= 1;
    if (open === 0) process.stdout.write(`${JSON.stringify(report())}\n`);
  });
}

function report(): LoadReport {
  const elapsedMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const values of [latencies, firstBytes, delays]) values.sort((a, b) => a - b);
  const at = (values: number[], part: number) => values[Math.floor(values.length * part)] ?? 0;
  return {
    calls: latencies.length,
    errors,
    firstError,
    elapsedMs,
    p50: at(latencies, 0.5),
    p90: at(latencies, 0.9),
    p99: at(latencies, 0.99),
    firstByteP50: at(firstBytes, 0.5),
    chunks: delays.length,
    delayP50: at(delays, 0.5),
    delayP99: at(delays, 0.99),
    cpuMicros: user + system,
  };
}
