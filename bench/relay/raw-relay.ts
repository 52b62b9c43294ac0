import cluster from "node:cluster";
import { createServer } from "node:http";
import { Pool } from "undici";

/** The minimal relay in Node: node:http in, undici's `dispatch` out, bytes passed through, the usage line found. No key, no money. */
const upstream = new URL(process.env.UPSTREAM_URL ?? "");
const pool = new Pool(upstream.origin, { connections: 16_384, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });

let outputTokens = 0;

const server = createServer((request, response) => {
  const body: Buffer[] = [];
  request.on("data", (chunk: Buffer) => body.push(chunk));
  request.on("end", () => {
    const headers = { "content-type": "application/json", "x-api-key": "upstream", "anthropic-version": "2023-06-01" };
    const forwarded = body.length === 1 ? (body[0] as Buffer) : Buffer.concat(body);
    pool.dispatch(
      { path: "/v1/messages", method: "POST", headers, body: forwarded },
      {
        onRequestStart(controller) {
          response.on("drain", () => controller.resume());
        },
        onResponseStart(_, status, answerHeaders) {
          const { "content-type": type, "content-length": length } = answerHeaders as Record<string, string>;
          response.writeHead(status, length ? { "content-type": type, "content-length": length } : { "content-type": type });
        },
        onResponseData(controller, chunk) {
          const at = chunk.indexOf('"usage"');
          if (at >= 0) outputTokens += Number.parseInt(/"output_tokens":(\d+)/.exec(chunk.toString("latin1", at))?.[1] ?? "0", 10);
          if (!response.write(chunk)) controller.pause();
        },
        onResponseEnd: () => void response.end(),
        onResponseError: () => void response.destroy(),
      },
    );
  });
});
if (cluster.isPrimary && process.env.WEB_CONCURRENCY === "2") {
  cluster.fork();
  cluster.fork();
} else {
  server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
    const address = server.address();
    process.stdout.write(`listening on http://127.0.0.1:${typeof address === "object" ? address?.port : ""}\n`);
  });
}
process.on("SIGTERM", () => {
  process.stdout.write(`${outputTokens} output tokens seen\n`);
  process.exit(0);
});
