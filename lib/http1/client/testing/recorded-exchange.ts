import type { ConnectionPool, OutgoingRequest } from "@/lib/http1/client/connection-pool";
import { HttpExchange } from "@/lib/upstreams/http-exchange";
import { SilenceWatch } from "@/lib/upstreams/silence-watch";

const watch = new SilenceWatch();

/** What was reported for one request, in order: the status, the bytes so far, how it ended. */
export type RecordedExchange = {
  exchange: HttpExchange;
  events: string[];
  status: number;
  headers: Record<string, unknown>;
  bytes: number;
  text: string;
  failure: Error | null;
  /** Resolves at the first event of this kind, or at the end. */
  when(event: "start" | "data"): Promise<void>;
  over: Promise<RecordedExchange>;
};

/** Sends a request and records what is reported about its answer. `onEvent` is called with each event as it comes. */
export function sendRecorded(
  pool: ConnectionPool,
  request: Partial<OutgoingRequest> = {},
  onEvent: (event: string, recorded: RecordedExchange) => void = () => undefined,
): RecordedExchange {
  const waiting = new Map<string, () => void>();
  let finish: (recorded: RecordedExchange) => void;
  const note = (event: string) => {
    if (recorded.events.at(-1) !== event) recorded.events.push(event);
    waiting.get(event)?.();
    onEvent(event, recorded);
  };
  const end = (event: string) => {
    note(event);
    for (const resolve of waiting.values()) resolve();
    finish(recorded);
  };
  const exchange = new HttpExchange(
    { silenceMs: 60_000 },
    {
      start(status, headers) {
        Object.assign(recorded, { status, headers: { ...headers } });
        note("start");
      },
      data(chunk) {
        recorded.bytes += chunk.length;
        if (recorded.bytes < 100_000) recorded.text += chunk.toString("latin1");
        note("data");
      },
      end: () => end("end"),
      fail(error) {
        recorded.failure = error;
        end("fail");
      },
    },
    watch,
  );
  const recorded: RecordedExchange = {
    exchange,
    events: [],
    status: 0,
    headers: {},
    bytes: 0,
    text: "",
    failure: null,
    when: (event) => new Promise((resolve) => (recorded.events.includes(event) ? resolve() : waiting.set(event, resolve))),
    over: new Promise((resolve) => {
      finish = resolve;
    }),
  };
  pool.send({ path: "/v1/messages", headers: { "content-type": "application/json" }, body: "{}", ...request }, exchange);
  return recorded;
}
