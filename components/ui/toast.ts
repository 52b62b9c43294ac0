import type { ReactNode } from "react";

/** Until the list of toasts is there. More than these would cover the page. */
const WAITING_AT_MOST = 5;

const waiting: ReactNode[] = [];
let show: ((message: ReactNode) => void) | null = null;
let onFirst: (() => void) | null = null;

/** Says in passing that something was done. The code of toasts is loaded with the first one. */
export function toast(message: ReactNode): void {
  if (show) {
    show(message);
    return;
  }
  if (waiting.length < WAITING_AT_MOST) waiting.push(message);
  onFirst?.();
}

/** For the list of toasts: it is asked for by the first one. Returns what ends the subscription. */
export function subscribeToFirstToast(listener: () => void): () => void {
  onFirst = listener;
  if (waiting.length > 0) listener();
  return () => {
    if (onFirst === listener) onFirst = null;
  };
}

/** For the list of toasts, once it can show them. Returns what ends that. */
export function showToastsBy(shown: (message: ReactNode) => void): () => void {
  show = shown;
  for (const message of waiting.splice(0)) shown(message);
  return () => {
    if (show === shown) show = null;
  };
}
