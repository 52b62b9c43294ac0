import type { LiveState } from "@/lib/live/live-state";

/** The first event comes at once, so a longer silence means that a proxy holds the events back. */
const FIRST_EVENT_MS = 5_000;
/** Beats come each 15 s. */
const SILENCE_MS = 40_000;
const POLL_MS = 5_000;
/** A stream that did not work is tried again after this time. */
const STREAM_AGAIN_MS = 60_000;
const POLL_TIMEOUT_MS = 10_000;

/**
 * Reads the live state for as long as it is open: by server-sent events, or by asking every five seconds where these do not arrive.
 * Returns the function that closes it.
 */
export function openLiveSource(onState: (state: LiveState) => void): () => void {
  let stream: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const close = () => {
    isClosed = true;
    clearTimeout(timer);
    stream?.close();
  };
  const expectEventWithin = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => poll(Date.now() + STREAM_AGAIN_MS), ms);
  };
  const receive = (event: MessageEvent<string>) => {
    expectEventWithin(SILENCE_MS);
    onState(JSON.parse(event.data));
  };
  const listen = () => {
    stream = new EventSource("/live");
    stream.addEventListener("state", receive);
    stream.addEventListener("beat", () => expectEventWithin(SILENCE_MS));
    stream.addEventListener("ended", close);
    // A stream that ended is opened again by the browser; a refused one is not.
    stream.addEventListener("error", () => expectEventWithin(stream?.readyState === EventSource.CLOSED ? 0 : FIRST_EVENT_MS));
    expectEventWithin(FIRST_EVENT_MS);
  };
  const poll = async (streamAgainAtMs: number) => {
    stream?.close();
    const answer = await fetch("/live/state", { signal: AbortSignal.timeout(POLL_TIMEOUT_MS) }).catch(() => null);
    if (isClosed) return;
    if (answer?.status === 401) return close();
    // A refused or lost answer is no news: the next one is five seconds away.
    const state: LiveState | null = answer?.ok ? await answer.json().catch(() => null) : null;
    if (isClosed) return;
    if (state) onState(state);
    timer = setTimeout(() => (Date.now() < streamAgainAtMs ? poll(streamAgainAtMs) : listen()), POLL_MS);
  };
  listen();
  return close;
}
