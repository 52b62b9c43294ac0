import { AppError } from "@/lib/basics/errors";
import { env } from "@/lib/platform/env";

/** Endpoints that OpenAI and Anthropic have and we do not, with what to use instead, by the first segment of the path. */
const INSTEAD: Record<string, string> = {
  completions: "Plain completions are not served. POST /api/v1/chat/completions takes the prompt as a user's message.",
  complete: "Text completions are not served. POST /api/v1/messages takes the prompt as a user's message.",
  embeddings: "Claude makes no embeddings. Use an embedding model of another provider; GET /api/v1/models lists what is served here.",
  moderations:
    "There is no moderation endpoint. Ask a model for a verdict by POST /api/v1/chat/completions, with a schema in response_format for its shape.",
  images: "Claude draws no pictures, but it reads them: send them in a message of POST /api/v1/chat/completions.",
  audio: "Claude neither speaks nor listens. Send the text of what was said.",
  videos: "Claude makes no films.",
  realtime: "There are no realtime sessions. POST /api/v1/responses streams its answer.",
  assistants: "Assistants are not stored here. POST /api/v1/responses takes instructions, tools and the whole conversation.",
  threads: "Threads are not stored here. POST /api/v1/responses takes the whole conversation.",
  conversations: "Conversations are not stored here. POST /api/v1/responses takes the whole conversation.",
  vector_stores: "Nothing is stored here that could be searched. Send what is needed with the message.",
  fine_tuning: "Models are not trained here. GET /api/v1/models lists what is served.",
  responses: "Answers are not stored here, so none can be read, cancelled or deleted. Keep what POST /api/v1/responses gives you.",
};

/** There is no endpoint at this path. Most such paths are nearly right: one segment too many or too few, or another provider's. */
export function nothingAt(path: string): AppError {
  const base = env.RELAIS_PUBLIC_URL.replace(/\/+$/, "");
  const first = /^\/api\/v1\/([^/]+)/.exec(path)?.[1] ?? "";
  const instead = Object.hasOwn(INSTEAD, first)
    ? INSTEAD[first]
    : `The base URL is ${base}/api/v1 for OpenAI's clients and ${base}/api for Anthropic's.`;
  return new AppError("not_found", `There is nothing at ${path.slice(0, 200)}. ${instead} Nothing was charged.`);
}
