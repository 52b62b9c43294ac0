import { createServer, type ServerResponse } from "node:http";
import { type Dispatcher, Pool } from "undici";

/** The same stream carried from upstream to client in three shapes of body. SHAPE says in which. */
type Shape = "push" | "iterable" | "web";
type Source = { controller: Dispatcher.DispatchController | null; onChunk: (chunk: Buffer) => void; onEnd: () => void };

const shape = process.env.SHAPE as Shape;
const pool = new Pool(new URL(process.env.UPSTREAM_URL ?? "").origin, { connections: 4_096, headersTimeout: 0, bodyTimeout: 0 });

const CARRIERS: Record<Shape, (source: Source, response: ServerResponse) => void> = {
  push(source, response) {
    source.onChunk = (chunk) => {
      if (!response.write(chunk)) source.controller?.pause();
    };
    source.onEnd = () => response.end();
    response.on("drain", () => source.controller?.resume());
  },
  iterable(source, response) {
    void writeAll(iterableOf(source), response);
  },
  web(source, response) {
    void writeAll(readableOf(source) as unknown as AsyncIterable<Uint8Array>, response);
  },
};

async function writeAll(body: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> {
  for await (const chunk of body) {
    if (!response.write(chunk)) await new Promise((resolve) => response.once("drain", resolve));
  }
  response.end();
}

async function* iterableOf(source: Source): AsyncGenerator<Uint8Array> {
  const queue: Buffer[] = [];
  let isOver = false;
  let wake = () => {};
  source.onChunk = (chunk) => {
    queue.push(chunk);
    if (queue.length > 16) source.controller?.pause();
    wake();
  };
  source.onEnd = () => {
    isOver = true;
    wake();
  };
  while (!isOver || queue.length > 0) {
    const chunk = queue.shift();
    if (chunk) yield chunk;
    else {
      source.controller?.resume();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

function readableOf(source: Source): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        source.onChunk = (chunk) => {
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) source.controller?.pause();
        };
        source.onEnd = () => controller.close();
      },
      pull: () => source.controller?.resume(),
    },
    { highWaterMark: 16 },
  );
}

const server = createServer((request, response) => {
  const body: Buffer[] = [];
  request.on("data", (chunk: Buffer) => body.push(chunk));
  request.on("end", () => {
    const source: Source = { controller: null, onChunk: () => undefined, onEnd: () => undefined };
    pool.dispatch(
      { path: "/v1/messages", method: "POST", body: Buffer.concat(body) },
      {
        onRequestStart(controller) {
          source.controller = controller;
        },
        onResponseStart(_, status) {
          response.writeHead(status, { "content-type": "text/event-stream" });
          CARRIERS[shape](source, response);
        },
        onResponseData: (_, chunk) => source.onChunk(chunk),
        onResponseEnd: () => source.onEnd(),
        onResponseError: () => void response.destroy(),
      },
    );
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`listening on http://127.0.0.1:${typeof address === "object" ? address?.port : ""}\n`);
});
process.on("SIGTERM", () => process.exit(0));
