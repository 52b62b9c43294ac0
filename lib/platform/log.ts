import "server-only";
import pino from "pino";
import type { LogEvent } from "@/lib/platform/log-events";

type Write = (facts: { event: LogEvent; [fact: string]: unknown }, message: string) => void;

const output = pino.destination(1);
// A full disk or a log reader that has ended costs lines of the log, never the process.
output.on("error", () => undefined);

/** Structured logs on standard output. Callers never pass prompts, answers, keys or credentials; redaction is the second guard. */
export const log: Record<"debug" | "info" | "warn" | "error" | "fatal", Write> = pino(
  {
    level: process.env.LOG_LEVEL ?? "info",
    redact: {
      paths: ["*.authorization", "*.cookie", "*.secret", "*.password", "*['x-api-key']", "headers", "*.headers"],
      censor: "[redacted]",
    },
  },
  output,
);
