import type { Socket } from "node:net";
import { AnswerReader } from "@/lib/http1/client/answer-reader";
import { type Origin, readBuffer } from "@/lib/http1/client/origin";
import type { HeaderMap } from "@/lib/http1/header-lines";
import { writeMessage } from "@/lib/http1/write-message";

/** An upstream's answer that is not HTTP, or that broke off. */
class BrokenAnswer extends Error {}

/** Receives an answer: its start, its bytes, then its end or its failure, and nothing after that. */
export type AnswerReceiver = {
  readonly isPaused: boolean;
  onInterim(): void;
  onStart(status: number, headers: HeaderMap): void;
  onData(chunk: Buffer): void;
  onEnd(): void;
  onFail(error: Error): void;
};

/** A request in the form in which it is written. */
export type WrittenRequest = { head: string; body: Buffer | string };

export type ConnectionOwner = {
  /** The connection may take another request. */
  onIdle(connection: Connection, keepAliveMs: number): void;
  onClosed(connection: Connection): void;
};

/** One connection, which serves one request at a time. */
export class Connection {
  idleUntilMs = 0;
  isUsable = true;
  private receiver: AnswerReceiver | null = null;
  /** Waits for the connection to be ready: nothing is written before the upstream has proved its identity. */
  private waiting: WrittenRequest | null = null;
  private isConnected = false;
  private readonly reader = new AnswerReader();
  private socket: Socket;
  private readonly connectTimer: NodeJS.Timeout;

  constructor(
    origin: Origin,
    connectTimeoutMs: number,
    private readonly owner: ConnectionOwner,
  ) {
    this.socket = origin.openSocket(
      (length) => this.read(length),
      (socket) => this.replace(socket),
    );
    this.connectTimer = setTimeout(() => {
      this.socket.destroy(new Error(`${origin.host} did not take the connection within ${connectTimeoutMs} ms.`));
    }, connectTimeoutMs);
    this.listen(origin.isTunnelled ? null : origin.isSecure ? "secureConnect" : "connect");
  }

  private listen(whenOpen: "connect" | "secureConnect" | null): void {
    if (whenOpen) this.socket.once(whenOpen, () => this.begin());
    this.socket
      .on("end", () => this.endRead())
      .on("error", (error) => this.fail(firstOf(error)))
      .on("close", () => this.close());
  }

  /** The tunnel through a proxy is open. From now on the socket above it counts, and reports when the other side ends. */
  private replace(socket: Socket): void {
    this.socket.removeAllListeners("end").removeAllListeners("close").removeAllListeners("error").on("error", ignore);
    this.socket = socket;
    this.listen("secureConnect");
    if (!this.isUsable) socket.destroy();
  }

  send(request: WrittenRequest, receiver: AnswerReceiver): void {
    this.receiver = receiver;
    this.reader.reset();
    if (!this.isConnected) {
      this.waiting = request;
      return;
    }
    this.socket.ref();
    this.write(request);
  }

  pause(): void {
    if (this.isConnected) this.socket.pause();
  }

  resume(): void {
    if (this.isConnected) this.socket.resume();
  }

  /** Abandons the open request without an event for its receiver. */
  drop(): void {
    this.receiver = null;
    this.isUsable = false;
    this.socket.destroy();
  }

  private begin(): void {
    clearTimeout(this.connectTimer);
    this.isConnected = true;
    const { waiting } = this;
    this.waiting = null;
    if (!waiting || !this.isUsable) return;
    this.write(waiting);
  }

  private write({ head, body }: WrittenRequest): void {
    writeMessage(this.socket, head, body);
    if (this.receiver?.isPaused) this.socket.pause();
  }

  private read(length: number): void {
    const { receiver, reader } = this;
    if (!receiver || this.waiting) {
      this.fail(new BrokenAnswer("The upstream sent bytes before it got a request."));
      return;
    }
    reader.push(readBuffer, length);
    const { head, payload } = reader;
    const chunk = payload.start === payload.end ? null : copyOf(payload.start, payload.end);
    try {
      if (reader.hadInterim) receiver.onInterim();
      if (head) receiver.onStart(head.status, head.headers);
      if (chunk && this.receiver === receiver) receiver.onData(chunk);
    } catch (error) {
      this.fail(error as Error);
    }
    if (this.receiver === receiver) this.conclude();
  }

  private conclude(): void {
    const { reader } = this;
    if (reader.fault !== null) this.fail(new BrokenAnswer(`The upstream's answer broke: ${reader.fault}.`));
    else if (reader.isOver) this.finish();
  }

  private finish(): void {
    const { receiver, reader, socket } = this;
    this.receiver = null;
    if (reader.keepAliveMs === 0 || reader.hasSurplus) this.drop();
    // Perhaps the whole request was sent, and only the notification is still to come.
    else if (socket.writableLength > 0) setImmediate(() => this.rest());
    else this.rest();
    receiver?.onEnd();
  }

  private rest(): void {
    const { socket, reader } = this;
    // An upstream that answers a request before reading all of it may close the connection because of it.
    if (!this.isUsable || socket.writableLength > 0) {
      this.drop();
      return;
    }
    if (socket.isPaused()) socket.resume();
    socket.unref();
    this.owner.onIdle(this, reader.keepAliveMs);
  }

  private fail(error: Error): void {
    const { receiver } = this;
    this.drop();
    receiver?.onFail(error);
  }

  private endRead(): void {
    this.isUsable = false;
    if (this.receiver && !this.waiting) {
      this.reader.close();
      this.conclude();
    } else this.fail(new BrokenAnswer("The upstream closed the connection."));
  }

  private close(): void {
    clearTimeout(this.connectTimer);
    this.owner.onClosed(this);
    this.fail(new BrokenAnswer("The connection to the upstream was closed."));
  }
}

function ignore(): void {}

/** When a name has several addresses, the error contains the failure of each and has no message of its own. */
function firstOf(error: Error): Error {
  return error instanceof AggregateError ? (error.errors[0] as Error) : error;
}

function copyOf(start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafe(end - start);
  readBuffer.copy(copy, 0, start, end);
  return copy;
}
