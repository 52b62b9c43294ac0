import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { UploadEnd } from "@/lib/http1/server/uploads";

/** How long a client may take, and how much it may send before its body. */
export const LIMITS = {
  // Longer than a balancer keeps idle connections, so that it never sends into one that we are closing.
  keepAliveTimeout: 65_000,
  headersTimeout: 20_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
} satisfies ServerOptions;

type Refusal = { status: string; message: string; type?: string };

export const TOO_SLOW: Refusal = { status: "408 Request Timeout", message: "The request took too long to arrive." };
const NO_ROOM: Refusal = {
  status: "503 Service Unavailable\r\nretry-after: 1",
  message: "This server takes in as many long requests as it can.",
  type: "overloaded_error",
};

const REFUSALS: Record<string, Refusal | undefined> = {
  HPE_HEADER_OVERFLOW: { status: "431 Request Header Fields Too Large", message: "The request's headers are longer than 16 KB together." },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: "413 Content Too Large", message: "The extensions of the body's chunks are too long." },
  ERR_HTTP_REQUEST_TIMEOUT: TOO_SLOW,
};
const UNREADABLE: Refusal = { status: "400 Bad Request", message: "This is no HTTP request that can be understood." };

/** A node:http server that refuses unreadable requests in words that the clients of every format understand. */
export function httpServer(listener: (incoming: IncomingMessage, response: ServerResponse) => void, limits: ServerOptions = {}): Server {
  const server = createServer({ ...LIMITS, ...limits }, (incoming, response) => {
    // The "close" event, which is handled, reports both as well; an error without a listener would end the process.
    incoming.on("error", () => undefined);
    response.on("error", () => undefined);
    listener(incoming, response);
  });
  server.on("clientError", refuseClient);
  return server;
}

function refuseClient(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Node's own name for the open answer on a connection; there is no public one.
  const { _httpMessage: answering } = socket as { _httpMessage?: ServerResponse };
  if (answering?.req.complete && !answering.headersSent && socket.writable) {
    // The unreadable bytes came after a whole request. That one is answered, and nothing more.
    answering.shouldKeepAlive = false;
    return;
  }
  if (error.code === "ECONNRESET" || answering?.headersSent || !socket.writable) socket.destroy();
  else socket.end(refusalText(REFUSALS[error.code ?? ""] ?? UNREADABLE), () => socket.destroy());
}

/** The format of an unreadable request is unknown too: the error has the fields of both families. */
export function refusalText({ status, message, type = "invalid_request_error" }: Refusal): string {
  const error = { type, message: `${message} Nothing was charged.`, param: null, code: "invalid_value" };
  const body = JSON.stringify({ type: "error", error });
  return `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\naccess-control-allow-origin: *\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** The refusal for a client whose body takes too long or too much. */
export function uploadRefusal(why: UploadEnd): string {
  return refusalText(why === "too_slow" ? TOO_SLOW : NO_ROOM);
}
