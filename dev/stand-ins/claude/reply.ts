import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export const FOREVER_MS = 2 ** 31 - 1;

/** Bytes to send after a pause. */
export type Step = { waitMs: number; bytes: string | Uint8Array };

/** A whole answer as a plan, so that a fault is a change of the plan: what is sent, when, and how it ends. */
export type Reply = {
  waitMs: number;
  status: number;
  headers: Record<string, string>;
  steps: Step[];
  /** `cut` breaks the connection, `hang` keeps it open in silence. */
  ending: "end" | "cut" | "hang";
};

export function jsonReply(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return {
    waitMs: 0,
    status,
    headers: { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)), ...headers },
    steps: [{ waitMs: 0, bytes: body }],
    ending: "end",
  };
}

export function streamReply(steps: Step[], headers: Record<string, string> = {}): Reply {
  return {
    waitMs: 0,
    status: 200,
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", ...headers },
    steps,
    ending: "end",
  };
}

export type Delivery = "finished" | "cut" | "client_left";

/** Sends the reply. `onBegin` runs with the first byte; a client that disconnects ends it early, as with the original. */
export async function deliver(response: ServerResponse, reply: Reply, onBegin: () => void): Promise<Delivery> {
  const only = reply.steps[0];
  if (reply.steps.length === 1 && only && reply.waitMs + only.waitMs === 0 && reply.ending === "end") {
    onBegin();
    response.writeHead(reply.status, reply.headers).end(only.bytes);
    return "finished";
  }
  const left = new AbortController();
  const leave = () => left.abort();
  response.once("close", leave);
  try {
    return await deliverSteps(response, reply, onBegin, left.signal);
  } catch (error) {
    if (left.signal.aborted) return "client_left";
    throw error;
  } finally {
    response.off("close", leave);
  }
}

async function deliverSteps(response: ServerResponse, reply: Reply, onBegin: () => void, signal: AbortSignal): Promise<Delivery> {
  if (reply.waitMs > 0) await sleep(reply.waitMs, undefined, { signal });
  onBegin();
  response.writeHead(reply.status, reply.headers);
  response.flushHeaders();
  for (const step of reply.steps) {
    if (step.waitMs > 0) await sleep(step.waitMs, undefined, { signal });
    if (signal.aborted) return "client_left";
    if (!response.write(step.bytes)) await drained(response, signal);
  }
  if (reply.ending === "hang") await sleep(FOREVER_MS, undefined, { signal });
  if (reply.ending === "end") {
    response.end();
    return "finished";
  }
  await cut(response);
  return "cut";
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off("drain", go);
      signal.removeEventListener("abort", go);
      resolve();
    };
    response.once("drain", go);
    signal.addEventListener("abort", go);
  });
}

/** Earlier writes leave first, so that the client sees exactly the bytes of the plan and then the break. */
async function cut(response: ServerResponse): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => {
    const socket = response.socket;
    if (!socket || socket.writableLength === 0) resolve();
    else socket.once("drain", resolve).once("close", () => resolve());
  });
  response.destroy();
}
