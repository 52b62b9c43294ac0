export type Kind = "whole" | "stream" | "paced" | "idle";

/** One kind of call, as a client of Anthropic's format sends it. */
export type Ask = { kind: Kind; promptBytes: number };

/** The address of a candidate, and the headers that it needs with each call. */
export type Target = { url: string; path: string; headers: Record<string, string> };

export const PACE_MS = 20;
export const TICK_MS = 1_000;

/** The bytes of a request, made once and sent again and again. The prompt's beginning tells the upstream how to answer. */
export function requestBytes({ url, path, headers }: Target, { kind, promptBytes }: Ask): Buffer {
  const order = { whole: "", stream: "", paced: `pace-ms-${PACE_MS} `, idle: `tick-ms-${TICK_MS} ` }[kind];
  const body = JSON.stringify({
    model: "claude-sonnet-4-6",
    max_tokens: 200,
    ...(kind === "whole" ? {} : { stream: true }),
    messages: [{ role: "user", content: order + prompt(promptBytes) }],
  });
  const all = { host: new URL(url).host, "content-type": "application/json", "content-length": `${body.length}`, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
}

function prompt(bytes: number): string {
  const sentence = 'Lorem ipsum dolor sit amet, he said: "consectetur".\n';
  return sentence.repeat(Math.ceil(bytes / sentence.length)).slice(0, bytes);
}
