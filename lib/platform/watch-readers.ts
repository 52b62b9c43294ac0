import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setReader } from "@/lib/platform/reader";

/** Node publishes every request that a server of this process begins. */
const REQUESTS = "http.server.request.start";

/** From now on, reads for a page are cancelled when the client that requested it has left. */
export function watchReaders(): void {
  const readers = new AsyncLocalStorage<AbortSignal | undefined>();
  subscribe(REQUESTS, (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    readers.enterWith(request.method === "GET" ? signalOf(response) : undefined);
  });
  setReader(
    () => readers.getStore(),
    (run) => readers.run(undefined, run),
  );
}

function signalOf(response: ServerResponse): AbortSignal {
  const left = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) left.abort();
  });
  return left.signal;
}
