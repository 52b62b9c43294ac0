import type { ConnectionPool, PostRequest } from "@/lib/http1/client/connection-pool";
import { HttpExchange } from "@/lib/upstreams/http-exchange";
import { SilenceWatch } from "@/lib/upstreams/silence";

const watch = new SilenceWatch();

/** What was reported for one request, in order: the status, the bytes so far, how it ended. */
export type Told = {
  exchange: HttpExchange;
  events: string[];
  status: number;
  headers: Record<string, unknown>;
  bytes: number;
  text: string;
  failure: Error | null;
  /** Resolves at the first event of this kind, or at the end. */
  when(event: "start" | "data"): Promise<void>;
  over: Promise<Told>;
};

/** Sends a request and records what is reported about its answer. `hears` is called with each event as it comes. */
export function post(
  pool: ConnectionPool,
  request: Partial<PostRequest> = {},
  hears: (event: string, told: Told) => void = () => undefined,
): Told {
  const waiting = new Map<string, () => void>();
  let finish: (told: Told) => void;
  const note = (event: string) => {
    if (told.events.at(-1) !== event) told.events.push(event);
    waiting.get(event)?.();
    hears(event, told);
  };
  const end = (event: string) => {
    note(event);
    for (const resolve of waiting.values()) resolve();
    finish(told);
  };
  const exchange = new HttpExchange(
    { silenceMs: 60_000 },
    {
      start(status, headers) {
        Object.assign(told, { status, headers: { ...headers } });
        note("start");
      },
      data(chunk) {
        told.bytes += chunk.length;
        if (told.bytes < 100_000) told.text += chunk.toString("latin1");
        note("data");
      },
      end: () => end("end"),
      fail(error) {
        told.failure = error;
        end("fail");
      },
    },
    watch,
  );
  const told: Told = {
    exchange,
    events: [],
    status: 0,
    headers: {},
    bytes: 0,
    text: "",
    failure: null,
    when: (event) => new Promise((resolve) => (told.events.includes(event) ? resolve() : waiting.set(event, resolve))),
    over: new Promise((resolve) => {
      finish = resolve;
    }),
  };
  pool.post({ path: "/v1/messages", headers: { "content-type": "application/json" }, body: "{}", ...request }, exchange);
  return told;
}
