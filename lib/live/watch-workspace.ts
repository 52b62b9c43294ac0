import "server-only";
import { readLiveState } from "@/lib/live/live-state";
import { log } from "@/lib/platform/log";
import { outsideOfRequests } from "@/lib/platform/reader";

type Listener = (state: string) => void;
type Watch = { listeners: Set<Listener>; newest: string | null };

/** A little less than a second, so that a change is seen within one. */
const EVERY_MS = 900;

// Next loads a module once for each route that uses it, and a workspace is to be read once for all of them.
const shared = globalThis as { relaisWatches?: Map<string, Watch> };
const watches = () => (shared.relaisWatches ??= new Map());

/**
 * Calls `listener` with the workspace's `LiveState` as JSON: at once if it is known, then after each change. However many listeners there
 * are, Postgres is asked once in 900 ms for a workspace, and never for one without a listener. Returns the function that ends it.
 */
export function watchWorkspace(workspaceId: string, listener: Listener, everyMs = EVERY_MS): () => void {
  const found = watches().get(workspaceId);
  const watch = found ?? { listeners: new Set<Listener>(), newest: null };
  watch.listeners.add(listener);
  if (watch.newest !== null) listener(watch.newest);
  if (!found) {
    watches().set(workspaceId, watch);
    // The reads go on after the request that began them has ended.
    outsideOfRequests(() => void poll(workspaceId, watch, everyMs));
  }
  return () => {
    watch.listeners.delete(listener);
    if (watch.listeners.size === 0 && watches().get(workspaceId) === watch) watches().delete(workspaceId);
  };
}

async function poll(workspaceId: string, watch: Watch, everyMs: number): Promise<void> {
  while (watch.listeners.size > 0) {
    const startedMs = performance.now();
    // A read that fails costs nothing: the next one brings what this one missed.
    const state = await readLiveState(workspaceId).catch((error) => {
      log.warn({ event: "live.unread", err: error }, "the live state of a workspace could not be read");
      return null;
    });
    const newest = state && JSON.stringify(state);
    if (newest !== null && newest !== watch.newest) {
      watch.newest = newest;
      for (const listener of [...watch.listeners]) listener(newest);
    }
    const restMs = Math.max(everyMs - (performance.now() - startedMs), everyMs / 3);
    await new Promise((resolve) => setTimeout(resolve, restMs).unref());
  }
}
