import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";
import type { StreamEvent, StreamFormat } from "../events";

const EXCEPTIONS: Record<string, string> = {
  rate_limit_error: "throttlingException",
  overloaded_error: "serviceUnavailableException",
  invalid_request_error: "validationException",
  timeout_error: "modelTimeoutException",
};

/** Amazon's binary frames: no pings, errors as exceptions, and Amazon's own figures in the last event. */
export function amazonStream(): StreamFormat {
  const counts = { inputTokenCount: 0, outputTokenCount: 0, cacheReadInputTokenCount: 0, cacheWriteInputTokenCount: 0 };
  return {
    contentType: "application/vnd.amazon.eventstream",
    write({ name, data }: StreamEvent): Uint8Array | null {
      if (name === "ping") return null;
      const event = (typeof data === "string" ? JSON.parse(data) : data) as Record<string, unknown>;
      if (name === "error") return exception(event.error as { type: string; message: string });
      const usage = (event.usage ?? (event.message as { usage?: unknown } | undefined)?.usage ?? {}) as Record<string, number | null>;
      counts.inputTokenCount = usage.input_tokens ?? counts.inputTokenCount;
      counts.outputTokenCount = usage.output_tokens ?? counts.outputTokenCount;
      counts.cacheReadInputTokenCount = usage.cache_read_input_tokens ?? counts.cacheReadInputTokenCount;
      counts.cacheWriteInputTokenCount = usage.cache_creation_input_tokens ?? counts.cacheWriteInputTokenCount;
      const metrics = { ...counts, invocationLatency: 100, firstByteLatency: 10 };
      return chunk(name === "message_stop" ? { ...event, "amazon-bedrock-invocationMetrics": metrics } : event);
    },
  };
}

function chunk(event: unknown): Uint8Array {
  const padding = "abcdefghijklmnopqrstuvwxyz".slice(0, randomInt(1, 27));
  const payload = JSON.stringify({ bytes: Buffer.from(JSON.stringify(event)).toString("base64"), p: padding });
  return frame([[":event-type", "chunk"], ...OF_JSON, [":message-type", "event"]], payload);
}

function exception({ type, message }: { type: string; message: string }): Uint8Array {
  const kind = EXCEPTIONS[type] ?? "internalServerException";
  return frame([[":exception-type", kind], ...OF_JSON, [":message-type", "exception"]], JSON.stringify({ message }));
}

const OF_JSON: [string, string][] = [[":content-type", "application/json"]];

function frame(headers: [name: string, value: string][], payload: string): Uint8Array {
  const head = Buffer.concat(headers.map(([name, value]) => Buffer.concat([sized(name, 1), Buffer.of(7), sized(value, 2)])));
  const body = Buffer.from(payload);
  const lengths = Buffer.concat([number(16 + head.length + body.length, 4), number(head.length, 4)]);
  const unsummed = Buffer.concat([lengths, number(crc32(lengths), 4), head, body]);
  return Buffer.concat([unsummed, number(crc32(unsummed), 4)]);
}

function sized(text: string, lengthBytes: number): Buffer {
  return Buffer.concat([number(Buffer.byteLength(text), lengthBytes), Buffer.from(text)]);
}

function number(value: number, bytes: number): Buffer {
  const written = Buffer.alloc(bytes);
  written.writeUIntBE(value, 0, bytes);
  return written;
}
