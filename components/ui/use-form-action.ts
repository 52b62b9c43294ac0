"use client";

import { unstable_isUnrecognizedActionError, unstable_rethrow } from "next/navigation";
import { useActionState, useState, useSyncExternalStore } from "react";

/** Why a form has no answer: its page is older than the server, or the server was not reached. */
export type NoAnswer = "stale" | "unreachable";

/**
 * `useActionState` that survives a form without an answer: the form keeps its state and what was typed, and the third value says why.
 * Before the page's scripts run, the form is sent by the browser itself, to the action alone.
 */
export function useFormAction<State>(
  action: (previous: Awaited<State>, form: FormData) => Promise<State>,
  initial: Awaited<State>,
): [Awaited<State>, (form: FormData) => void, NoAnswer | null] {
  const [noAnswer, setNoAnswer] = useState<NoAnswer | null>(null);
  const isRunning = useIsRunning();
  const careful = async (previous: Awaited<State>, form: FormData): Promise<State> => {
    try {
      const next = await action(previous, form);
      setNoAnswer(null);
      return next;
    } catch (error) {
      unstable_rethrow(error);
      setNoAnswer(reasonOf(error));
      return previous;
    }
  };
  const [state, send] = useActionState<State, FormData>(isRunning ? careful : action, initial);
  return [state, send, noAnswer];
}

/** What `fetch` says in each browser when nothing answers. */
const CONNECTION = /fetch|network|load failed/i;

/** An error of the server itself, which the page's error boundary shows, is thrown on. */
function reasonOf(error: unknown): NoAnswer {
  if (unstable_isUnrecognizedActionError(error)) return "stale";
  // A part of an older page that is loaded on demand.
  if (error instanceof Error && error.name === "ChunkLoadError") return "stale";
  if (error instanceof TypeError && CONNECTION.test(error.message)) return "unreachable";
  throw error;
}

const subscribeToNothing = () => () => undefined;
const yes = () => true;
const no = () => false;

/** Whether scripts run: false on the server and until the page has come alive. */
export function useIsRunning(): boolean {
  return useSyncExternalStore(subscribeToNothing, yes, no);
}
