import "server-only";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { HttpsProxyAgent } from "https-proxy-agent";
import { lookupFor } from "@/lib/platform/addresses/typed-address";
import { proxyFor } from "@/lib/platform/proxies";
import { UpstreamSilent } from "@/lib/upstreams/silence-watch";

/** An account that stores files is silent for this long at most: after the last byte of an upload it may have much to check. */
const SILENCE_MS = 120_000;
const MOST_ANSWER_BYTES = 8 * 1024 * 1024;
const VERSION = "2023-06-01";

export type FilesAnswer = { status: number; headers: http.IncomingHttpHeaders; body: Buffer };
type Form = { contentType: string; body: AsyncIterable<Uint8Array> };

/** The files of an account of the Claude API. Requests are rare and long: each has a connection of its own. */
export class ClaudeFiles {
  constructor(
    private readonly base: URL,
    private readonly secret: string,
  ) {}

  /** Passes the form on as it comes. Rejects when there is no answer, or with the error of the form itself. */
  upload({ contentType, body }: Form): Promise<FilesAnswer> {
    return this.send("POST", "/v1/files", { headers: { "content-type": contentType }, body }).then(wholeAnswer);
  }

  /** A page of all files in the account, of every workspace. */
  list(page: string | null): Promise<FilesAnswer> {
    const query = page === null ? "" : `&page=${encodeURIComponent(page)}`;
    return this.send("GET", `/v1/files?limit=1000${query}`).then(wholeAnswer);
  }

  describe(fileId: string): Promise<FilesAnswer> {
    return this.send("GET", `/v1/files/${encodeURIComponent(fileId)}`).then(wholeAnswer);
  }

  /** The answer of status 200 with its body unread, or another answer whole. */
  async content(fileId: string): Promise<IncomingMessage | FilesAnswer> {
    const answer = await this.send("GET", `/v1/files/${encodeURIComponent(fileId)}/content`);
    return answer.statusCode === 200 ? answer : wholeAnswer(answer);
  }

  remove(fileId: string): Promise<FilesAnswer> {
    return this.send("DELETE", `/v1/files/${encodeURIComponent(fileId)}`).then(wholeAnswer);
  }

  private send(
    method: string,
    path: string,
    sent: { headers?: Record<string, string>; body?: Form["body"] } = {},
  ): Promise<IncomingMessage> {
    const url = new URL(this.base.pathname.replace(/\/$/, "") + path, this.base);
    // A server that refuses a form early and closes the connection would destroy its own refusal: therefore this side closes it.
    const headers = { "x-api-key": this.secret, "anthropic-version": VERSION, connection: "keep-alive", ...sent.headers };
    return new Promise((resolve, reject) => {
      const proxy = proxyFor(url.href);
      const way = proxy ? { agent: new HttpsProxyAgent(proxy) } : { agent: false as const, lookup: lookupFor(url.origin) };
      const request = (url.protocol === "https:" ? https : http).request(url, { method, headers, timeout: SILENCE_MS, ...way });
      request.on("timeout", () => request.destroy(new UpstreamSilent(`Nothing came from ${url.host} for ${SILENCE_MS} ms.`)));
      request.on("response", resolve).on("error", reject);
      if (sent.body) write(request, sent.body).catch((error: Error) => request.destroy(error));
      else request.end();
    });
  }
}

/** Writes as fast as the account reads. After an early answer it sends no more. */
async function write(request: ClientRequest, body: AsyncIterable<Uint8Array>): Promise<void> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  request.once("response", end).once("close", end);
  for await (const chunk of body) {
    if (isOver) return;
    if (!request.write(chunk)) await roomIn(request);
  }
  if (!isOver) request.end();
}

function roomIn(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const resume = () => {
      request.off("drain", resume).off("response", resume).off("close", resume);
      resolve();
    };
    request.on("drain", resume).on("response", resume).on("close", resume);
  });
}

async function wholeAnswer(answer: IncomingMessage): Promise<FilesAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_ANSWER_BYTES) throw new Error("The upstream's answer is too long.");
    }
  } finally {
    answer.destroy();
  }
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) };
}
