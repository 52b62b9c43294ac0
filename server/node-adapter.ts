import type { IncomingMessage, ServerResponse } from "node:http";
import { apiPathOf } from "@/lib/api/api-path";
import type { Relay } from "@/lib/api/handle-request";
import { AppError } from "@/lib/basics/errors";
import { uploads } from "@/lib/http1/server/uploads";
import { isStream, type RelayReply, type RelayRequest, type RequestHeaders } from "@/lib/relay/call/request";
import { clientAddress } from "@/server/client-address";
import { uploadRefusal } from "@/server/http-server";
import { TRUSTED_PROXIES } from "@/server/trusted-proxies";

/** Runs one request of node:http through the relay. */
export async function handleNodeRequest(relay: Relay, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = new NodeRequest(incoming, response);
  const reply = await relay.handle(request);
  if (!request.isGivenUp) send(reply, response);
}

function send({ status, headers, body }: RelayReply, response: ServerResponse): void {
  if (!isStream(body)) {
    headers["content-length"] = `${typeof body === "string" ? Buffer.byteLength(body) : body.length}`;
    response.writeHead(status, headers);
    response.end(body);
    return;
  }
  if (response.destroyed || response.socket?.destroyed) {
    body.clientLeft();
    return;
  }
  response.writeHead(status, headers);
  response.on("drain", () => body.resume());
  response.on("close", () => {
    if (!response.writableFinished) body.clientLeft();
  });
  body.start(response);
}

class NodeRequest implements RelayRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: RequestHeaders;
  /** The client got the reason on its connection, which is closed. */
  isGivenUp = false;

  constructor(
    private readonly incoming: IncomingMessage,
    private readonly response: ServerResponse,
  ) {
    const url = incoming.url ?? "/";
    const mark = url.indexOf("?");
    this.method = incoming.method ?? "GET";
    this.path = apiPathOf(mark < 0 ? url : url.slice(0, mark));
    this.query = mark < 0 ? "" : url.slice(mark + 1);
    // Only `set-cookie` is ever a list, and no request has it.
    this.headers = incoming.headers as RequestHeaders;
  }

  get remoteAddress(): string {
    return clientAddress(this.incoming, TRUSTED_PROXIES);
  }

  hasLeft(): boolean {
    return this.isGivenUp || this.response.destroyed || this.incoming.socket.destroyed;
  }

  async *passBody(): AsyncGenerator<Uint8Array> {
    const { incoming } = this;
    const upload = uploads.begin((why) => {
      this.isGivenUp = true;
      incoming.socket.end(uploadRefusal(why), () => incoming.socket.destroy());
      incoming.destroy();
    }, true);
    try {
      for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        uploads.take(upload, chunk.length);
        uploads.pause(upload);
        yield chunk;
        uploads.resume(upload);
      }
    } catch (cause) {
      // This refusal reaches no one, but it must not look like a failure of ours in the log.
      throw new AppError("invalid_request", "The body broke off.", { cause });
    } finally {
      uploads.finish(upload);
      // The rest of a refused body is read and dropped, within the server's request timeout, so that the client can read the refusal.
      setImmediate(() => incoming.resume());
    }
  }

  readBody(limitBytes: number): Promise<Uint8Array> {
    const { incoming } = this;
    const tooLarge = () => new AppError("request_too_large", `The body is longer than ${limitBytes} bytes. Nothing was charged.`);
    const declared = incoming.headers["content-length"];
    if (declared && Number.parseInt(declared, 10) > limitBytes) return Promise.reject(tooLarge());
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const brokeOff = (cause?: Error) => {
        uploads.finish(upload);
        // This refusal reaches no one, but it must not look like a failure of ours in the log.
        reject(new AppError("invalid_request", "The body broke off.", { cause }));
      };
      const upload = uploads.begin((why) => {
        chunks.length = 0;
        this.isGivenUp = true;
        incoming.socket.end(uploadRefusal(why), () => incoming.socket.destroy());
        brokeOff();
      });
      incoming.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= limitBytes) {
          uploads.take(upload, chunk.length);
          chunks.push(chunk);
          return;
        }
        // The rest is read and dropped, within the server's request timeout, so that the client can read the refusal.
        chunks.length = 0;
        uploads.finish(upload);
        reject(tooLarge());
      });
      incoming.on("end", () => {
        uploads.finish(upload);
        resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
      });
      incoming.on("error", brokeOff);
    });
  }
}
