import type { Upstream, UpstreamRequest } from "@/lib/upstreams/upstream";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";

/** A complete answer to a small request. `body` is null if it is not an object. */
export type UpstreamAnswer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  body: JsonObject | null;
};

/** Sends a small request. Rejects if no complete answer came, if it is longer than `mostBytes`, or if it takes longer than `longestMs`. */
export function wholeAnswer(
  upstream: Pick<Upstream, "send">,
  request: UpstreamRequest,
  { mostBytes, longestMs }: { mostBytes: number; longestMs?: number },
): Promise<UpstreamAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Pick<UpstreamAnswer, "status" | "headers"> = { status: 0, headers: {} };
    const exchange = upstream.send(request, {
      start(status, received) {
        head = { status, headers: received };
      },
      data(chunk) {
        size += chunk.length;
        if (size > mostBytes) exchange.abort(new Error("The upstream's answer is too long."));
        else chunks.push(chunk);
      },
      end() {
        clearTimeout(deadline);
        const bytes = Buffer.concat(chunks);
        const parsed = parseJson(bytes);
        resolve({ ...head, bytes, body: isObject(parsed) ? parsed : null });
      },
      fail(error) {
        clearTimeout(deadline);
        reject(error);
      },
    });
    const late = () => exchange.abort(new Error(`The upstream took longer than ${longestMs} ms.`));
    const deadline = longestMs === undefined ? undefined : setTimeout(late, longestMs);
  });
}
