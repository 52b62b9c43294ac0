import { BATCHES_PATH, requestFor } from "@/lib/batches/request-upstream";
import { ResultLines } from "@/lib/batches/result-lines";
import type { Upstream } from "@/lib/upstreams/upstream";

/** There are no results: `status` says why. */
class NoResults extends Error {
  constructor(readonly status: number) {
    super(`The upstream answered ${status} where the results of a batch are.`);
  }
}

/** At most this much is buffered; then the upstream is paused until the reader continues. */
const MOST_WAITING_BYTES = 1024 * 1024;
/** Ten thousand results take some seconds. A dripping stream would block the round of all batches. */
const LONGEST_MS = 1_200_000;

/**
 * The lines of a batch's results, read as fast as they are consumed. Throws NoResults, and an error if the upstream breaks off or takes
 * longer than `longestMs`. A line that is too long is null.
 */
export async function* upstreamLines(
  upstream: Upstream,
  upstreamId: string,
  { longestMs = LONGEST_MS } = {},
): AsyncGenerator<Buffer | null> {
  const lines = new ResultLines();
  const waiting: (Buffer | null)[] = [];
  let waitingBytes = 0;
  let status = 0;
  let isOver = false;
  let failure: Error | null = null;
  let wake = () => {};
  const put = (some: (Buffer | null)[]) => {
    waiting.push(...some);
    for (const line of some) waitingBytes += line?.length ?? 0;
    if (waitingBytes > MOST_WAITING_BYTES) exchange.pause();
    wake();
  };
  const exchange = upstream.send(requestFor({ method: "GET", path: `${BATCHES_PATH}/${upstreamId}/results` }), {
    start(answered) {
      status = answered;
    },
    data(chunk) {
      if (status === 200) put(lines.push(chunk));
    },
    end() {
      isOver = true;
      if (status !== 200) failure = new NoResults(status);
      else put(lines.finish());
      wake();
    },
    fail(error) {
      [isOver, failure] = [true, error];
      wake();
    },
  });
  const deadline = setTimeout(() => {
    failure ??= new Error("The results of a batch took too long.");
    wake();
  }, longestMs);
  try {
    for (;;) {
      while (waiting.length > 0) {
        const line = waiting.shift() ?? null;
        waitingBytes -= line?.length ?? 0;
        yield line;
      }
      if (failure) throw failure;
      if (isOver) return;
      exchange.resume();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    clearTimeout(deadline);
    if (!isOver) exchange.abort(new Error("No more of the results is wanted."));
  }
}
