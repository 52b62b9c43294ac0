import type { StreamEvent } from "./events";
import type { FaultOptions } from "./fault";

type DeltaEvent = { type: "message_delta"; usage: { output_tokens: number } };

/** Streams whose events differ from the original's, by name. */
export const EVENT_FAULTS: Record<string, (events: StreamEvent[], options: FaultOptions) => StreamEvent[]> = {
  "error-event": (events, options) => [
    ...events.slice(0, options.afterEvent ?? 4),
    {
      name: "error",
      data: { type: "error", error: { type: options.type ?? "overloaded_error", message: options.message ?? "Overloaded" } },
    },
  ],
  "end-early": (events, options) => events.slice(0, options.afterEvent ?? 4),
  "unknown-events": (events) =>
    events.flatMap((each) => [each, { name: "future_event", data: { type: "future_event", usage: { output_tokens: 1 } } }, PING]),
  "usage-double": (events) => aroundDelta(events, (delta) => [half(delta), delta]),
  "usage-decreasing": (events) => aroundDelta(events, (delta) => [delta, half(delta)]),
  "usage-null": (events) =>
    aroundDelta(events, (delta) => [
      withUsage(delta, {
        input_tokens: null,
        cache_creation_input_tokens: null,
        cache_read_input_tokens: null,
        output_tokens_details: null,
        server_tool_use: null,
      }),
    ]),
  "usage-only-at-start": (events) => events.filter((each) => each.name !== "message_delta"),
  "usage-only-at-end": (events) => events.map((each) => (each.name === "message_start" ? withoutStartUsage(each) : each)),
  "delta-usage": (events, options) => aroundDelta(events, (delta) => (options.usages ?? []).map((usage) => withUsage(delta, usage))),
  "start-usage": (events, options) =>
    events.map((each) => {
      if (each.name !== "message_start") return each;
      const data = each.data as { message: { usage: object } };
      return { ...each, data: { ...data, message: { ...data.message, usage: { ...data.message.usage, ...options.usage } } } };
    }),
};

const PING: StreamEvent = { name: "ping", data: '{"type": "ping"}' };

function aroundDelta(events: StreamEvent[], change: (delta: StreamEvent) => StreamEvent[]): StreamEvent[] {
  return events.flatMap((each) => (each.name === "message_delta" ? change(each) : [each]));
}

function half(each: StreamEvent): StreamEvent {
  return withUsage(each, { output_tokens: Math.floor((each.data as DeltaEvent).usage.output_tokens / 2) });
}

function withUsage(each: StreamEvent, usage: object): StreamEvent {
  const data = each.data as DeltaEvent;
  return { ...each, data: { ...data, usage: { ...data.usage, ...usage } } };
}

function withoutStartUsage(each: StreamEvent): StreamEvent {
  const data = each.data as { message: Record<string, unknown> };
  const { usage: _, ...message } = data.message;
  return { ...each, data: { ...data, message } };
}
