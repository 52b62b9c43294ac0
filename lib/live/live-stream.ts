import "server-only";
import type { SessionClaims } from "@/lib/auth/session-token";
import { type CurrentUser, readSessionUser } from "@/lib/auth/session-user";
import { watchWorkspace } from "@/lib/live/watch-workspace";

// The events of a stream, each with JSON as data:
//
//   event: state   the `LiveState` of the workspace, at once and after each change
//   event: beat    {} while nothing changes, so that a silent connection is noticed
//   event: ended   {} the session has ended; do not connect again
//
// A stream ends by itself after two minutes. EventSource connects again after `retry`.

export type LiveTimes = { beatMs: number; sessionCheckMs: number; lifetimeMs: number };

const TIMES: LiveTimes = {
  // Below the time after which proxies close a silent connection.
  beatMs: 15_000,
  sessionCheckMs: 10_000,
  // A front door that restarts waits this long at most for streams.
  lifetimeMs: 120_000,
};
const RETRY_MS = 1_000;
const OF_A_PERSON = 12;
const IN_ALL = 1_000;
/** Events that may wait for a reader. Each state replaces the one before it, so a slow reader needs no more. */
const WAITING = 4;

const shared = globalThis as { relaisLiveStreams?: Map<() => void, string> };
const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // Without "no-transform" it would be compressed, and held back until a block is full.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

/** The open streams, each by its end, with the person who reads it. */
function openStreams(): Map<() => void, string> {
  if (!shared.relaisLiveStreams) {
    const streams = new Map<() => void, string>();
    shared.relaisLiveStreams = streams;
    // Open streams would keep a process that is asked to stop.
    process.once("SIGTERM", () => {
      for (const end of [...streams.keys()]) end();
    });
  }
  return shared.relaisLiveStreams;
}

/** The stream of a session's workspace. 401 without a session; 429 where the person, or everybody together, has too many of them. */
export async function liveStream(claims: SessionClaims | null, signal: AbortSignal, times = TIMES): Promise<Response> {
  const user = claims && (await readSessionUser(claims));
  if (!claims || !user) return Response.json({ error: "unauthenticated" }, { status: 401 });
  const streams = openStreams();
  const ofPerson = [...streams.values()].filter((id) => id === user.id).length;
  if (ofPerson >= OF_A_PERSON || streams.size >= IN_ALL)
    return Response.json({ error: "too_many_streams" }, { status: 429, headers: { "retry-after": "30" } });
  const hasSameSession = async () => (await readSessionUser(claims))?.workspace.id === user.workspace.id;
  return new Response(eventStream({ user, signal, times, hasSameSession }), { headers: HEADERS });
}

type StreamOf = { user: CurrentUser; signal: AbortSignal; times: LiveTimes; hasSameSession(): Promise<boolean> };

function eventStream({ user, signal, times, hasSameSession }: StreamOf): ReadableStream<Uint8Array> {
  const streams = openStreams();
  const encoder = new TextEncoder();
  const ends: (() => void)[] = [];
  const end = () => {
    streams.delete(end);
    for (const each of ends.splice(0)) each();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        streams.set(end, user.id);
        ends.push(() => controller.close());
        const send = (event: string, data: string) => {
          // A reader that takes nothing any more is gone; a new connection brings it up to date.
          if ((controller.desiredSize ?? 0) <= 0) end();
          else controller.enqueue(encoder.encode(`event: ${event}\ndata: ${data}\n\n`));
        };
        controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
        const every = (ms: number, run: () => void) => {
          const timer = setInterval(run, ms).unref();
          ends.push(() => clearInterval(timer));
        };
        every(times.beatMs, () => send("beat", "{}"));
        every(times.sessionCheckMs, async () => {
          // While the database is away nobody can tell; the next check can.
          const isValid = await hasSameSession().catch(() => true);
          if (isValid || !streams.has(end)) return;
          send("ended", "{}");
          end();
        });
        every(times.lifetimeMs, end);
        signal.addEventListener("abort", end, { once: true });
        ends.push(() => signal.removeEventListener("abort", end));
        ends.push(watchWorkspace(user.workspace.id, (state) => send("state", state)));
        if (signal.aborted) end();
      },
      cancel() {
        // Closed already: the reader has left.
        ends.shift();
        end();
      },
    },
    { highWaterMark: WAITING },
  );
}
