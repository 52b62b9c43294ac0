import type { IncomingMessage } from "node:http";
import type { ReplySink, ReplyStream } from "@/lib/relay/call/request";

/** A file's bytes on their way from its account to its owner, none of them kept here. */
export class PassedContent implements ReplyStream {
  constructor(private readonly answer: IncomingMessage) {
    // Told as an end that is none.
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

  leave(): void {
    this.answer.destroy();
  }
}
