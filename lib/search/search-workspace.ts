import "server-only";
import { listKeys } from "@/lib/keys/list-keys";
import { priceBook } from "@/lib/pricing/price-book";
import { listCalls } from "@/lib/usage/list-calls";

/** What the search of the portal finds of a workspace, each by its own words. */
export type SearchResults = {
  keys: { id: string; name: string; isRevoked: boolean }[];
  models: { id: string; name: string }[];
  calls: { id: string; modelId: string; receivedAt: string }[];
};

const LONGEST_QUERY = 200;
const OF_EACH_KIND = 6;
/** Shorter texts are no ids, and would match thousands of calls. */
const SHORTEST_ID = 8;
const ID = /^[A-Za-z0-9_-]+$/;

/** Keys and models by a part of their names, calls by the beginning of their id or by the request id of the upstream. */
export async function searchWorkspace(workspaceId: string, query: string, now: Date): Promise<SearchResults> {
  const words = query.trim().slice(0, LONGEST_QUERY);
  if (words === "") return { keys: [], models: [], calls: [] };
  const isFound = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(words.toLowerCase()));
  const mayBeId = words.length >= SHORTEST_ID && ID.test(words);
  const [keys, book, { calls }] = await Promise.all([
    listKeys(workspaceId),
    priceBook(),
    mayBeId ? listCalls(workspaceId, { id: words }, null, OF_EACH_KIND) : { calls: [] },
  ]);
  return {
    keys: keys
      .filter((key) => isFound(key.name, key.id))
      // Those that work come first.
      .toSorted((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null))
      .slice(0, OF_EACH_KIND)
      .map(({ id, name, revokedAt }) => ({ id, name, isRevoked: revokedAt !== null })),
    models: book
      .offeredModels(now)
      .filter((model) => isFound(model.displayName, model.id))
      .slice(0, OF_EACH_KIND)
      .map(({ id, displayName }) => ({ id, name: displayName })),
    calls: calls.map(({ id, modelId, createdAt }) => ({ id, modelId, receivedAt: createdAt.toISOString() })),
  };
}
