import type { IncomingMessage } from "node:http";
import type { ReplySink, ReplyStream } from "@/lib/relay/call/request";

/** Streams a file's bytes from its account to its owner. None of them is stored here. */
export class PassedContent implements ReplyStream {
  constructor(private readonly answer: IncomingMessage) {
    // `close` follows an error and shows it as an incomplete end.
    answer.on("error", () => undefined);
  }

  start(sink: ReplySink): void {
    const { answer } = this;
    answer.on("data", (chunk: Buffer) => {
      if (!sink.write(chunk)) answer.pause();
    });
    answer.on("close", () => {
      if (answer.complete && answer.readableEnded) sink.end();
      else sink.destroy();
    });
  }

  resume(): void {
    this.answer.resume();
  }

  clientLeft(): void {
    this.answer.destroy();
  }
}
