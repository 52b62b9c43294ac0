import type { Upstream, UpstreamRequest } from "@/lib/upstreams/upstream";
import { MESSAGES_PATH } from "@/lib/upstreams/upstream";

export type Answered = { status: number; headers: Record<string, unknown>; text: string; json: unknown; failure: Error | null };

/** Sends a request and waits for its whole answer, as the relay's listener would receive it. */
export function exchange(upstream: Upstream, body: object | string, rest: Partial<UpstreamRequest> = {}): Promise<Answered> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let headers: Record<string, unknown> = {};
    const finish = (failure: Error | null) => {
      const text = Buffer.concat(chunks).toString("utf8");
      resolve({ status, headers, text, json: parsed(text), failure });
    };
    const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    upstream.send(
      { path: MESSAGES_PATH, headers: { "anthropic-version": "2023-06-01" }, body: bytes, silenceMs: 20_000, ...rest },
      {
        start(answered, answeredHeaders) {
          status = answered;
          headers = answeredHeaders;
        },
        data: (chunk) => void chunks.push(chunk),
        end: () => finish(null),
        fail: finish,
      },
    );
  });
}

/** The data of a stream's events. */
export function eventsIn(text: string): { type: string; [field: string]: unknown }[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map((found) => JSON.parse(found[1] ?? ""));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // A stream.
  }
}
