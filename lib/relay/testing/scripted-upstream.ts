import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type SeenRequest = { path: string; headers: IncomingHttpHeaders; body: Buffer };
/** What the upstream does with one request. */
export type Script = (response: ServerResponse, request: SeenRequest) => unknown;

export type ScriptedUpstream = {
  url: string;
  /** Every request since the last `play`. */
  seen: SeenRequest[];
  /** Answers every request from now on with this script. */
  play(script: Script): void;
  close(): Promise<void>;
};

/** An upstream that does what a test says, including faults. The Claude stand-in shows the faithful behaviour. */
export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  let script: Script = (response) => response.writeHead(500).end();
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const entry = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) };
      seen.push(entry);
      void script(response, entry);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    play(next) {
      seen.length = 0;
      script = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function answerJson(body: unknown, status = 200, headers: Record<string, string> = {}): Script {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", "request-id": "req_upstream", ...headers }).end(text);
  };
}

export function answerError(status: number, type: string, message: string, headers: Record<string, string> = {}): Script {
  return answerJson({ type: "error", error: { type, message } }, status, headers);
}

/** Sends the frames one by one, then ends the stream or calls `ending`. */
export function answerStream(frames: string[], ending: (response: ServerResponse) => void = (response) => response.end()): Script {
  return async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "request-id": "req_upstream" });
    for (const frame of frames) await sent(response, frame);
    ending(response);
  };
}

/** Resolves when the kernel has the bytes. */
export function sent(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    response.write(text, () => setImmediate(resolve));
  });
}
