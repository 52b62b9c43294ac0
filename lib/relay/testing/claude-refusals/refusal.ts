/**
 * A request that Claude refuses, and the relay's treatment of it: on the Messages route, which sends the bytes unchanged,
 * and for OpenAI's clients, whose requests are mapped.
 */
export type Refusal = {
  name: string;
  /** Fields over a small request that fits, or the whole body. */
  ask: object | string;
  headers?: Record<string, string>;
  /** By default 400 and `invalid_request_error`. */
  status?: number;
  type?: string;
  /** Claude's own words, to the letter. */
  says: string;
  /** The source of these words: an issue of a public repository, or a page. Null if they are our best guess. */
  source: string | null;
  /** The Messages route passes on Claude's words, or refuses first with its own. */
  messages: "passed on" | RegExp;
  /** The OpenAI client's fields for the same case. */
  chat?: object;
  /** The result: Claude accepts the mapped request, the relay first refuses a parameter, or Claude's words are passed on. */
  becomes?: "mapped" | "passed on" | { param: string | null };
};

export const HI = { role: "user", content: "x" };
export const ASK = { model: "claude-sonnet-4-6", max_tokens: 100, messages: [HI] };
export const NEWEST = "claude-opus-5-5";
export const OLDER = "claude-haiku-4-5";

export const text = (words: string, cache_control?: object) => ({ type: "text", text: words, ...(cache_control && { cache_control }) });
export const user = (...content: object[]) => ({ role: "user", content });
export const assistant = (...content: object[]) => ({ role: "assistant", content });
export const marker = (ttl?: string) => ({ type: "ephemeral", ...(ttl && { ttl }) });
