import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

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

/** Sends the reply. `onBegin` runs with the first byte; a client that leaves ends it early, as with the original. */
export async function deliver(response: ServerResponse, reply: Reply, onBegin: () => void): Promise<Delivery> {
  const left = new AbortController();
  response.once("close", () => left.abort());
  try {
    if (reply.waitMs > 0) await sleep(reply.waitMs, undefined, { signal: left.signal });
    onBegin();
    response.writeHead(reply.status, reply.headers);
    const only = reply.steps[0];
    if (reply.steps.length === 1 && only && only.waitMs === 0 && reply.ending === "end") {
      response.end(only.bytes);
      return "finished";
    }
    response.flushHeaders();
    for (const step of reply.steps) {
      if (step.waitMs > 0) await sleep(step.waitMs, undefined, { signal: left.signal });
      if (left.signal.aborted) return "client_left";
      if (!response.write(step.bytes)) await drained(response, left.signal);
    }
    if (reply.ending === "hang") await sleep(2 ** 31 - 1, undefined, { signal: left.signal });
    if (reply.ending === "end") response.end();
    else await cut(response);
    return reply.ending === "end" ? "finished" : "cut";
  } catch (error) {
    if (left.signal.aborted) return "client_left";
    throw error;
  }
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once("drain", resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** What was written leaves first, so that the client sees exactly the bytes of the plan and then the break. */
async function cut(response: ServerResponse): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => {
    const socket = response.socket;
    if (!socket || socket.writableLength === 0) resolve();
    else socket.once("drain", resolve).once("close", () => resolve());
  });
  response.destroy();
}
