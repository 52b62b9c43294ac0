import type { Socket } from "node:net";
import type { Relay } from "@/lib/api/handle-request";
import { ChunkedSink } from "@/lib/http1/server/chunked-sink";
import { type ReplyFraming, replyHead } from "@/lib/http1/server/reply-head";
import { RequestBody } from "@/lib/http1/server/request-body";
import { type DirectHead, readDirectHead } from "@/lib/http1/server/request-head";
import { writeMessage } from "@/lib/http1/write-message";
import { isStream, type RelayReply, type ReplyStream } from "@/lib/relay/call/request";
import { SHORT_BODY_BYTES } from "@/lib/relay/reception/short-body";
import { bufferOf } from "@/lib/wire/json";
import type { TrustedProxies } from "@/server/client-address";
import { DirectRequest } from "@/server/direct/direct-request";
import { uploadRefusal } from "@/server/http-server";
import { isRelayed } from "@/server/relayed-path";

/** Another thread reads longer bodies, which cost no more through node:http. */
const SERVED = { isServed: isRelayed, mostBodyBytes: SHORT_BODY_BYTES };

export type DirectOptions = {
  relay: Relay;
  /** False once the server takes no new connection: the next answer is then the connection's last. */
  isOpen(): boolean;
  /** Gives a connection to node:http between two requests, with the bytes that were already read. */
  handOver(connection: DirectConnection, bytes: Buffer): void;
  keepAliveMs: number;
  proxies: TrustedProxies;
};

/** One client's connection. It answers plain requests of the API itself, one after the other; the first other request goes to node:http. */
export class DirectConnection {
  /** When it last began to wait for a request, or for the rest of one. */
  sinceMs = performance.now();
  hasSentRequest = false;
  private body: RequestBody | null = null;
  private isAnswering = false;
  private isLast = false;
  private hasEnded = false;
  private stream: ReplyStream | null = null;
  /** Bytes of the client's next request that came before the current answer. */
  private ahead: Buffer | null = null;

  constructor(
    readonly socket: Socket,
    private readonly options: DirectOptions,
  ) {
    socket.on("data", this.onData);
    socket.on("drain", this.onDrain);
    socket.on("end", this.onEnd);
    socket.on("error", this.onError);
    socket.on("close", this.onClose);
  }

  /** What the connection waits for from the client: its next request, the rest of one, or nothing. */
  get awaits(): "request" | "body" | "nothing" {
    if (this.body && !this.body.isComplete) return "body";
    return this.isAnswering ? "nothing" : "request";
  }

  /** Refuses with a short text when the client takes too long. */
  refuse(text: string): void {
    const canReply = this.socket.writable && !this.stream;
    this.body?.breakOff();
    if (canReply) this.socket.end(text, "latin1", () => this.socket.destroy());
    else this.socket.destroy();
  }

  /** Removes the listeners for node:http, which adds its own. */
  detach(): void {
    const { socket } = this;
    socket.off("data", this.onData).off("drain", this.onDrain).off("end", this.onEnd).off("error", this.onError).off("close", this.onClose);
  }

  private readonly onData = (bytes: Buffer): void => {
    const rest = this.body && !this.body.isComplete ? this.takeBody(this.body, bytes) : bytes;
    if (rest) this.takeRequest(rest);
  };

  private takeBody(body: RequestBody, bytes: Buffer): Buffer | null {
    const rest = body.take(bytes);
    // Belongs to a request that was refused before its body had come.
    if (body.isComplete && !this.isAnswering) this.conclude();
    return rest;
  }

  private takeRequest(bytes: Buffer): void {
    if (this.isLast) return;
    if (this.isAnswering) {
      this.ahead = this.ahead ? Buffer.concat([this.ahead, bytes]) : bytes;
      this.socket.pause();
      return;
    }
    const head = readDirectHead(bytes, SERVED);
    if (head) this.begin(head, bytes.subarray(head.bodyFrom));
    else this.options.handOver(this, bytes);
  }

  private begin(head: DirectHead, bytes: Buffer): void {
    const body = new RequestBody(head.bodyBytes, (why) => this.refuse(uploadRefusal(why)));
    this.body = body;
    this.hasSentRequest = true;
    this.isAnswering = true;
    this.isLast = head.headers.connection === "close";
    this.sinceMs = performance.now();
    const rest = body.take(bytes);
    if (rest) this.takeRequest(rest);
    this.options.relay
      .handle(new DirectRequest(head, body, this, this.options.proxies))
      .then((reply) => this.send(reply))
      .catch(() => this.socket.destroy());
  }

  get hasLeft(): boolean {
    return this.hasEnded || this.socket.destroyed;
  }

  private send({ status, headers, body }: RelayReply): void {
    this.isLast ||= !this.options.isOpen();
    if (isStream(body)) this.sendStream(replyHead(status, headers, this.framing("transfer-encoding: chunked")), body);
    else this.sendWhole(status, headers, typeof body === "string" ? Buffer.from(body) : bufferOf(body));
  }

  private sendWhole(status: number, headers: Record<string, string>, bytes: Buffer): void {
    const head = replyHead(status, headers, this.framing(`content-length: ${bytes.length}`));
    if (!this.socket.writable) return;
    writeMessage(this.socket, head, bytes);
    this.finish();
  }

  private sendStream(head: string, body: ReplyStream): void {
    if (this.hasLeft) {
      body.clientLeft();
      return;
    }
    this.stream = body;
    body.start(
      new ChunkedSink(this.socket, head, () => {
        this.stream = null;
        this.finish();
      }),
    );
  }

  private framing(length: string): ReplyFraming {
    return { length, isLast: this.isLast, keepAliveMs: this.options.keepAliveMs };
  }

  private finish(): void {
    this.sinceMs = performance.now();
    this.isAnswering = false;
    if (this.body?.isComplete) {
      this.conclude();
      return;
    }
    // Belongs to a request that was refused before its body had come.
    this.body?.drop();
    // A client that is still sending would lose the answer if we closed the connection now.
    if (this.isLast) this.socket.end();
  }

  /** The answer is sent and the request is read: the next one may begin. */
  private conclude(): void {
    this.body = null;
    if (this.isLast) {
      this.socket.destroySoon();
      return;
    }
    // A client that sends requests without reading the answers waits until there is room for one more.
    if (this.ahead && !this.socket.writableNeedDrain) this.readOn();
  }

  private readOn(): void {
    const { ahead } = this;
    if (!ahead || this.isAnswering) return;
    this.ahead = null;
    this.socket.resume();
    this.onData(ahead);
  }

  private readonly onDrain = (): void => {
    this.stream?.resume();
    this.readOn();
  };

  /** A client that ends its side has left, as node:http treats it. */
  private readonly onEnd = (): void => {
    this.clientLeft();
    this.socket.end();
  };

  private readonly onClose = (): void => this.clientLeft();

  private readonly onError = (): void => {
    this.socket.destroy();
  };

  private clientLeft(): void {
    this.hasEnded = true;
    this.body?.breakOff();
    this.stream?.clientLeft();
    this.stream = null;
  }
}
