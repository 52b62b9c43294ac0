import { useEffect, useState } from "react";
import type { SearchResults } from "@/lib/search/search-workspace";

export type SearchState = { found: SearchResults; isWaiting: boolean; isFailed: boolean };

const NOTHING: SearchResults = { keys: [], models: [], calls: [] };
/** Typing goes on for a moment; a pasted id does not wait noticeably. */
const PAUSE_MS = 150;
const TIMEOUT_MS = 8_000;

/** What the server finds for a text. A newer text cancels the search of an older one. */
export function useSearch(query: string): SearchState {
  const [state, setState] = useState<SearchState>({ found: NOTHING, isWaiting: false, isFailed: false });
  const words = query.trim();
  useEffect(() => {
    if (words === "") {
      setState({ found: NOTHING, isWaiting: false, isFailed: false });
      return;
    }
    setState((old) => ({ ...old, isWaiting: true, isFailed: false }));
    const newer = new AbortController();
    const timer = setTimeout(async () => {
      const signal = AbortSignal.any([newer.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const answer = await fetch(`/search?q=${encodeURIComponent(words.slice(0, 200))}`, { signal }).catch(() => null);
      const found: SearchResults | null = answer?.ok ? await answer.json().catch(() => null) : null;
      if (!newer.signal.aborted) setState({ found: found ?? NOTHING, isWaiting: false, isFailed: found === null });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      newer.abort();
    };
  }, [words]);
  return state;
}
