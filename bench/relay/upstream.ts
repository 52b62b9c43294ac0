import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { DELTAS, delta, streamBegin, streamEnd, streamHead, timedDelta, wholeAnswer } from "./upstream-bytes";

/** An upstream that answers at once with prepared bytes: it uses plain sockets, so that its own cost stays small. */
const RELEASED_AT_ONCE = 25;
const idle = new Set<Socket>();

/** Writes every event separately: at once, or one each `paceMs`. */
function stream(socket: Socket, paceMs: number): void {
  socket.write(streamHead);
  const chunks = [...streamBegin, ...Array.from({ length: DELTAS }, () => delta), ...streamEnd];
  let next = 0;
  const step = () => {
    const chunk = chunks[next];
    next += 1;
    if (!chunk || socket.destroyed) return;
    socket.write(paceMs && chunk === delta ? timedDelta() : chunk);
    if (paceMs) setTimeout(step, paceMs);
    else setImmediate(step);
  };
  step();
}

/** A stream with an event each `tickMs`, which ends when all streams are released. */
function streamUntilReleased(socket: Socket, tickMs: number): void {
  socket.write(streamHead);
  for (const chunk of streamBegin) socket.write(chunk);
  const timer = setInterval(() => {
    if (idle.has(socket)) socket.write(delta);
    else clearInterval(timer);
  }, tickMs);
  idle.add(socket);
}

async function release(): Promise<void> {
  const waiting = [...idle];
  while (waiting.length > 0) {
    for (const socket of waiting.splice(0, RELEASED_AT_ONCE)) {
      idle.delete(socket);
      for (const chunk of streamEnd) socket.write(chunk);
    }
    await sleep(10);
  }
}

/** The number after the word in the prompt's beginning; 0 where it is missing. */
function order(request: Buffer, word: string): number {
  const at = request.subarray(0, 2_000).indexOf(word);
  return at < 0 ? 0 : Number.parseInt(request.toString("latin1", at + word.length, at + word.length + 8), 10);
}

function answer(socket: Socket, request: Buffer): void {
  if (request.indexOf("POST /release ") === 0) {
    void release();
    socket.write("HTTP/1.1 204 No Content\r\n\r\n");
  } else if (request.indexOf('"stream":true') < 0) socket.write(wholeAnswer);
  else if (order(request, "tick-ms-")) streamUntilReleased(socket, order(request, "tick-ms-"));
  else stream(socket, order(request, "pace-ms-"));
}

const server = createServer({ noDelay: true }, (socket) => {
  let pieces: Buffer[] = [];
  let missing = 0;
  socket.on("error", () => socket.destroy());
  socket.on("close", () => idle.delete(socket));
  socket.on("data", (chunk) => {
    pieces.push(chunk);
    missing -= chunk.length;
    // A long body comes in many pieces: they are joined once.
    if (pieces.length > 1 && missing > 0) return;
    const request = pieces.length === 1 ? chunk : Buffer.concat(pieces);
    const headEnd = request.indexOf("\r\n\r\n");
    if (headEnd >= 0) {
      const length = /content-length: (\d+)/i.exec(request.toString("latin1", 0, headEnd))?.[1];
      missing = headEnd + 4 + Number.parseInt(length ?? "0", 10) - request.length;
    }
    if (headEnd < 0 || missing > 0) {
      pieces = [request];
      return;
    }
    pieces = [];
    answer(socket, request);
  });
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () => {
  const address = server.address();
  process.stdout.write(`listening on http://127.0.0.1:${typeof address === "object" ? address?.port : ""}\n`);
});
process.on("SIGTERM", () => process.exit(0));
