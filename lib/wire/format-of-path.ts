import type { AppError } from "@/lib/basics/errors";
import { anthropicErrorReply } from "@/lib/wire/anthropic/errors";
import type { ErrorReply } from "@/lib/wire/error-reply";
import { openAiErrorReply } from "@/lib/wire/openai/errors";

export type WireFormat = "anthropic" | "openai";

/**
 * The format of an answer. Anthropic's clients use `/messages`, also below a wrong base URL. In paths of both families a header decides
 * that only Anthropic's clients send.
 */
export function formatOf(path: string, headers: Record<string, string | undefined>): WireFormat {
  if (path.startsWith("/api/v1/messages")) return "anthropic";
  if (path.startsWith("/api/v1/chat/") || path.startsWith("/api/v1/responses")) return "openai";
  return headers["anthropic-version"] !== undefined || path.includes("/messages") ? "anthropic" : "openai";
}

export function errorReply(format: WireFormat, error: AppError, requestId: string): ErrorReply {
  return format === "anthropic" ? anthropicErrorReply(error, requestId) : openAiErrorReply(error, requestId);
}
