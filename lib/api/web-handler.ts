import "server-only";
import { apiPathOf } from "@/lib/api/api-path";
import { startRelay } from "@/lib/api/start-relay";
import { addressFromFrontDoor } from "@/lib/auth/front-door";
import { AppError } from "@/lib/basics/errors";
import { uploads } from "@/lib/http1/server/uploads";
import { isStream, type RelayRequest, type ReplyStream } from "@/lib/relay/call/request";

/** The relay as a web-standard handler. The route files use it under `next dev` and on hosts without the front door. */
async function relayed(request: Request): Promise<Response> {
  const relay = await startRelay("pages");
  const reply = await relay.handle(relayRequestOf(request));
  const body = isStream(reply.body) ? readableOf(reply.body) : (reply.body as BodyInit);
  return new Response(request.method === "HEAD" ? null : body, { status: reply.status, headers: reply.headers });
}

/** Every method: the relay itself decides which of them a path accepts. */
export const everyMethod = {
  GET: relayed,
  HEAD: relayed,
  POST: relayed,
  PUT: relayed,
  PATCH: relayed,
  DELETE: relayed,
  OPTIONS: relayed,
};

function relayRequestOf(request: Request): RelayRequest {
  const url = new URL(request.url);
  return {
    method: request.method,
    path: apiPathOf(url.pathname),
    query: url.search.slice(1),
    headers: Object.fromEntries(request.headers),
    remoteAddress: addressFromFrontDoor((name) => request.headers.get(name)) ?? "",
    readBody: (limitBytes) => readBody(request, limitBytes),
    passBody: () => passBody(request),
    hasLeft: () => request.signal.aborted,
  };
}

async function readBody(request: Request, limitBytes: number): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return Buffer.alloc(0);
  const tooSlow = new AppError("invalid_request", "The request took too long to arrive. Nothing was charged.");
  let isGivenUp = false;
  const upload = uploads.begin(() => {
    isGivenUp = true;
    void reader.cancel(tooSlow).catch(() => undefined);
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      size += piece.value.length;
      if (size > limitBytes) {
        void drain(reader);
        throw new AppError("request_too_large", `The body is longer than ${limitBytes} bytes. Nothing was charged.`);
      }
      uploads.take(upload, piece.value.length);
      chunks.push(piece.value);
    }
  } finally {
    uploads.finish(upload);
  }
  if (isGivenUp) throw tooSlow;
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

async function* passBody(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return;
  const upload = uploads.begin(() => void reader.cancel().catch(() => undefined), true);
  let isWhole = false;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      uploads.take(upload, piece.value.length);
      uploads.pause(upload);
      yield piece.value;
      uploads.resume(upload);
    }
    isWhole = true;
  } finally {
    uploads.finish(upload);
    if (!isWhole) void drain(reader);
  }
}

/** Reads the rest and drops it: if the connection is closed while its client still sends, the refusal is lost. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The client has disconnected: there is no one to send the refusal to.
  }
}

function readableOf(stream: ReplyStream): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stream.start({
          write(chunk) {
            controller.enqueue(chunk);
            return (controller.desiredSize ?? 0) > 0;
          },
          end(last) {
            if (last && last.length > 0) controller.enqueue(last);
            controller.close();
          },
          destroy: () => controller.error(new Error("The answer broke off.")),
        });
      },
      pull: () => stream.resume(),
      cancel: () => stream.clientLeft(),
    },
    { highWaterMark: 16 },
  );
}
