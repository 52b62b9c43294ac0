/**
 * A request that Claude refuses, and what the relay makes of it: on its Messages route, where the bytes go up as they are,
 * and for OpenAI's clients, where they are mapped.
 */
export type Refusal = {
  name: string;
  /** Fields over a small request that fits, or the whole body. */
  ask: object | string;
  headers?: Record<string, string>;
  /** 400 and `invalid_request_error` where nothing else is said. */
  status?: number;
  type?: string;
  /** Claude's own words, to the letter. */
  says: string;
  /** Where they are quoted: an issue of a public repository, or a page. Null where they are our best knowledge. */
  source: string | null;
  /** The Messages route passes Claude's words on; or refuses before, in words of its own. */
  messages: "passed on" | RegExp;
  /** What an OpenAI client sends in the same case. */
  chat?: object;
  /** And what becomes of it: Claude takes what it is mapped to, or the relay refuses it beforehand by a parameter, or Claude's words are passed on. */
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
