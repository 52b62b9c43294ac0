"use client";

import { useSyncExternalStore } from "react";
import { openLiveSource } from "@/components/shell/live-source";
import type { LiveState } from "@/lib/live/live-state";

let newest: LiveState | null = null;
let closeSource: (() => void) | null = null;
const listeners = new Set<() => void>();

/**
 * The state of the workspace at this second, as `LiveState` describes it: within a second of each change while the tab is visible. Null
 * until the first answer. All components of a tab share one connection, and a hidden tab has none.
 */
export function useLive(): LiveState | null {
  return useSyncExternalStore(
    subscribe,
    () => newest,
    () => null,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener("visibilitychange", followVisibility);
    followVisibility();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener("visibilitychange", followVisibility);
    disconnect();
    // The next listener may belong to another person.
    newest = null;
  };
}

function followVisibility(): void {
  if (document.hidden) disconnect();
  else
    closeSource ??= openLiveSource((state) => {
      newest = state;
      for (const listener of listeners) listener();
    });
}

function disconnect(): void {
  closeSource?.();
  closeSource = null;
}
